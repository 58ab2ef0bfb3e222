"""The way out and the gateway against a Discord that is a process of its own: what their tests build on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.discord.budget import Budget, Local
from bot.discord.notifier import DiscordNotifier
from bot.discord.rest import Rest
from bot.discord.rights import Rights
from bot.discord.settings import Settings
from core.errors import ConflictError
from core.messages import Address, Card, Reply
from core.ports import Begin, Installation, Post, Stored
from tests.platforms.discord.client import FakeDiscord


@contextmanager
def discord_in(folder: Path, **more: Any) -> Iterator[FakeDiscord]:
    """A fake Discord that ends with the block."""
    fake = FakeDiscord(folder, **more)
    fake.start()
    try:
        yield fake
    finally:
        fake.kill()


class Out:
    """A notifier and what it is made of, as a process that sends has them."""

    def __init__(self, fake: FakeDiscord, **settings: str) -> None:
        self.fake = fake
        self.settings = Settings.of(fake.for_bot() | settings)
        self.rest = Rest(self.settings, Budget(Local(), self.settings.name))
        self.rights = Rights(self.rest.call)
        self.notifier = DiscordNotifier(self.rest, self.rights)

    def at(self, channel: str = "general", *, guild: str = "acme", person: str = "") -> Address:
        """A channel, or with a person their direct messages, about what is the guild's (empty: their own)."""
        where = self.fake.id("guild", guild) if guild else f"@{self.fake.id('person', person)}"
        if person:
            return Address("discord", where, "", person=self.fake.id("person", person))
        return Address("discord", where, self.fake.id("channel", guild, channel))

    def person(self, name: str) -> str:
        """An account."""
        return self.fake.id("person", name)

    async def log(self, *kinds: str, **wanted: Any) -> list[dict[str, Any]]:
        """What the fake accepted."""
        return await asyncio.to_thread(self.fake.log, *kinds, **wanted)

    async def calls(self, route: str) -> list[dict[str, Any]]:
        """Every request of a route, with its status."""
        noted = await asyncio.to_thread(self.fake.noted)
        return [one for one in noted["calls"] if one["route"] == route]


def post_of(
    address: Address, text: str, *, nonce: str = "n" * 24, setter: str = "", cards: tuple[Card, ...] = (), **more: Any
) -> Post:
    """Something to say."""
    return Post(address, Reply(parts=(text,), cards=cards, kind="reminder", **more), nonce, setter=setter)


class Kept:
    """Sessions and installations in memory, which outlive what uses them as a database does."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[dict[str, Any], int]] = {}
        self.installed: dict[str, Installation] = {}

    async def get(self, key: str) -> Stored | None:
        """A session."""
        known = self.values.get(key)
        return Stored(known[0], str(known[1])) if known else None

    async def put(self, value_of: Any, value: Any = None, *, ttl_s: int = 0, etag: str | None = None) -> str:
        """A session, or an installation."""
        if isinstance(value_of, Installation):
            self.installed[value_of.workspace] = value_of
            return ""
        number = self.values.get(value_of, ({}, 0))[1]
        if etag is not None and etag != str(number):
            raise ConflictError("session_changed")
        self.values[value_of] = (value, number + 1)
        return str(number + 1)

    async def all(self, platform: str) -> list[Installation]:
        """Installations."""
        return list(self.installed.values())


class Alone:
    """The ownership of who is alone."""

    async def own(self, name: str, begin: Begin, end: Begin) -> Begin:
        """At once."""
        await begin()
        return end

    def state(self, name: str) -> str:
        """A sentence."""
        return "owns it"
