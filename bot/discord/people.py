"""What people are called in a guild, asked of Discord where a text names them by their id alone."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from bot.discord.plain import people_in, plain
from core.errors import PermanentError, TransientError

NAMED, REMEMBERED = 10, 10_000


class Call(Protocol):
    """One call of Discord's REST interface; TransientError or PermanentError when it fails."""

    def __call__(self, method: str, path: str, /, **parts: Any) -> Awaitable[Any]: ...


class People:
    """Names, each asked once while it is remembered."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def named(self, guild: str, text: str) -> str:
        """The text with the names of those whom it mentions by their id alone; unchanged outside of guilds."""
        accounts = [one for one in people_in(text)[:NAMED] if f"<@{one}|" not in text]
        if not accounts or guild.startswith("@"):
            return text
        names = await asyncio.gather(*(self._name(guild, one) for one in accounts))
        return plain(text, dict(zip(accounts, names, strict=True)))

    async def _name(self, guild: str, account: str) -> str:
        known = self._known.get((guild, account))
        if known is not None:
            return known
        try:
            member = await self._call("GET", "/guilds/{guild_id}/members/{user}", guild_id=guild, user=account)
        except (TransientError, PermanentError):
            return ""
        name = _called(member)
        self._known[guild, account] = name
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return name


def _called(member: Mapping[str, Any]) -> str:
    user = member.get("user") or {}
    return str(member.get("nick") or user.get("global_name") or user.get("username") or "")
