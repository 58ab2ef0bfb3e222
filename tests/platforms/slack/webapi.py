"""The Web API under /api/: finds out who calls, lets faults and pace strike, and answers as Slack answers."""

from __future__ import annotations

import asyncio
import base64
import hmac
import time
from typing import Any

from aiohttp import web

# Imported for their entries in the table of methods.
from tests.platforms.slack import chat, conversations, views
from tests.platforms.slack.methods import METHODS, Call, decoded
from tests.platforms.slack.refusals import Broken, Hangup, Limited, Refused
from tests.platforms.slack.state import Slack

__all__ = ["chat", "conversations", "views"]


class WebApi:
    """Every method; what the app called is kept, with what came of it."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    def routes(self) -> list[web.RouteDef]:
        """One route for all methods."""
        return [web.post("/api/{method}", self.call), web.get("/api/{method}", self.call)]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Any method."""
        name = request.match_info["method"]
        noted: dict[str, Any] = {"at": time.time(), "method": name, "result": "ok", "team": "", "channel": ""}
        self.slack.calls.append(noted)
        try:
            answer = await self._answer(name, request, noted)
            return web.json_response(answer, headers={"X-OAuth-Scopes": noted.pop("scopes", "")})
        except Refused as refused:
            noted["result"] = refused.code
            self.slack.journal.append("refusal", **noted)
            return web.json_response({"ok": False, "error": refused.code, **refused.more})
        except Limited as limited:
            noted["result"] = "ratelimited"
            headers = {"Retry-After": str(int(limited.retry_after))}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        except Broken as broken:
            noted["result"] = str(broken.status)
            return web.Response(status=broken.status, text="<html>upstream</html>", content_type="text/html")
        except Hangup:
            noted["result"] = noted["result"] if noted["result"] == "dropped" else "refused"
            return hang_up(request)

    async def _answer(self, name: str, request: web.Request, noted: dict[str, Any]) -> dict[str, Any]:
        args = await arguments(request)
        if name == "apps.connections.open":
            return self._connect(request, args)
        if name == "oauth.v2.access":
            return self.slack.tokens.exchange(args, client_of(request, args))
        if name not in METHODS:
            raise Refused("unknown_method", req_method=name)
        token = self.slack.tokens.check(bearer(request, args))
        noted["scopes"] = ",".join(sorted(token.scopes))
        noted |= {"team": token.team, "channel": args.get("channel", args.get("user_id", ""))}
        await asyncio.sleep(self.slack.faults.before(name, token.team, args))
        self.slack.faults.pace(name, token.team)
        function, scopes = METHODS[name]
        call = Call(self.slack, self.slack.world.workspaces[token.team], token, decoded(args))
        call.needs(*scopes)
        answer = function(call)
        try:
            await asyncio.sleep(self.slack.faults.after(name, token.team, args))
        except Hangup:
            noted["result"] = "dropped"
            raise
        return answer

    def _connect(self, request: web.Request, args: dict[str, Any]) -> dict[str, Any]:
        given = bearer(request, args)
        if not hmac.compare_digest(given.encode(), self.slack.app["app_token"].encode()):
            raise Refused("not_allowed_token_type" if given.startswith("xoxb-") else "invalid_auth")
        self.slack.faults.before("apps.connections.open", "", args)
        base = self.slack.base.replace("http", "ws", 1)
        return {"ok": True, "url": f"{base}/link?ticket={self.slack.delivery.sockets.ticket()}"}


async def arguments(request: web.Request) -> dict[str, Any]:
    """Query, form and JSON body together, as slack_sdk uses all three."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return args | body
    return args | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def bearer(request: web.Request, args: dict[str, Any]) -> str:
    """The token of a call."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(args.pop("token", ""))


def client_of(request: web.Request, args: dict[str, Any]) -> tuple[str, str]:
    """The app's id and secret, from the header or the body."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        return name, secret
    return str(args.get("client_id", "")), str(args.get("client_secret", ""))


def hang_up(request: web.Request) -> web.Response:
    """Closes the connection with nothing answered: what is returned can no longer be written."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
