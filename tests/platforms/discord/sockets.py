"""Serves the gateway's WebSockets: HELLO, heartbeats, IDENTIFY, RESUME, the close codes, and faults on order."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord.gateway import MEMBERS, PRIVILEGED, Gateway
from tests.platforms.discord.lines import Line
from tests.platforms.discord.refusals import Misuse

KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
SENDS, SENDS_S, LONGEST = 120, 60.0, 4096
ENDING = (1000, 1001)


class Sockets:
    """The transport of a Gateway."""

    def __init__(self, gateway: Gateway, app: dict[str, Any]) -> None:
        self.gateway, self.app, self.opened = gateway, app, 0

    def routes(self) -> list[web.RouteDef]:
        """One address for all."""
        return [web.get("/gateway", self.serve), web.get("/gateway/", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The life of a connection."""
        order = self._order()
        if order.get("order") == "refuse":
            self._note("refused", None)
            return web.Response(status=int(order.get("status", 503)))
        socket = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await socket.prepare(request)
        self.opened += 1
        line = Line(socket, self.opened, request.query.get("compress") == "zlib-stream", heard_at=time.monotonic())
        self.gateway.lines.append(line)
        self._note("open", line)
        writer, watch = asyncio.create_task(line.write()), asyncio.create_task(self._watch(line))
        try:
            self._greet(line, order, request.query.get("v", ""))
            await self._read(line)
        finally:
            watch.cancel()
            self._gone(line)
            with suppress(asyncio.CancelledError, OSError, RuntimeError):
                writer.cancel()
                await writer
        return socket

    def _order(self) -> dict[str, Any]:
        for order in self.gateway.orders:
            if order["times"] > 0:
                order["times"] -= 1
                return order
        return {}

    def _greet(self, line: Line, order: dict[str, Any], version: str) -> None:
        if version not in ("10", "9", ""):
            line.close(4012)
        elif order.get("order") == "close":
            line.close(int(order.get("code", 4000)))
        else:
            line.silent = order.get("order") == "mute"
            line.send({"op": 10, "t": None, "s": None, "d": {"heartbeat_interval": self.gateway.heartbeat_ms}})

    async def _read(self, line: Line) -> None:
        sent: list[float] = []
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                line.close(4002)
                continue
            now = time.monotonic()
            sent = [at for at in sent if at > now - SENDS_S] + [now]
            if len(sent) > SENDS:
                line.close(4008)
            elif (frame := _parsed(message.data)) is None:
                line.close(4002)
            else:
                self._hear(line, frame)

    def _hear(self, line: Line, frame: dict[str, Any]) -> None:
        op, data = frame["op"], frame.get("d")
        self._note("in", line, op=op, d=_short(op, data))
        line.heard_at = time.monotonic()
        if op == 1:
            line.send({"op": 11, "t": None, "s": None, "d": None})
        elif op == 2:
            self._identify(line, data)
        elif op == 6:
            self._resume(line, data)
        elif line.session is None:
            line.close(4003)
        elif op == 8:
            self._members(line, data)
        elif op not in (3, 4):
            line.close(4001)

    def _identify(self, line: Line, data: dict[str, Any]) -> None:
        if line.session is not None:
            line.close(4005)
            return
        shard = data.get("shard") or [0, 1]
        early = self.gateway.early(int(shard[0]))
        forbidden = sum(bit for name, bit in PRIVILEGED.items() if name not in self.app["privileged"])
        refusal = self._refusal(data, shard, forbidden)
        if refusal:
            line.close(refusal)
        elif early:
            self._invalid(line, False)
        else:
            self.gateway.session(line, shard, int(data["intents"]))

    def _refusal(self, data: dict[str, Any], shard: list[int], forbidden: int) -> int:
        if data.get("token", "").removeprefix("Bot ") != self.app["token"] or self.gateway.remaining < 0:
            return 4004
        if not 0 <= shard[0] < shard[1]:
            return 4010
        if self.gateway.shards > 1 and shard[1] < self.gateway.shards:
            return 4011
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        return 4014 if intents & forbidden else 0

    def _resume(self, line: Line, data: dict[str, Any]) -> None:
        session = self.gateway.sessions.get(str(data.get("session_id")))
        if data.get("token", "").removeprefix("Bot ") != self.app["token"]:
            line.close(4004)
        elif session is None or session.over:
            self._invalid(line, False)
        elif int(data.get("seq") or 0) > session.seq:
            line.close(4007)
        else:
            if session.line is not None:
                session.line.close(4000)
            session.line, line.session = line, session
            missed = session.replay(int(data.get("seq") or 0))
            self._note("resumed", line, missed=missed)

    def _invalid(self, line: Line, resumable: bool) -> None:
        if line.session is not None and not resumable:
            line.session.over = True
        self._note("out", line, op=9, d=resumable)
        line.send({"op": 9, "t": None, "s": None, "d": resumable})

    def _members(self, line: Line, data: dict[str, Any]) -> None:
        session, guild = line.session, self.gateway.world.guilds.get(str(data.get("guild_id")))
        assert session is not None
        if guild is None or (data.get("query") == "" and not data.get("user_ids") and not session.intents & MEMBERS):
            return
        wanted = data.get("user_ids") or []
        wanted = [str(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
        query, limit = str(data.get("query") or "").lower(), int(data.get("limit") or 0)
        found = [
            one.shown()
            for one in guild.members.values()
            if (one.person.id in wanted if wanted else one.person.account.lower().startswith(query))
        ]
        chunk = {"guild_id": guild.id, "members": found[: limit or None], "chunk_index": 0, "chunk_count": 1}
        missing = [one for one in wanted if one not in guild.members]
        session.tell("GUILD_MEMBERS_CHUNK", chunk | {"not_found": missing, "nonce": data.get("nonce")})

    async def _watch(self, line: Line) -> None:
        """Closes a line whose client says nothing for too long."""
        while True:
            limit = self.gateway.heartbeat_ms / 1000 * 1.5 + 1
            await asyncio.sleep(limit / 4)
            if time.monotonic() - line.heard_at > limit:
                line.close(4009)
                return

    def _gone(self, line: Line) -> None:
        self.gateway.lines.remove(line)
        code = line.close_code if line.close_code is not None else line.socket.close_code
        session = line.session
        if session is not None and session.line is line:
            session.line = None
            # Who leaves with 1000 or 1001 says that the session is over.
            session.over = session.over or (line.close_code is None and code in ENDING) or code in (4007, 4009)
        self._note("close", line, code=code, by="us" if line.close_code is not None else "client")

    def _note(self, what: str, line: Line | None, **more: Any) -> None:
        session = line.session if line is not None else None
        more |= {"line": line.number if line else 0, "session": session.id if session else ""}
        self.gateway.journal.append("gateway", what=what, **more)

    async def control(self, body: dict[str, Any]) -> dict[str, Any]:
        """{order, code?, times?, resumable?, status?}; see FakeDiscord.gateway."""
        order = str(body["order"])
        if "times" in body or order == "heal":
            self.gateway.orders = [] if order == "heal" else [*self.gateway.orders, dict(body)]
            return self.shown()
        for line in list(self.gateway.lines):
            await self._do(line, order, body)
        return self.shown()

    async def _do(self, line: Line, order: str, body: dict[str, Any]) -> None:
        self._note("order", line, order=order)
        if order == "reconnect":
            line.send({"op": 7, "t": None, "s": None, "d": None})
        elif order == "invalid":
            self._invalid(line, bool(body.get("resumable", False)))
        elif order == "close":
            line.close(int(body.get("code", 4000)))
        elif order == "beat":
            line.send({"op": 1, "t": None, "s": None, "d": None})
        elif order == "silence":
            line.silent = True
        elif order == "forget":
            if line.session is not None:
                line.session.over = True
        elif order == "drop":
            line.drop()
        else:
            raise Misuse(f"unknown order {order}")

    def shown(self) -> dict[str, Any]:
        """What a test may ask: connections, sessions, IDENTIFYs."""
        gateway = self.gateway
        live = [one.id for one in gateway.sessions.values() if one.line is not None and not one.over]
        told = {"lines": len(gateway.lines), "sessions": live, "identified": [at for at, _ in gateway.identified]}
        return told | {"remaining": gateway.remaining, "opened": self.opened}


def _parsed(text: str) -> dict[str, Any] | None:
    if len(text.encode()) > LONGEST:
        return None
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("op"), int) else None


def _short(op: int, data: Any) -> Any:
    """What the log keeps of a frame: no token."""
    if isinstance(data, dict):
        return {name: value for name, value in data.items() if name not in ("token", "properties", "presence")}
    return data
