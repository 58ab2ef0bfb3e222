"""Who may see and call whom in a guild, as Discord computes it; asked when it is needed and remembered for a minute."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.discord.refusals import Refused
from core.errors import PermanentError

REMEMBERED_S, REMEMBERED = 60.0, 20_000
SEES = discord.Permissions(view_channel=True).value
CALLS = discord.Permissions(mention_everyone=True).value
ADMIN = discord.Permissions(administrator=True).value
MANAGES_THREADS = discord.Permissions(manage_threads=True).value
PRIVATE_THREAD = 12

Call = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """A channel's exceptions, by role and account: what they deny and allow. A thread has its parent's."""

    overwrites: Mapping[str, tuple[int, int]]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Guild:
    """What permissions are computed from."""

    id: str
    owner: str
    roles: Mapping[str, int]
    places: Mapping[str, Place]

    def rights(self, account: str, roles: frozenset[str], channel: str) -> int:
        """A member's in a channel; 0 where it is not to be seen."""
        base = self.roles.get(self.id, 0)
        for role in roles:
            base |= self.roles.get(role, 0)
        if account == self.owner or base & ADMIN:
            return ~0
        place = self.places.get(channel)
        if place is None:
            return 0
        for group in ([self.id], list(roles), [account]):
            deny = allow = 0
            for one in group:
                no, yes = place.overwrites.get(one, (0, 0))
                deny, allow = deny | no, allow | yes
            base = base & ~deny | allow
        if not base & SEES or (place.private and not base & MANAGES_THREADS):
            return 0
        return base


class Rights:
    """PermanentError where we or the account are not in the guild, TransientError while Discord does not answer."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._known: OrderedDict[tuple[str, ...], tuple[float, asyncio.Future[Any]]] = OrderedDict()

    async def channels(self, guild: str, account: str) -> frozenset[str]:
        """The channels and threads that the account sees."""
        roles, known = await _both(self.roles(guild, account), self.guild(guild))
        return frozenset(one for one in known.places if known.rights(account, roles, one) & SEES)

    async def calls(self, guild: str, channel: str, account: str) -> bool:
        """Whether the account may call roles and everyone there."""
        try:
            roles, known = await _both(self.roles(guild, account), self.guild(guild))
        except PermanentError:
            return False
        return bool(known.rights(account, roles, channel) & CALLS)

    async def roles(self, guild: str, account: str) -> frozenset[str]:
        """A member's; PermanentError for who is none."""

        async def ask() -> frozenset[str]:
            member = await self._call("GET", "/guilds/{guild_id}/members/{user}", guild_id=guild, user=account)
            return frozenset(str(role) for role in member.get("roles") or ())

        roles: frozenset[str] = await self._once((guild, account), ask)
        return roles

    async def guild(self, guild: str) -> Guild:
        """Roles and channels."""

        async def ask() -> Guild:
            paths = ("/guilds/{guild_id}", "/guilds/{guild_id}/channels", "/guilds/{guild_id}/threads/active")
            told, channels, threads = await asyncio.gather(*(self._call("GET", one, guild_id=guild) for one in paths))
            return _guild(told, channels, threads.get("threads") or ())

        known: Guild = await self._once((guild,), ask)
        return known

    def forget(self, guild: str) -> None:
        """Something has changed there."""
        for key in [key for key in self._known if key[0] == guild]:
            del self._known[key]

    async def _once(self, key: tuple[str, ...], ask: Callable[[], Awaitable[Any]]) -> Any:
        """What is known, or what one asks for all who want to know; a failure is not remembered."""
        at, future = self._known.get(key, (0.0, None))
        if future is None or time.monotonic() - at > REMEMBERED_S:
            future = asyncio.ensure_future(ask())
            self._known[key] = time.monotonic(), future
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        try:
            return await asyncio.shield(future)
        except Refused:
            raise  # a "no" holds for the minute as well: nobody is asked about in a loop
        except Exception:
            if self._known.get(key, (0.0, None))[1] is future:
                del self._known[key]
            raise


async def _both(roles: Awaitable[frozenset[str]], guild: Awaitable[Guild]) -> tuple[frozenset[str], Guild]:
    """Both answers; where one fails, the other has come to its end as well before that is said: what failed is asked
    anew by whoever comes next."""
    found = await asyncio.gather(roles, guild, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return found  # type: ignore[return-value]


def _guild(told: Mapping[str, Any], channels: Any, threads: Any) -> Guild:
    places = {str(one["id"]): Place(_overwrites(one)) for one in channels}
    for one in threads:
        parent = places.get(str(one.get("parent_id")))
        if parent is not None:
            places[str(one["id"])] = Place(parent.overwrites, private=one.get("type") == PRIVATE_THREAD)
    roles = {str(one["id"]): int(one["permissions"]) for one in told.get("roles") or ()}
    return Guild(str(told["id"]), str(told.get("owner_id") or ""), roles, places)


def _overwrites(channel: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    found = channel.get("permission_overwrites") or ()
    return {str(one["id"]): (int(one["deny"]), int(one["allow"])) for one in found}
