"""Tokens by workspace: a lone one from the settings, or those of the installations, refreshed before they end."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.adapter import PLATFORM
from bot.slack.settings import Settings
from bot.slack.web import Web
from core import log
from core.errors import PermanentError, TodobotError, TransientError
from core.ports import Installation, Installations

AHEAD = timedelta(hours=2)  # so long before its end a token is exchanged
KNOWN_S = 60.0  # for so long another process's change may go unnoticed
NOT_INSTALLED, REVOKED, EXPIRED = "not_installed", "token_revoked", "token_expired"

_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Token:
    """What it takes to speak in one workspace, and who we are there."""

    token: str = field(repr=False)
    workspace: str
    bot_user: str = ""
    bot_id: str = ""
    name: str = ""  # the workspace's


class Tokens:
    """Who may speak where. One workspace's token is never given out for another one.

    Methods raise TransientError while it cannot be known, and PermanentError "not_installed" or "token_revoked".
    """

    def __init__(
        self,
        settings: Settings,
        web: Web,
        installations: Installations,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._web, self._installations, self._clock = settings, web, installations, clock
        self._known: dict[str, tuple[Token, float]] = {}
        self._lone: Token | None = None
        self._lone_ended = ""
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, workspace: str) -> Token:
        """The workspace's token, good for some time yet."""
        known = self._known.get(workspace)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        async with self._locks[workspace]:
            known = self._known.get(workspace)
            if known is not None and time.monotonic() < known[1]:
                return known[0]
            return await self._asked(workspace)

    async def ended(self, workspace: str, reason: str, at: float = 0.0) -> None:
        """The workspace has let us go: nothing is sent there until it is installed again.

        `at` is when it did so, in epoch seconds: what is told late ends nothing that was installed since.
        """
        self._known.pop(workspace, None)
        if self._lone is not None and self._lone.workspace == workspace:
            self._lone_ended = reason
        if self._settings.oauth:

            async def end(known: Installation) -> Installation | None:
                newer = at and float(known.details.get("installed_at") or 0) > at + 1.0
                return None if known.ended or newer else replace(known, ended=reason)

            await self._renewed(workspace, end)
            _log.info("installation.ended", workspace=workspace, reason=reason)

    async def instead(self, spent: Token, reason: str) -> Token:
        """Slack refused this token: the one that has replaced it, or that it can be exchanged for; else it is over."""
        workspace = spent.workspace
        if self._lone is not None and self._lone.token == spent.token:
            self._lone_ended = reason
            raise PermanentError(REVOKED, gone=True)

        async def exchange(known: Installation) -> Installation | None:
            if known.ended or known.secrets.get("bot_token") != spent.token:
                return None  # another process was here before us
            return await self._exchanged(known, over=True) if reason == EXPIRED else replace(known, ended=reason)

        async with self._locks[workspace]:
            self._known.pop(workspace, None)
            return self._kept(await self._renewed(workspace, exchange))

    async def _asked(self, workspace: str) -> Token:
        if self._settings.bot_token:
            lone = await self._alone()
            if lone.workspace == workspace:
                if self._lone_ended:
                    raise PermanentError(REVOKED, gone=True)
                return lone
        if not self._settings.oauth:
            raise PermanentError(NOT_INSTALLED, gone=True)
        try:
            known = await self._installations.get(PLATFORM, workspace)
        except TodobotError as error:
            raise TransientError("installations_unavailable") from error
        if known is not None and not known.ended and self._ends(known):
            known = await self._refreshed(known)
        return self._kept(known)

    def _kept(self, known: Installation | None) -> Token:
        if known is None:
            raise PermanentError(NOT_INSTALLED, gone=True)
        token = known.secrets.get("bot_token", "")
        if known.ended or not token:
            raise PermanentError(REVOKED, gone=True)
        details = known.details
        made = Token(token, known.workspace, details.get("bot_user", ""), details.get("bot_id", ""), known.name)
        self._known[known.workspace] = made, time.monotonic() + KNOWN_S
        return made

    async def _alone(self) -> Token:
        """The settings' token; whose it is was asked once."""
        if self._lone is None:
            token = self._settings.bot_token
            try:
                who = await self._web.call("auth.test", token)
            except PermanentError as error:
                raise PermanentError(REVOKED, gone=True) from error
            found = (str(who.get(name) or "") for name in ("team_id", "user_id", "bot_id", "team"))
            self._lone = Token(token, *found)
        return self._lone

    def _ends(self, known: Installation) -> bool:
        return known.expires_at is not None and known.expires_at - self._clock() < AHEAD

    async def _refreshed(self, known: Installation) -> Installation | None:
        async def exchange(now: Installation) -> Installation | None:
            if now.ended or not self._ends(now):
                return None
            return await self._exchanged(now, over=now.expires_at is None or now.expires_at <= self._clock())

        try:
            return await self._renewed(known.workspace, exchange)
        except TransientError as error:
            if known.expires_at is not None and known.expires_at <= self._clock():
                raise
            _log.warning("token.kept", workspace=known.workspace, reason=error.reason)
            return known  # it is good for a while yet

    async def _renewed(self, workspace: str, exchange: Any) -> Installation | None:
        try:
            return await self._installations.renew(PLATFORM, workspace, exchange)
        except (TransientError, PermanentError):
            raise
        except TodobotError as error:
            raise TransientError("installations_unavailable") from error

    async def _exchanged(self, known: Installation, *, over: bool) -> Installation | None:
        """The installation with the token that Slack gives for the refresh token; None: as it was.

        `over`: without a new token this is its end.
        """
        refresh = known.secrets.get("refresh_token", "")
        try:
            if not refresh:
                raise PermanentError("no_refresh_token")
            settings = self._settings
            grant = {"grant_type": "refresh_token", "refresh_token": refresh}
            given = await self._web.access(settings.client_id, settings.client_secret, **grant)
        except PermanentError as error:
            _log.warning("token.not_refreshed", workspace=known.workspace, reason=error.reason)
            return replace(known, ended=error.reason) if over else None
        secrets = {**known.secrets, "bot_token": str(given["access_token"])}
        secrets["refresh_token"] = str(given.get("refresh_token") or refresh)
        lasts = given.get("expires_in")
        until = self._clock() + timedelta(seconds=int(lasts)) if lasts else None
        _log.info("token.refreshed", workspace=known.workspace)
        return replace(known, secrets=secrets, expires_at=until)
