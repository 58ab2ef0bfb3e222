"""A small bot on the real discord.py at the fake Discord: keeps what it hears, does what a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.platforms.discord.client import FakeDiscord


class Echo(discord.Client):
    """Every event by name in `heard`; interactions are handed to `answers`, by default left alone."""

    def __init__(self, **more: Any) -> None:
        intents = more.pop("intents", discord.Intents(guilds=True, messages=True, reactions=True))
        super().__init__(intents=intents, chunk_guilds_at_startup=False, **more)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, Any]] = []
        self.raw: list[dict[str, Any]] = []
        self.answers: Any = None

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Noted before it goes on."""
        self.heard.append((event, args[0] if args else None))
        super().dispatch(event, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """To the test."""
        if self.answers is not None:
            await self.answers(interaction)

    async def wait(self, event: str, count: int = 1, *, timeout: float = 15.0) -> list[Any]:
        """What came with an event, once it came so often."""
        end = time.monotonic() + timeout
        while len(found := [one for name, one in self.heard if name == event]) < count:
            assert time.monotonic() < end, f"no {count} {event}, but {[name for name, _ in self.heard]}"
            await asyncio.sleep(0.02)
        return found


class Both:
    """The fake and a bot that is ready."""

    def __init__(self, fake: FakeDiscord, bot: Echo) -> None:
        self.fake, self.bot = fake, bot

    async def do(self, deed: str, **body: Any) -> dict[str, Any]:
        """A deed while the bot goes on in this loop."""
        return await asyncio.to_thread(self.fake.do, deed, **body)

    async def wait(self, *kinds: str, **wanted: Any) -> list[dict[str, Any]]:
        """Entries of the log, as FakeDiscord.wait."""
        return await asyncio.to_thread(self.fake.wait, *kinds, **wanted)

    def place(self, name: str = "general", guild: str = "acme") -> discord.abc.Messageable:
        """A channel as the bot knows it."""
        found = self.bot.get_channel(int(self.fake.id("channel", guild, name)))
        assert isinstance(found, discord.abc.Messageable)
        return found


@contextlib.contextmanager
def pointed(fake: FakeDiscord) -> Any:
    """discord.py's addresses lead to the fake."""
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api, yarl.URL(fake.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


@contextlib.asynccontextmanager
async def running(fake: FakeDiscord, bot: Echo) -> AsyncIterator[Both]:
    """The bot at a fake that has been started; it is closed afterwards."""
    with pointed(fake):
        task = asyncio.create_task(bot.start(fake.token))
        try:
            ready = asyncio.create_task(bot.wait("ready"))
            await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            await ready
            yield Both(fake, bot)
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def together(folder: Path, *, bot: Echo | None = None, **more: Any) -> AsyncIterator[Both]:
    """A fake and a bot, for one test."""
    fake = FakeDiscord(folder / "discord", **more)
    fake.start()
    try:
        async with running(fake, bot or Echo()) as both:
            yield both
    finally:
        fake.kill()
