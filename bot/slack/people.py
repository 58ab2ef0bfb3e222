"""Who somebody is and which channels they see, asked of Slack and remembered until it says that something changed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.slack.remembered import Remembered
from core.errors import PermanentError, TransientError
from core.messages import Author, is_zone

PROFILE_S, CHANNELS_S, WORKSPACE_S = 3_600.0, 300.0, 86_400.0
PAGES = 20  # of 200 channels
MENTIONED, NAME = 10, 40
KINDS = "public_channel,private_channel"


_UNNAMED = re.compile(r"<@([UW][A-Z0-9]+)>")
_NO_WORD = re.compile(r"[^\w.-]+")


class Call(Protocol):
    """One call of Slack's Web API in the name of a workspace; TransientError or PermanentError when it fails."""

    def __call__(self, workspace: str, method: str, **params: Any) -> Awaitable[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as Slack knows it, and the workspace that it belongs to."""

    author: Author
    team: str

    @classmethod
    def of(cls, user: Mapping[str, Any], team: str) -> Profile:
        """From what users.info and user_change send."""
        told = user.get("profile") or {}
        name = told.get("display_name") or told.get("real_name") or user.get("real_name") or user.get("name") or ""
        zone, locale = user.get("tz"), user.get("locale")
        author = Author(
            account=user["id"],
            name=str(name),
            zone=zone if zone and is_zone(zone) else None,
            locale=str(locale) if locale else None,
            admin=bool(user.get("is_admin") or user.get("is_owner")),
        )
        return cls(author, str(user.get("team_id") or team))


class People:
    """Profiles, channels and workspaces' addresses. Nothing here is asked twice while it is known."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._profiles: Remembered[tuple[str, str], Profile] = Remembered(PROFILE_S)
        self._channels: Remembered[tuple[str, str], frozenset[str]] = Remembered(CHANNELS_S)
        self._bases: Remembered[str, str] = Remembered(WORKSPACE_S)
        self._ours: set[tuple[str, str]] = set()

    async def profile(self, team: str, author: Author) -> Profile:
        """Theirs; with what the payload told alone where Slack does not answer."""

        async def ask() -> Profile:
            answer = await self._call(team, "users.info", user=author.account, include_locale=True)
            return Profile.of(answer["user"], team)

        try:
            return await self._profiles.get((team, author.account), ask)
        except (TransientError, PermanentError, KeyError):
            return Profile(author, team)

    async def named(self, team: str, text: str) -> str:
        """The text with the names of those whom it mentions by their id alone, as one word each."""
        unnamed = list(dict.fromkeys(_UNNAMED.findall(text)))[:MENTIONED]
        profiles = await asyncio.gather(*(self.profile(team, Author(account)) for account in unnamed))
        names = {one.author.account: _NO_WORD.sub("_", one.author.name).strip("_")[:NAME] for one in profiles}
        return _UNNAMED.sub(lambda found: _mention(found.group(1), names.get(found.group(1), "")), text)

    async def channels(self, team: str, account: str) -> frozenset[str]:
        """The channels that the account is in, of those that we can know of; none for us and for strangers.

        TransientError when Slack does not answer and nothing is known.
        """
        if (team, account) in self._ours:
            return frozenset()
        try:
            return await self._channels.get((team, account), lambda: self._ask_channels(team, account))
        except PermanentError:
            return frozenset()

    async def _ask_channels(self, team: str, account: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        for _ in range(PAGES):
            asked = {"user": account, "types": KINDS, "exclude_archived": True, "limit": 200, "cursor": cursor}
            answer = await self._call(team, "users.conversations", **{k: v for k, v in asked.items() if v != ""})
            found.update(str(channel["id"]) for channel in answer.get("channels", ()))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return frozenset(found)

    async def base(self, team: str) -> str:
        """Where the workspace's pages are: https://acme.slack.com/; empty where Slack does not tell."""

        async def ask() -> str:
            return str((await self._call(team, "auth.test")).get("url") or "")

        try:
            return await self._bases.get(team, ask)
        except (TransientError, PermanentError):
            return ""

    def ours(self, team: str, account: str) -> None:
        """This account is the bot's own: it sees no channel by itself."""
        self._ours.add((team, account))

    def changed(self, team: str, user: Mapping[str, Any]) -> Author | None:
        """Slack says that a profile is so now. Who it is, where they were known in another time zone; else None.

        Slack tells of everybody, at every change of a status: who has not spoken to us lately is left alone.
        """
        key = (team, str(user.get("id") or ""))
        known = self._profiles.last(key)
        self._profiles.forget(lambda one: one == key)
        if known is None:
            return None
        now = Profile.of(user, team)
        author = replace(now.author, locale=now.author.locale or known.author.locale)
        self._profiles.put(key, Profile(author, now.team))
        return author if author.zone and author.zone != known.author.zone else None

    def moved(self, team: str, account: str = "") -> None:
        """Somebody joined or left a channel; without an account: a channel is gone."""
        self._channels.forget(lambda key: key[0] == team and account in ("", key[1]))


def _mention(account: str, name: str) -> str:
    return f"<@{account}|{name}>" if name else f"<@{account}>"
