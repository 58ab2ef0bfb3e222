"""One PostgreSQL server process on one cluster folder: made, found again, started, and stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from core.db.binaries import Account, enterable
from core.errors import StartError

PORT = 5432  # only the name of the socket file: nothing listens on TCP
SOCKET = f".s.PGSQL.{PORT}"
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, with the closing zero.
SOCKET_PATH_LIMIT = 103
STEP = 0.01
TELL_AFTER = 2.0
LOG_LIMIT = 5_000_000
INITDB = (
    *("--username", "todobot", "--encoding", "UTF8", "--no-instructions"),
    # The same order of texts on every machine, whatever locales it has.
    *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
    *("--auth-local", "trust", "--auth-host", "reject"),
)
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "fsync": "on",
    "full_page_writes": "on",
    # There is no standby; minimal WAL is as safe after a crash as any other level.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",  # spares three idle processes
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "todobot",
    "log_checkpoints": "off",
}
# The lines of postmaster.pid that we read: https://www.postgresql.org/docs/18/storage-file-layout.html
PID_LINE, SOCKET_LINE, STATUS_LINE = 0, 4, 7
# After kill -9 the old server's workers need a moment to notice and go; then a start succeeds.
PASSING = ("pre-existing shared memory block", "lock file")


@dataclass(slots=True)
class Postmaster:
    """The server on `home/cluster`. Its methods block; callers hold the folder's start lock, except for `pid`."""

    home: Path
    programs: Path
    account: Account
    socket_dir: Path | None = None
    _child: subprocess.Popen[bytes] | None = None
    _log_start: int = 0

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    def pid(self) -> int | None:
        """The main process of the running server on this cluster, None when there is none (a stale file is none)."""
        if self._child is not None:
            self._child.poll()  # reap it, or a dead child still looks alive
        pid = self._recorded_pid()
        return pid if pid and self._is_ours(pid) else None

    def make_cluster(self, progress: Callable[[str], None]) -> None:
        """Runs initdb when there is no cluster yet; one that was interrupted is thrown away and made anew."""
        if (self.cluster / "PG_VERSION").is_file():
            self._take_over(self.cluster)
            return
        if self.cluster.exists() and any(self.cluster.iterdir()):
            raise StartError(
                f"{self.cluster} holds files but no PostgreSQL database. Move it away, or set DATA_DIR to another "
                "folder."
            )
        progress("Creating the database (once, a few seconds)")
        scratch = self.home / "cluster.new"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700)
        self._take_over(scratch)
        initdb = self._spawn(["initdb", "-D", self._place(scratch), *INITDB], scratch, subprocess.PIPE)
        said, _ = initdb.communicate()
        if initdb.returncode != 0:
            shutil.rmtree(scratch, ignore_errors=True)
            raise StartError(f"PostgreSQL could not create its files in {self.home}: {_reason(said)}")
        scratch.rename(self.cluster)

    def ensure_running(self, deadline: float, progress: Callable[[str], None]) -> None:
        """Adopts or starts the server; returns when it accepts connections. Raises StartError after the deadline."""
        while True:
            if self.pid() is None:
                self._launch()
            failure = self._wait_ready(deadline, progress)
            if failure is None:
                self.socket_dir = Path(self._pid_file()[SOCKET_LINE].strip())
                if (self.socket_dir / SOCKET).exists():
                    return
                self.stop()  # somebody cleaned /tmp: nobody can reach this server any more
                failure = f"{PASSING[-1]}: its socket is gone"
            if time.monotonic() > deadline or not any(text in failure for text in PASSING):
                raise StartError(f"PostgreSQL did not start in {self.home}: {failure} (its log is {self.log})")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stops the server: fast, else at once; what was committed stays."""
        pid = self.pid()
        for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if pid is None or not self._is_ours(pid):
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + seconds
            while self._is_ours(pid) and time.monotonic() < deadline:
                time.sleep(STEP)
        if self._child is not None:
            self._child.wait(5.0)
            self._child = None
        if self.socket_dir is not None:
            with contextlib.suppress(OSError):
                self.socket_dir.rmdir()  # an adopted server may have put its socket into somebody else's folder
            self.socket_dir = None

    def _launch(self) -> None:
        recorded = Path(self._pid_file()[SOCKET_LINE].strip()) if len(self._pid_file()) > SOCKET_LINE else None
        self.socket_dir = self._make_socket_dir(self.socket_dir or recorded)
        self._clean_stale(self.socket_dir)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        options += ["-c", f"unix_socket_directories={_quoted(self.socket_dir)}"]
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".log.1"))
        # For nobody else's eyes: a statement that failed stands there with its values.
        with open(self.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
            self._log_start = log.tell()
            self._child = self._spawn(["postgres", "-D", self._place(self.cluster), *options], self.cluster, log)

    def _wait_ready(self, deadline: float, progress: Callable[[str], None]) -> str | None:
        """None once the server is ready, else the reason why it is not."""
        begun, told = time.monotonic(), False
        while time.monotonic() < deadline:
            pid, lines = self.pid(), self._pid_file()
            if pid is not None and len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready":
                return None
            if pid is None and self._child is None:
                return "lock file of a server that has just ended"
            if pid is None and self._child is not None and self._child.poll() is not None:
                with self.log.open("rb") as log:
                    log.seek(self._log_start)
                    return _reason(log.read()) or f"it ended with status {self._child.returncode}"
            if not told and time.monotonic() - begun > TELL_AFTER:
                told = True
                progress("The database is recovering from a crash (up to a minute)")
            time.sleep(STEP)
        return "it did not become ready within a minute"

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _recorded_pid(self) -> int:
        lines = self._pid_file()
        return int(lines[PID_LINE]) if lines and lines[PID_LINE].strip().isdigit() else 0

    def _is_ours(self, pid: int) -> bool:
        """Tells our server from a process that got its number after a crash: the server works in the cluster folder."""
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
                return False
            return self.cluster.samefile(process.cwd())
        except (psutil.NoSuchProcess, psutil.ZombieProcess, FileNotFoundError):
            return False
        except psutil.AccessDenied:
            return True  # better to refuse a start than to run two servers on one cluster

    def _clean_stale(self, socket_dir: Path) -> None:
        """Removes what would stop a start: for PostgreSQL any living process with the old number is the old server."""
        pid = self._recorded_pid()
        if pid and psutil.pid_exists(pid):
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (SOCKET, f"{SOCKET}.lock"):
            (socket_dir / name).unlink(missing_ok=True)

    def _make_socket_dir(self, wanted: Path | None) -> Path:
        """A private folder whose name is short enough for a socket, in the data folder where that can be."""
        inside = self.home / "run"
        for folder in (wanted, inside):
            if folder is not None and self._fits(folder):
                with contextlib.suppress(FileExistsError, FileNotFoundError):
                    folder.mkdir(mode=0o700)
                    os.chown(folder, self.account.uid, self.account.gid)
                if self._private(folder):
                    return folder
        temporary = Path(tempfile.gettempdir()).resolve()
        parent = temporary if self._fits(temporary / "todobot-12345678") else Path("/tmp")  # noqa: S108 (mkdtemp)
        made = Path(tempfile.mkdtemp(prefix="todobot-", dir=parent))
        os.chown(made, self.account.uid, self.account.gid)
        return made

    def _fits(self, folder: Path) -> bool:
        return len(os.fsencode(folder / f"{SOCKET}.lock")) < SOCKET_PATH_LIMIT and enterable(folder, self.account)

    def _private(self, folder: Path) -> bool:
        """Whether nobody but the server's account can have put a socket there."""
        try:
            info = folder.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(info.st_mode) and info.st_uid == self.account.uid and not info.st_mode & 0o077

    def _take_over(self, folder: Path) -> None:
        """Gives the folder to the server's account when we are root; else says whose it is."""
        owner = folder.stat().st_uid
        if owner == self.account.uid:
            return
        if not self.account.dropped:
            raise StartError(
                f"The database in {self.home} belongs to another user (id {owner}). Start todobot as that user or as "
                "root, or give it another folder with DATA_DIR."
            )
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)
        folder.chmod(0o700)

    def _place(self, folder: Path) -> str:
        """How the server names its folder. As another user it may not be able to pass the folders above (/root), but
        the folder that it was started in stays open to it, and Linux has a name for that.
        """
        if self.account.dropped and sys.platform == "linux":
            return "/proc/self/cwd"
        if not enterable(folder, self.account):
            raise StartError(
                f"PostgreSQL refuses to run as root, and {self.account.name} cannot enter {folder}. Start todobot as "
                "your own user, or set DATA_DIR to a folder that others may enter."
            )
        return str(folder)

    def _spawn(self, command: list[str], folder: Path, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        dropped = self.account.dropped
        return subprocess.Popen(  # noqa: S603 (our own program and words)
            [str(self.programs / command[0]), *command[1:]],
            cwd=folder,  # entered before the user changes
            user=self.account.uid if dropped else None,
            group=self.account.gid if dropped else None,
            extra_groups=[] if dropped else None,
            umask=0o077,
            # Nothing of the person's: PGDATA, PGPORT and LC_* would change what the server does.
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C in our terminal must not reach it before we have finished.
            start_new_session=True,
        )


def _quoted(folder: Path) -> str:
    """One entry of a PostgreSQL list of names."""
    return '"' + str(folder).replace('"', '""') + '"'


def _reason(said: bytes) -> str:
    """What a person needs of a log: the lines that say why."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "DETAIL", "HINT", "error:"))]
    return "; ".join(telling[-3:] or lines[-1:])
