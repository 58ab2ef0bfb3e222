"""Real processes: `todobot up` with a database of its own, and `todobot chat` over a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakechat.process import Program, free_port, todobot, wait_until

TODOBOT = str(Path(sys.executable).with_name("todobot"))
SECONDS = 60
ENVIRON = {"TZ": "Europe/Berlin", "LOG_LEVEL": "warning", "DATABASE_URL": "", "BOT_PLATFORMS": "terminal,web"}


@dataclass(frozen=True)
class Ended:
    """What a program said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


def run(*words: str, typed: bytes = b"", **environ: str) -> Ended:
    """Run `todobot` with these words to its end."""
    done = subprocess.run(
        [TODOBOT, *words], input=typed, capture_output=True, timeout=SECONDS, env={**os.environ, **ENVIRON, **environ}
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def chat(folder: Path, *lines: str, wait: float = 0, person: str = "", **environ: str) -> Ended:
    """Type these lines through a pipe and stay for `wait` seconds."""
    words = ["chat", "--data-dir", str(folder), "--wait", str(wait), *(["--as", person] if person else [])]
    ended = run(*words, typed="".join(f"{line}\n" for line in lines).encode(), **environ)
    assert "Traceback" not in ended.out + ended.err, ended
    return ended


Open = Callable[..., Program]


@pytest.fixture
def empty() -> Iterator[Path]:
    """A data folder with a short name, as a socket needs it; whoever runs in it is gone in the end."""
    with short_folder() as made:
        yield made


@pytest.fixture(scope="session")
def used() -> Iterator[Path]:
    """One that has been used once, so that there is a database in it."""
    with short_folder() as made:
        assert run("migrate", "--data-dir", str(made)).code == 0
        yield made


@pytest.fixture
def folder(empty: Path, used: Path) -> Path:
    """A copy of that one: to make a database takes longer than most of these tests."""
    subprocess.run(["cp", "-a", f"{used}/.", str(empty)], check=True)
    return empty


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder directly in /tmp; at the end nothing may run in it."""
    with tempfile.TemporaryDirectory(prefix="todobot-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        wait_until(lambda: postgres(Path(name)) is None, 20, "the database to end")


@pytest.fixture
def up(folder: Path) -> Iterator[Open]:
    """Makes `todobot up` on the folder; it is stopped in the end."""
    made: list[Program] = []

    def new(**settings: str) -> Program:
        environ = ENVIRON | {"DATA_DIR": str(folder)} | settings
        program = todobot(folder, environ=environ, port=free_port(), name=f"up{len(made)}")
        made.append(program)
        program.start(ready="/health/ready")
        return program

    yield new
    for program in made:
        program.stop()


def postgres(folder: Path) -> int | None:
    """The process id of the folder's PostgreSQL, None when it does not run."""
    try:
        pid = int((folder / "postgres/cluster/postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, IndexError, ValueError):
        return None
    return pid
