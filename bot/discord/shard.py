"""One connection of the gateway, kept: it comes back with RESUME, and begins a session only where it has to."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial

import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.discord.client import Client
from bot.discord.identify import Identifies
from core import log

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
STEADY_S = 10.0  # a connection that lived as long was a good one
CONNECT_S = 30.0
SOON_S = 10.0
SILENCE_S = 10.0  # more than the time between two heartbeats; each of them is answered
FRESH_S = (1.0, 5.0)  # Discord wants this between the end of a session and the next IDENTIFY
# It makes no sense to come back with the same token, intents and number of shards.
HOPELESS = {
    4004: "Discord does not know the token (4004): make a new one and set DISCORD_BOT_TOKEN",
    4010: "Discord knows no such shard (4010): leave DISCORD_SHARDS empty",
    4011: "there are too many guilds for so few shards (4011): leave DISCORD_SHARDS empty",
    4012: "Discord no longer speaks this version of its gateway (4012): update todobot",
    4013: "Discord knows no such intents (4013): update todobot",
    4014: "an intent is not switched on (4014): in the application's page under “Bot”, “Privileged Gateway Intents”,"
    " or set DISCORD_MESSAGE_CONTENT and DISCORD_MEMBERS to off",
}
_log = log.get(__name__)


class HopelessError(Exception):
    """Discord closed with a code after which nobody should come back as before."""

    def __init__(self, code: int) -> None:
        super().__init__(HOPELESS[code])
        self.code = code


class Shard:
    """Says by `up` whether it hears, and by `trouble` why not."""

    def __init__(self, client: Client, identifies: Identifies, number: int) -> None:
        self._client, self._identifies, self._number = client, identifies, number
        client.identifying = partial(identifies.began, number)
        self._ws: DiscordWebSocket | None = None
        self._session: tuple[yarl.URL, str, int | None] | None = None
        self._pause = 0.0
        self.trouble = "not connected yet"

    @property
    def up(self) -> bool:
        """Whether Discord has greeted this connection and it is open."""
        return self._client.greeted and self._ws is not None and self._ws.open

    async def keep(self) -> None:
        """Stay connected, until cancelled. HopelessError when there is no use in that."""
        try:
            while True:
                await asyncio.sleep(self._pause * random.uniform(0.8, 1.2))  # noqa: S311 (spreads them, guards nothing)
                if self._session is None:
                    await self._turn()
                await self._attempt()
        finally:
            if self._ws is not None:
                await _quietly(self._ws.close, 1000)

    async def _turn(self) -> None:
        """Returns when a session may be begun."""
        while (wait := await self._identifies.wait(self._number)) > 0:
            why = HOPELESS.get(self._identifies.refusal, "" if wait < SOON_S else "it has begun too many sessions")
            self.trouble = f"{why or 'it is about to begin a session'}; next in {wait:.0f} s"
            await asyncio.sleep(min(wait, 30.0))

    async def _attempt(self) -> None:
        began, session = time.monotonic(), self._session
        self._client.greeted = False
        try:
            await self._live()
        except ReconnectWebSocket:
            self.trouble = "the connection was closed"
        except discord.ConnectionClosed as error:
            if error.code in HOPELESS:
                raise HopelessError(error.code) from error
            self.trouble = f"Discord closed the connection ({error.code})"
        except (OSError, TimeoutError, discord.DiscordException) as error:
            self.trouble = f"no connection ({type(error).__name__})"
        except Exception as error:  # noqa: BLE001 (aiohttp's, and what a frame of another kind may bring)
            self.trouble = f"no connection ({type(error).__name__})"
            _log.exception("gateway.failed", shard=self._number)
        self._remember()
        if session is not None and self._session is None:
            self._pause = random.uniform(*FRESH_S)  # noqa: S311
        elif time.monotonic() - began >= STEADY_S:
            self._pause = 0.0
        else:
            self._pause = min(max(self._pause * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)
        _log.info("gateway.closed", shard=self._number, reason=self.trouble, resume=self._session is not None)

    async def _live(self) -> None:
        """Connect, greet, and read until it ends, which it does by an error."""
        fresh = self._session is None
        if fresh:
            joining = self._joined()
        else:
            assert self._session is not None
            gateway, session, sequence = self._session
            joining = self._joined(gateway=gateway, session=session, sequence=sequence, resume=True)
        async with asyncio.timeout(CONNECT_S):
            self._ws = self._client.ws = await joining
        _patient(self._ws)
        while True:
            await self._ws.poll_event()
            if fresh and self._client.greeted:
                fresh = False
                await self._identifies.refused(0)

    def _joined(self, **more: object) -> Awaitable[DiscordWebSocket]:
        return DiscordWebSocket.from_client(self._client, initial=True, shard_id=self._number, **more)  # type: ignore[arg-type]

    def _remember(self) -> None:
        ws = self._ws
        if ws is not None:
            self._session = (ws.gateway, ws.session_id, ws.sequence) if ws.session_id else None


def _patient(ws: DiscordWebSocket) -> None:
    """Silence is noticed a little after the heartbeat that was not answered, and not a minute later."""
    beat = ws._keep_alive
    if beat is not None and beat.interval is not None:
        ws._max_heartbeat_timeout = beat.heartbeat_timeout = beat.interval + SILENCE_S


async def _quietly(close: Callable[[int], Awaitable[None]], code: int) -> None:
    try:
        async with asyncio.timeout(3.0):
            await close(code)
    except Exception:  # noqa: BLE001 (it is over either way)
        _log.info("gateway.close_failed")
