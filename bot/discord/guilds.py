"""The guilds that we are in, written down as installations, so that what is left behind is erased in its time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord

from bot.discord.client import Client
from bot.discord.rights import Rights
from bot.discord.settings import PLATFORM
from core import log
from core.errors import TodobotError
from core.ports import Installation, Installations

LEFT = "left"
AGAIN_S = 5.0
_log = log.get(__name__)


class Guilds:
    """Told by the gateway's clients. A guild that Discord cannot reach now is one that we are in."""

    def __init__(
        self, installations: Installations, rights: Rights, greeted: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._installations, self._rights, self._greeted = installations, rights, greeted
        self._known: dict[str, str] = {}  # the names of those that are written down as ours
        self._doing: set[asyncio.Task[None]] = set()
        self._next = asyncio.Lock()

    def here(self, client: Client) -> None:
        """These are all that there are on this shard: also what changed while we were not connected."""
        shard, count = client.shard_id or 0, client.shard_count or 1
        there = {str(guild.id) for guild in client.guilds}

        async def compare() -> None:
            known = {one.workspace: one for one in await self._installations.all(PLATFORM)}
            self._known.update({guild: one.name for guild, one in known.items() if not one.ended})
            for guild in there - self._known.keys():
                await self._write(replace(known.get(guild) or _new(guild), ended=""))
            for guild, one in known.items():
                if guild not in there and not one.ended and (int(guild) >> 22) % count == shard:
                    await self._write(replace(one, ended=LEFT))

        self._do(compare)
        if self._greeted is not None:
            self._do(self._greeted)

    def joined(self, guild: discord.Guild) -> None:
        """We were invited, or Discord can reach it again."""
        one = _new(str(guild.id), guild.name or "")

        async def write() -> None:
            if self._known.get(one.workspace) != one.name:
                await self._write(one)

        self._do(write)

    def left(self, guild: discord.Guild) -> None:
        """We were removed: nothing is sent there any more, and what is there is kept for KEEP_DAYS."""
        one = replace(_new(str(guild.id), guild.name or ""), ended=LEFT)
        self._do(lambda: self._write(one))

    def stale(self, guild: str) -> None:
        """Who may do what there is asked anew."""
        self._rights.forget(guild)

    async def stop(self) -> None:
        """Finish what was begun."""
        if self._doing:
            await asyncio.wait(self._doing, timeout=AGAIN_S)
        for task in list(self._doing):
            task.cancel()

    async def _write(self, one: Installation) -> None:
        await self._installations.put(one)
        if one.ended:
            self._known.pop(one.workspace, None)
        else:
            self._known[one.workspace] = one.name

    def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        async def done() -> None:
            async with self._next:  # in the order in which it happened
                while True:
                    try:
                        await work()
                        return
                    except TodobotError as error:
                        _log.warning("guilds.not_written", error=str(error))
                    await asyncio.sleep(AGAIN_S)

        task = asyncio.create_task(done())
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)


def _new(guild: str, name: str = "") -> Installation:
    return Installation(PLATFORM, guild, name)
