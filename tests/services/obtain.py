"""Gets the real services onto this machine once: into a cache outside the checkout, by name and version.

`python tests/services/obtain.py` gets all of them and says what it does; the fixtures get what they need by
themselves, silently.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("TODOBOT_CACHE") or Path.home() / ".cache" / "todobot")
KAFKA = "4.3.0"
DAPR = "1.18.2"


class MissingError(Exception):
    """This machine cannot have the service; the text says what it would need."""


def kafka() -> Path:
    """The folder with Kafka's jars. MissingError when there is neither the cache nor Maven."""
    program("java", "Kafka runs on Java 17 or later: install a JRE (Debian, Ubuntu: apt install default-jre-headless)")

    def make(folder: Path) -> None:
        maven = program("mvn", "Kafka's jars come through Maven (Debian, Ubuntu: apt install maven)")
        say(f"getting Apache Kafka {KAFKA} (54 MB, once)")
        shutil.copy(HERE / "kafka" / "pom.xml", folder)
        goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder / 'libs'}")
        run([maven, "-q", "-B", "-f", str(folder / "pom.xml"), *goal], folder)

    return cached(f"kafka-{KAFKA}", make) / "libs"


def dapr() -> Path:
    """The program that is both daprd and its scheduler. MissingError when there is neither the cache nor Go."""

    def make(folder: Path) -> None:
        go = program("go", "Dapr is built with Go 1.26 or later (https://go.dev/dl)")
        say(f"building Dapr {DAPR} (five minutes on two cores, once)")
        flags = f"-s -w -X github.com/dapr/dapr/pkg/buildinfo.version={DAPR}"
        command = [go, "build", "-tags", "stablecomponents", "-trimpath", "-ldflags", flags]
        environ = {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false -mod=readonly"}
        run([*command, "-o", str(folder / "dapr"), "."], HERE / "dapr", environ)

    return cached(f"dapr-{DAPR}", make) / "dapr"


def pgbouncer() -> Path:
    """PgBouncer's program, of this machine or unpacked from Debian's packages. MissingError where neither is."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
    if found:
        return Path(found)

    return _debian("pgbouncer", "libevent-2.1-7", "libc-ares2") / "usr" / "sbin" / "pgbouncer"


def faketime() -> Path:
    """The library that gives a process another clock. MissingError where it neither is nor can be had."""
    for folder in (Path("/"), _debian("libfaketime")):
        for found in folder.glob("usr/lib/*/faketime/libfaketimeMT.so.1"):
            return found
    raise MissingError("the package libfaketime has no library for this machine")


def _debian(*packages: str) -> Path:
    """A folder with the contents of these packages of Debian, of which the first names it."""

    def make(folder: Path) -> None:
        for name in ("apt-get", "dpkg-deb"):
            program(name, f"{packages[0]} comes as a package of the system: install it")
        say(f"getting {packages[0]} from Debian's packages (once)")
        try:
            run(["apt-get", "download", *packages], folder)
        except MissingError:  # a new machine has no lists of packages yet
            run(["apt-get", "update"], folder)
            run(["apt-get", "download", *packages], folder)
        for package in folder.glob("*.deb"):
            run(["dpkg-deb", "-x", str(package), str(folder)], folder)

    return cached(packages[0], make)


def say(text: str) -> None:
    """A line for who waits."""
    print(f"services: {text}", file=sys.stderr, flush=True)


def run(command: list[str], folder: Path, environ: dict[str, str] | None = None) -> None:
    """Run it there; MissingError with its last words when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | (environ or {}),
        capture_output=True,
        text=True,
        timeout=1500,
    )
    if done.returncode:
        raise MissingError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout)[-600:].strip()}")


def program(name: str, without: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"there is no {name} here. {without}")
    return found


def cached(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, made whole or not at all; two test runs do not make it at once."""
    folder = CACHE / name
    if folder.is_dir():
        return folder
    with _alone(name):
        if not folder.is_dir():
            scratch = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=CACHE))
            scratch.chmod(0o755)
            try:
                make(scratch)
                scratch.rename(folder)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    return folder


@contextmanager
def _alone(name: str) -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def get_all(*wanted: Callable[[], Path]) -> int:
    """Get everything; what cannot be had is named, and in CI it is a failure."""
    missing = 0
    for get in wanted:
        try:
            get()
        except MissingError as error:
            missing += 1
            say(f"{get.__name__} cannot be had, its tests will be skipped: {error}")
    return 1 if missing and os.environ.get("CI") else 0


def main() -> int:
    """Get the services of `make test`."""
    return get_all(kafka, dapr, pgbouncer, faketime)


if __name__ == "__main__":
    sys.exit(main())
