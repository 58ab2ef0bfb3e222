"""`todobot chat`: talk to the bot in this terminal, or through a pipe."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
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
from core.ending import end
from core.errors import StartError
from core.settings import Settings
from workers.conversation import Conversation
from workers.data_folder import DataFolder, Run
from workers.fast import run_fast
from workers.last_resort import LastResort
from workers.options import Data, Port, settings_of
from workers.typed import typed_lines

Wait = Annotated[float, typer.Option(help="Over a pipe: seconds to stay after the last line, for what rings.")]
As = Annotated[str, typer.Option("--as", help="Talk as another person of this machine.")]
Alone = Callable[[Settings, int, Callable[[str], None]], AbstractAsyncContextManager[Run]]

# Named here and imported only when no todobot runs: who talks to one that runs needs nothing of what it is made of,
# and waits a second instead of four.
ALONE = "workers.alone"
STARTING_S = 90.0  # a first start makes a database; one after a crash recovers it
INTERRUPTED = 130
ENDING_S = 45.0  # a database of our own writes everything down first


def command(port: Port = None, data_dir: Data = None, wait: Wait = 0.0, person: As = "") -> None:
    """Talk to the todobot that runs on this data folder; when none does, run one for as long as we talk."""
    settings = settings_of(port, data_dir)
    last = LastResort()
    try:
        code = run_fast(_chat(settings, port or 0, wait, person, last))
    except (KeyboardInterrupt, asyncio.CancelledError):
        code = INTERRUPTED
    last.over()
    sys.exit(code)


async def _chat(settings: Settings, port: int, wait: float, person: str, last: LastResort) -> int:
    folder, name = settings.data_dir.resolve() / "chat", file_name(person)
    me = asyncio.current_task()
    assert me is not None
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        me.cancel()
        last.start(loop, ENDING_S)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, interrupted)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    async with _running(settings, port) as find:
        screen = _Screen(Typing(), colour=interactive)
        talk = Conversation(find, person, folder / f"{name}.seen", screen.aside)
        try:
            await talk.open()
        except (ConnectionError, httpx.HTTPError) as error:
            raise StartError(f"todobot does not answer: {error}") from error
        ringing = asyncio.create_task(screen.rings(talk))
        try:
            if interactive:
                await _by_hand(talk, screen, folder / f"{name}.history")
            else:
                await _by_pipe(talk, screen, wait)
        finally:
            await end(ringing)
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
async def _running(settings: Settings, port: int) -> AsyncIterator[Callable[[], Run | None]]:
    """How to find the todobot on this folder; without one, one of our own runs meanwhile."""
    folder = DataFolder(settings.data_dir)
    if await _met(folder):
        yield folder.running
        return
    own: Alone = importlib.import_module(ALONE).alone
    folder.make()
    with (folder.path / "chat.log").open("a", encoding="utf-8") as file:
        log.configure("warning", settings.log_format, file)  # who talks shall not read the log between the lines
        async with own(settings, port, _beside):
            yield folder.running


async def _met(folder: DataFolder) -> bool:
    """Whether one runs here; one that is starting is waited for."""
    until = asyncio.get_running_loop().time() + STARTING_S
    while folder.running() is None:
        if not folder.held():
            return False
        if asyncio.get_running_loop().time() > until:
            raise StartError(f"A todobot has been starting on {folder.path} for {STARTING_S:.0f} s. Look what it says.")
        await asyncio.sleep(0.1)
    return True


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

    def aside(self, text: str) -> None:
        """Print a sentence that is not the bot's: over a pipe it goes beside the replies."""
        print(text, file=sys.stdout if self._colour else sys.stderr, flush=True)

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
            if isinstance(error, BrokenPipeError):  # that is our reader's end, not todobot's
                raise
            print(error, flush=True)


async def _by_hand(talk: Conversation, screen: _Screen, history: Path) -> None:
    history.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what was typed is nobody else's
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    print("Type what you want, or: help. What stands in [brackets] can be typed too. Ctrl-D ends.")
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
    async for line in typed_lines():
        await screen.answer(talk, line)
    await asyncio.sleep(max(0.0, wait))


def _beside(line: str) -> None:
    """Progress of a first start, beside the conversation."""
    print(line, file=sys.stderr, flush=True)
