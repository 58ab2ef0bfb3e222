"""`todobot chat`: talk to the bot in this terminal, or through a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bot.terminal.adapter import Typing
from bot.terminal.render import lines
from core import log
from core.api.tokens import NAME
from core.errors import StartError
from core.settings import Settings
from workers.commands.up import Data, Port
from workers.conversation import Conversation
from workers.data_folder import DataFolder, Run
from workers.fast import run_fast
from workers.options import settings_of
from workers.program import Program

Wait = Annotated[float, typer.Option(help="Over a pipe: seconds to stay after the last line, for what rings.")]
As = Annotated[str, typer.Option("--as", help="Talk as another person of this machine.")]


def command(port: Port = None, data_dir: Data = None, wait: Wait = 0.0, person: As = "") -> None:
    """Talk to the todobot that runs on this data folder; when none does, run one for as long as we talk."""
    settings = settings_of(port, data_dir)
    log.configure("error", settings.log_format)
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(run_fast(_chat(settings, wait, person)))


async def _chat(settings: Settings, wait: float, person: str) -> int:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    async with _running(settings) as run:
        folder, name = settings.data_dir.resolve() / "chat", file_name(person)
        talk = Conversation(run, person, folder / f"{name}.seen", find=DataFolder(settings.data_dir).running)
        try:
            await talk.open()
        except (ConnectionError, httpx.HTTPError) as error:
            raise StartError(f"todobot at {run.url} does not answer: {error}") from error
        typing = Typing()
        screen = _Screen(typing, colour=interactive)
        ringing = asyncio.create_task(screen.rings(talk))
        try:
            if interactive:
                await _by_hand(talk, screen, folder / f"{name}.history")
            else:
                await _by_pipe(talk, screen, wait)
        finally:
            ringing.cancel()
            await asyncio.gather(ringing, return_exceptions=True)
            await talk.close()
    return 0


def file_name(person: str) -> str:
    """What this person's files are called; no two people share one. StartError when it is no name."""
    if not person:
        return "me"
    if not NAME.fullmatch(person):
        raise StartError("--as takes a name: letters, digits, blanks and . @ + -, at most 64 of them.")
    plain = re.sub(r"[^A-Za-z0-9.-]", "_", person)[:40]
    return f"as-{plain}-{hashlib.blake2b(person.encode(), digest_size=6).hexdigest()}"


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[Run]:
    """The todobot on this folder; else one of our own, on a port that nobody has to know."""
    run = DataFolder(settings.data_dir).running()
    if run is not None:
        yield run
        return
    program = Program(settings.model_copy(update={"port": 0, "host": "127.0.0.1", "public_url": ""}), say=_aside)
    try:
        yield await program.start()
    finally:
        await program.close()


class _Screen:
    """Prints messages, and lets the typing know what is on the screen."""

    def __init__(self, typing: Typing, *, colour: bool) -> None:
        self.typing = typing
        self._colour = colour

    def show(self, message: dict[str, Any]) -> None:
        """Print one message."""
        self.typing.shown(message)
        for line in lines(message, colour=self._colour):
            print(line, flush=True)

    async def rings(self, talk: Conversation) -> None:
        """Print what rings, for ever."""
        async for message in talk.rings():
            self.show(message)

    async def answer(self, talk: Conversation, line: str) -> None:
        """Send a line and print what comes of it."""
        body = self.typing.body(line)
        if isinstance(body, str):
            print(body, flush=True)
            return
        try:
            self.show(await talk.say(body))
        except ConnectionError as error:
            print(error, flush=True)


async def _by_hand(talk: Conversation, screen: _Screen, history: Path) -> None:
    history.parent.mkdir(parents=True, exist_ok=True)
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    print("Type what you want, or: help. Ctrl-D ends.")
    with patch_stdout(raw=True):
        while True:
            try:
                line = await session.prompt_async(ANSI("\x1b[32m>\x1b[0m "))
            except EOFError:
                return
            except KeyboardInterrupt:
                continue
            await screen.answer(talk, line)


async def _by_pipe(talk: Conversation, screen: _Screen, wait: float) -> None:
    while True:
        raw = await asyncio.to_thread(sys.stdin.buffer.readline)
        if not raw:
            break
        await screen.answer(talk, raw.decode("utf-8", errors="replace").rstrip("\r\n"))
    await asyncio.sleep(wait)


def _aside(line: str) -> None:
    """Progress of a first start, beside the conversation."""
    print(line, file=sys.stderr, flush=True)
