"""The `todobot` program: runs the module of the command that was typed, so that each loads what it needs."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import typer

from core.errors import StartError


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, and what it is for, in a line."""

    module: str
    about: str


# Named here and imported when it is asked for: `explain` needs no database, `chat` nothing of what `up` runs, and to
# import everything takes two seconds.
COMMANDS = {
    "up": Entry("workers.commands.up", "run everything on this machine"),
    "api": Entry("workers.commands.api", "serve the API and the page, beside other processes"),
    "bot": Entry("workers.commands.bot", "listen to the chat platforms, beside other processes"),
    "work": Entry("workers.commands.work", "run the loops and consumers, beside other processes"),
    "chat": Entry("workers.commands.chat", "talk to the bot in this terminal"),
    "explain": Entry("workers.commands.explain", "show how a text is read, without doing it"),
    "web-link": Entry("workers.commands.web_link", "print a link that signs a browser in"),
    "migrate": Entry("workers.commands.migrate", "bring the database's schema up to date"),
    "manifest": Entry("workers.commands.manifest", "write what makes the bot's account on a platform"),
    "doctor": Entry("workers.commands.doctor", "check a platform's tokens, rights and addresses"),
    "openapi": Entry("workers.commands.openapi", "print the description of the HTTP interface"),
    "topics": Entry("workers.commands.topics", "make the topics on Kafka"),
    "replay": Entry("workers.commands.replay", "carry facts of the log onto their topic again"),
    "verify": Entry("workers.commands.verify", "check the event log's chain of hashes"),
}


def main() -> None:
    """What the shell calls. A start that cannot be says why in a sentence and exits with 2."""
    arguments = sys.argv[1:]
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        _usage()
        return
    if name not in COMMANDS:
        print(f"todobot has no command “{name}”.", file=sys.stderr)
        _usage()
        sys.exit(2)
    command: Callable[..., None] = importlib.import_module(COMMANDS[name].module).command
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(name)(command)
    _speak_unicode()
    try:
        app(arguments[1:], prog_name=f"todobot {name}")
    except StartError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # Who read us has enough (`todobot explain ... | head`); the interpreter must not write its last words to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_unicode() -> None:
    """A locale without ⏰ must not end a conversation: a pipe gets UTF-8, a terminal a sign in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


def _usage() -> None:
    print("usage: todobot COMMAND [OPTIONS]\n")
    for name, entry in COMMANDS.items():
        print(f"  {name:<9} {entry.about}")
    print("\nEach says more with --help.")
