"""REST v10 under /api/v10: who calls, how fast, what goes wrong on order, and Discord's way of answering."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import BodyPartReader, web

# Imported for their entries in the table of routes.
from tests.platforms.discord import answering, commanding, messages, places
from tests.platforms.discord.refusals import Blocked, Broken, Hangup, Limited, Misuse, Refused
from tests.platforms.discord.routes import Call, Route, find, major
from tests.platforms.discord.state import Discord

__all__ = ["answering", "commanding", "messages", "places"]
VIA = {"Via": "1.1 google"}  # what comes from Discord itself has it


class Rest:
    """Every request is answered and logged with what came of it."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord

    def routes(self) -> list[web.RouteDef]:
        """One for all versions; only 10 (and 9) are there."""
        return [web.route("*", "/api/v10/{tail:.*}", self.call), web.route("*", "/api/v9/{tail:.*}", self.call)]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Any request."""
        began, path = time.time(), "/" + request.match_info["tail"]
        token = request.headers.get("Authorization", "").removeprefix("Bot ")
        hit = find(request.method, path)
        noted: dict[str, Any] = {"method": request.method, "path": path, "route": hit[0].name if hit else ""}
        noted |= {"args": hit[1] if hit else {}, "token": self.discord.digest(token), "code": 0, "began": began}
        try:
            answer = await self._answer(request, hit, token, noted)
        except (Refused, Limited, Blocked, Broken) as no:
            answer = self._no(no, noted)
        except Hangup:
            noted["status"] = 0
            self._log(noted)
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        noted["status"] = answer.status
        self.discord.pace.answered(noted["route"], answer.status, shared=noted.get("scope") == "shared")
        self._log(noted)
        return answer

    def _log(self, noted: dict[str, Any]) -> None:
        self.discord.calls.append(noted)
        self.discord.journal.append("request", **noted, seconds=round(time.time() - noted["began"], 4))

    async def _answer(
        self, request: web.Request, hit: tuple[Route, dict[str, str]] | None, token: str, noted: dict[str, Any]
    ) -> web.Response:
        discord = self.discord
        discord.pace.guard()
        body, files = await read(request)
        if hit is None:
            raise Refused(0)
        known, args = hit
        if known.token and token != discord.app["token"]:
            raise Refused(0, status=401, message="401: Unauthorized")
        await asyncio.sleep(discord.faults.before(known.name, args, body))
        if known.token:
            discord.pace.globally()
        key = major(args)
        headers = discord.pace.take(known.name, key)
        try:
            result = known.function(Call(discord, args, dict(request.query), body, files))
        except Refused as no:
            # A refusal has used up a request of its bucket too.
            return self._no(no, noted, headers)
        await asyncio.sleep(discord.faults.after(known.name, args, body))
        if result is None:
            return web.Response(status=204, headers=headers | VIA)
        return _json(result, headers=headers | VIA)

    def _no(self, no: Exception, noted: dict[str, Any], headers: dict[str, str] | None = None) -> web.Response:
        headers = (headers or {}) | VIA
        if isinstance(no, Refused):
            noted["code"], noted["errors"] = no.code, no.errors
            return _json(no.body(), status=no.status, headers=headers)
        if isinstance(no, Limited):
            noted["code"], noted["scope"], noted["retry_after"] = no.code, no.scope, no.retry_after
            headers |= self.discord.pace.headers(noted["route"], major(noted["args"]))
            headers |= {"Retry-After": str(int(no.retry_after) + 1), "X-RateLimit-Scope": no.scope}
            headers |= {"X-RateLimit-Global": "true"} if no.scope == "global" else {}
            return _json(no.body(), status=429, headers=headers)
        if isinstance(no, Blocked):
            noted["scope"] = "cloudflare"
            headers = {"Retry-After": str(int(no.retry_after))}
            return web.Response(status=429, text="error code: 1015", content_type="text/html", headers=headers)
        assert isinstance(no, Broken)
        return web.Response(status=no.status, text="<html>upstream</html>", content_type="text/html", headers=headers)


def _json(content: Any, *, status: int = 200, headers: dict[str, str]) -> web.Response:
    # discord.py reads a body as JSON only when its type is exactly this, without a charset.
    return web.Response(
        body=json.dumps(content).encode(), status=status, headers=headers, content_type="application/json"
    )


async def read(request: web.Request) -> tuple[Any, list[dict[str, Any]]]:
    """JSON, or a form with files and payload_json."""
    if not request.can_read_body:
        return None, []
    if request.content_type.startswith("multipart/"):
        return await _form(request)
    try:
        return await request.json(), []
    except ValueError:
        raise Refused(50109) from None


async def _form(request: web.Request) -> tuple[Any, list[dict[str, Any]]]:
    body: Any = None
    files = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Misuse("a form within a form")
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            files.append({"filename": part.filename or "file", "text": content.decode(errors="replace")})
    return body, files
