"""The laptop's own PostgreSQL: made, started, adopted after a kill, watched and stopped in a folder of ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from sqlalchemy import URL

from core.db.binaries import find_package, find_programs, server_account
from core.db.postmaster import STEP, Postmaster
from core.ending import end
from core.errors import StartError

if sys.platform != "win32":  # there start() refuses before it locks anything
    import fcntl

DATABASE = "todobot"
START_SECONDS = 60.0  # crash recovery of a busy cluster takes that long
WATCH_SECONDS = 0.5
DYING_SECONDS = 3.0  # how long a killed server may still look alive


def _silent(_: str) -> None:
    return None


class EmbeddedPostgres:
    """One PostgreSQL server for one data folder, shared by every program that uses this folder.

    The first program starts it, later ones attach, the last one to leave stops it; one that was killed has left. A
    server that outlived its program is adopted, one that died is started again with its data, also while we run. It
    listens on a Unix socket in a folder of mode 0700 and nowhere else. `on_progress` gets sentences for people, from
    another thread.
    """

    def __init__(self, data_dir: Path, *, on_progress: Callable[[str], None] = _silent, keep: bool = False) -> None:
        """`data_dir` is the program's data folder; `keep` leaves the server running after `stop`."""
        self._home = Path(data_dir).resolve() / "postgres"
        self._progress = on_progress
        self._keep = keep
        self._users: int | None = None  # the open file whose shared lock says that we use the server
        self._postmaster: Postmaster | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id, None while it is not running."""
        return self._postmaster.pid() if self._postmaster else None

    @property
    def url(self) -> str:
        """SQLAlchemy's URL (`postgresql+psycopg://`) of the database `todobot`; constant between start and stop."""
        return self._url("postgresql+psycopg")

    @property
    def dsn(self) -> str:
        """The same place as `url` in the form that psycopg and psql read."""
        return self._url("postgresql")

    def _url(self, scheme: str) -> str:
        if self._postmaster is None or self._users is None:
            raise StartError("The embedded PostgreSQL is not running: call start() first.")
        query = {"host": str(self._postmaster.socket_dir)}
        return URL.create(scheme, username=DATABASE, database=DATABASE, query=query).render_as_string()

    async def start(self) -> str:
        """Makes the cluster when there is none, starts or adopts the server, and returns `url`.

        Returns when the server accepts connections and the database exists; at most 60 s of crash recovery. Raises
        `StartError` with what is wrong and what to do. Calling it again is harmless.
        """
        if self._users is None:
            begun = asyncio.ensure_future(asyncio.to_thread(self._start))
            try:
                await asyncio.shield(begun)
            except asyncio.CancelledError:
                # Ctrl-C while it starts: a thread cannot be cancelled, and a server must not be left behind.
                await asyncio.wait([begun])
                await asyncio.to_thread(self._stop)
                raise
            self._watch = asyncio.create_task(self._restart_when_it_dies())
        return self.url

    async def stop(self) -> None:
        """Leaves the server, and stops it (committed data safe) when nobody else uses it. Harmless when not started."""
        if self._watch is not None:
            await end(self._watch)
            self._watch = None
        if self._users is not None:
            await asyncio.to_thread(self._stop)

    def _start(self) -> None:
        packages = find_package()
        try:
            account = server_account(self._home / "cluster")
            # Another account may pass to the socket, and read nothing on its way.
            self._home.mkdir(mode=0o711 if account.dropped else 0o700, parents=True, exist_ok=True)
            with self._alone():
                self._users = _lock_file(self._home / "users.lock", fcntl.LOCK_SH)
                try:
                    self._run(Postmaster(self._home, find_programs(packages, account), account))
                except BaseException:
                    self._leave()
                    raise
        except (OSError, psycopg.Error) as error:
            raise StartError(
                f"The database in {self._home} cannot be used: {error}. Set DATA_DIR to a folder that you may write "
                "to and that has room, or DATABASE_URL=postgresql://... to a PostgreSQL of your own."
            ) from error

    def _run(self, postmaster: Postmaster) -> None:
        self._postmaster = postmaster
        postmaster.make_cluster(self._progress)
        trusted = time.monotonic() + DYING_SECONDS
        while True:
            postmaster.ensure_running(time.monotonic() + START_SECONDS, self._progress)
            try:
                return _create_database(str(postmaster.socket_dir))
            except psycopg.OperationalError:
                # A server that was found may have been dying (a kill takes a moment): what ran then runs no more.
                if time.monotonic() > trusted:
                    raise
                time.sleep(STEP)

    def _stop(self) -> None:
        with self._alone():
            self._leave()

    def _leave(self) -> None:
        if self._users is None:
            return
        last = not self._keep and _try_exclusive(self._users)
        if last and self._postmaster is not None:
            self._postmaster.stop()
        os.close(self._users)
        self._users = None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one program at a time makes, starts or stops the server of this folder; the kernel forgets the dead."""
        deadline = time.monotonic() + START_SECONDS + 30
        handle = os.open(self._home / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _try_exclusive(handle):
                if time.monotonic() > deadline:
                    raise StartError(
                        f"Another todobot has been starting or stopping the database in {self._home} for a minute and "
                        "a half. Stop that program, or give this one its own folder with DATA_DIR."
                    )
                time.sleep(0.02)
            yield
        finally:
            os.close(handle)

    async def _restart_when_it_dies(self) -> None:
        """PostgreSQL restarts its own workers; when its main process dies, nobody but us starts it again."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self.pid is None:
                # The next round tries again; meanwhile callers see a database that does not answer.
                with contextlib.suppress(StartError, OSError, psycopg.Error):
                    await asyncio.to_thread(self._restart)

    def _restart(self) -> None:
        with self._alone():
            if self._users is not None and self._postmaster is not None:
                self._progress("The database died; starting it again.")
                self._postmaster.ensure_running(time.monotonic() + START_SECONDS, self._progress)


def _create_database(host: str) -> None:
    with psycopg.connect(host=host, user=DATABASE, dbname="postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if found is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _lock_file(path: Path, kind: int) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, kind)
    return handle


def _try_exclusive(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
