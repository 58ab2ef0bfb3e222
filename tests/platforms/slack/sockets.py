"""Socket Mode: up to ten WebSockets of the app, of which any one gets an envelope and must acknowledge it."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

MOST = 10
TICKET_SECONDS = 30.0
DEAF_SECONDS = 8.0


@dataclass(eq=False)
class Line:
    """One WebSocket; a half-open one takes nothing in and says nothing, though it looks open."""

    socket: web.WebSocketResponse
    number: int
    half_open: bool = False
    half_since: float = 0.0
    leaving: bool = False
    pings: int = 0
    since: float = field(default_factory=time.time)

    @property
    def usable(self) -> bool:
        """Whether Slack would deliver to it: an end that answers no ping is noticed on this side too."""
        deaf = self.half_open and time.time() - self.half_since > DEAF_SECONDS
        return not self.leaving and not self.socket.closed and not deaf


class Sockets:
    """The connections and what waits to be acknowledged."""

    def __init__(self, app_id: str, ping_seconds: float = 5.0) -> None:
        self.lines: list[Line] = []
        self.opened = self.refused = 0
        self._app_id, self._ping = app_id, ping_seconds
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    def ticket(self) -> str:
        """What makes a URL of apps.connections.open good once."""
        name = secrets.token_hex(12)
        self._tickets[name] = time.time() + TICKET_SECONDS
        return name

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /link?ticket=: the connection."""
        if self._tickets.pop(request.query.get("ticket", ""), 0) < time.time():
            return web.Response(status=403, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False, autoclose=True)
        await socket.prepare(request)
        if len([line for line in self.lines if not line.socket.closed]) >= MOST:
            self.refused += 1
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.opened += 1
        line = Line(socket, self.opened)
        self.lines.append(line)
        beat = asyncio.create_task(self._beat(line))
        try:
            await self._hello(line)
            await self._read(line)
        finally:
            beat.cancel()
            self.lines.remove(line)
        return socket

    async def _hello(self, line: Line) -> None:
        info = {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self.lines), "debug_info": info}
        await line.socket.send_json(hello | {"connection_info": {"app_id": self._app_id}})

    async def _beat(self, line: Line) -> None:
        while not line.socket.closed:
            await asyncio.sleep(self._ping)
            if not line.half_open:
                await line.socket.ping(b"Ping from applink-1")

    async def _read(self, line: Line) -> None:
        while not line.socket.closed:
            if line.half_open:  # what arrives stays unread in the buffers
                await asyncio.sleep(0.05)
                continue
            message = await line.socket.receive()
            if line.half_open:
                continue
            if message.type == WSMsgType.PING:
                line.pings += 1
                await line.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
            elif message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                return

    def _acknowledged(self, answer: dict[str, Any]) -> None:
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def ask(self, kind: str, payload: dict[str, Any], timeout: float, number: int, reason: str) -> dict[str, Any]:
        """Send to any one connection and wait for its acknowledgement, whose payload is the answer."""
        usable = [line for line in self.lines if line.usable]
        if not usable:
            return {"reason": "connection_failed"}
        line = random.choice(usable)
        name = secrets.token_hex(8)
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": name, "type": kind, "accepts_response_payload": kind != "events_api"}
        envelope |= {"payload": payload}
        if kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        try:
            if not line.half_open:
                await line.socket.send_json(envelope)
            async with asyncio.timeout(timeout):
                body = await waiting
            return {"status": 200, "body": body, "line": line.number}
        except TimeoutError:
            return {"reason": "http_timeout", "line": line.number}
        except (ConnectionError, RuntimeError):
            return {"reason": "connection_failed", "line": line.number}
        finally:
            del self._waiting[name]

    async def control(self, order: str, body: dict[str, Any]) -> None:
        """warning, refresh_requested (closes `seconds` later), link_disabled; drop, half_open; for all or `line`."""
        for line in [one for one in self.lines if body.get("line") in (None, one.number)]:
            if order == "drop":
                line.leaving = True
                transport = line.socket._req.transport if line.socket._req else None
                if transport is not None:
                    transport.abort()
            elif order == "half_open":
                line.half_open, line.half_since = True, time.time()
            else:
                with suppress(ConnectionError, RuntimeError):  # it is closing already
                    await line.socket.send_json(
                        {"type": "disconnect", "reason": order, "debug_info": {"host": "applink-1"}}
                    )
                if order != "warning":
                    asyncio.get_running_loop().call_later(float(body.get("seconds", 10)), self._leave, line)

    def _leave(self, line: Line) -> None:
        line.leaving = True
        if not line.socket.closed:
            closing = asyncio.get_running_loop().create_task(line.socket.close())
            closing.add_done_callback(lambda _: None)

    def shown(self) -> dict[str, Any]:
        """For tests: who is connected."""
        lines = [
            {"line": one.number, "since": one.since, "half_open": one.half_open, "pings": one.pings}
            for one in self.lines
        ]
        return {"lines": lines, "opened": self.opened, "refused": self.refused}
