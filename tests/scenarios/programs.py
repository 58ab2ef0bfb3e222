"""The todobot program as a shell runs it: with a data folder of its own, over pipes, ended by signals."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fakechat.process import Program, todobot

TODOBOT = str(Path(sys.executable).with_name("todobot"))
# What a developer's shell may hold and a test must not.
OURS = ("DATABASE_URL", "DATABASE_DIRECT_URL", "PORT", "DATA_DIR", "BOT_PLATFORMS", "HOST", "PUBLIC_URL")
TIMEOUT_S = 90


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a program that ran to its end."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said, without the buttons."""
        return [line for line in self.out.splitlines() if not line.startswith("  [")]


def run(*arguments: str, said: str | bytes = "", **environ: str) -> Ended:
    """Todobot with these arguments, this on its standard input, and these settings; without a traceback."""
    raw = said.encode() if isinstance(said, str) else said
    done = subprocess.run(
        [TODOBOT, *arguments], input=raw, capture_output=True, timeout=TIMEOUT_S, env=environment(environ)
    )
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ended.out + ended.err, ended.err
    return ended


def chat(folder: Path, said: str | bytes, *, wait: float = 0, person: str = "") -> Ended:
    """A conversation over a pipe, in Berlin."""
    more = ["--as", person] if person else []
    return run("chat", "--data-dir", str(folder), "--wait", str(wait), *more, said=said, TZ="Europe/Berlin")


def up(folder: Path) -> Program:
    """`todobot up` on a free port, not started yet; its data are in `folder`/data."""
    return todobot(folder, environ={"DATABASE_URL": "", "DATABASE_DIRECT_URL": "", "TZ": "Europe/Berlin"})


def environment(more: dict[str, str]) -> dict[str, str]:
    """This process's, without settings of todobot."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | more
