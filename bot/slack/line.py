"""One WebSocket of Socket Mode: reads envelopes, acknowledges them, and notices when the other side is gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.slack.door import Pipe
from bot.slack.http import LAST_TRY
from bot.slack.interactivity import Interactivity
from core import log

HELLO_S = 10.0  # how long a new connection may take until Slack greets
BEAT_S = 5.0  # a ping is sent so often; an answer that takes longer than half of it ends the connection
FINISH_S = 3.0  # how long a connection that is left may still acknowledge what it brought

_log = log.get(__name__)


class Line:
    """One connection. `greeted` and `leaving` are set as Slack says so; `refused` holds the reason of a farewell."""

    def __init__(self, session: aiohttp.ClientSession, pipe: Pipe, interactivity: Interactivity) -> None:
        self._session, self._pipe, self._interactivity = session, pipe, interactivity
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._handling: set[asyncio.Task[None]] = set()
        self.greeted, self.leaving = asyncio.Event(), asyncio.Event()
        self.refused = ""

    async def serve(self, url: str) -> None:
        """Connect and read until the connection ends, however it ends; aiohttp's errors when it cannot begin."""
        limits = aiohttp.ClientWSTimeout(ws_close=FINISH_S)
        async with self._session.ws_connect(url, heartbeat=BEAT_S, timeout=limits) as socket:
            self._socket = socket
            while (message := await self._next(socket)) is not None:
                try:
                    self._received(json.loads(message))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    _log.warning("envelope.unreadable", error=type(error).__name__)

    async def _next(self, socket: aiohttp.ClientWebSocketResponse) -> str | None:
        try:
            message = await socket.receive(None if self.greeted.is_set() else HELLO_S)
        except TimeoutError:
            return None
        return str(message.data) if message.type == aiohttp.WSMsgType.TEXT else None

    def _received(self, envelope: Mapping[str, Any]) -> None:
        kind = envelope["type"]
        if kind == "hello":
            self.greeted.set()
        elif kind == "disconnect":
            reason = str(envelope.get("reason") or "")
            _log.info("socket.leaving", reason=reason)
            if reason in ("too_many_websockets", "link_disabled"):
                self.refused = reason
            self.leaving.set()
        elif "envelope_id" in envelope:
            task = asyncio.create_task(self._handle(envelope))
            self._handling.add(task)
            task.add_done_callback(self._handled)

    def _handled(self, task: asyncio.Task[None]) -> None:
        self._handling.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Not acknowledged, so Slack sends it again, on this connection or another.
            _log.warning("envelope.failed", error=type(error).__name__)

    async def _handle(self, envelope: Mapping[str, Any]) -> None:
        kind, payload = envelope["type"], envelope.get("payload") or {}
        name = envelope["envelope_id"]
        if kind == "events_api":
            last = int(envelope.get("retry_attempt") or 0) >= LAST_TRY
            if payload.get("type") != "event_callback" or await self._pipe.event(payload, last=last):
                await self._acknowledge(name)
        elif kind == "slash_commands":
            await self._acknowledge(name)
            self._interactivity.command(payload)
        elif kind == "interactive":
            await self._acknowledge(name, await self._interactivity.interaction(payload))
        else:
            await self._acknowledge(name)

    async def _acknowledge(self, name: str, body: Mapping[str, Any] | None = None) -> None:
        assert self._socket is not None
        await self._socket.send_json({"envelope_id": name} | ({} if body is None else {"payload": body}))

    async def leave(self) -> None:
        """Acknowledge what is being done, for three seconds at most, and close."""
        if self._handling:
            await asyncio.wait(set(self._handling), timeout=FINISH_S)
        if self._socket is not None:
            await self._socket.close()
