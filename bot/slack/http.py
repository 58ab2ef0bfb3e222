"""The way in over HTTP: one signed address for events, commands and everything that people click."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.slack.door import Pipe
from bot.slack.interactivity import Interactivity
from core import log

PATH = "/slack/events"
SKEW_S = 300  # a request that was signed earlier or later than this is a replay
LAST_TRY = 3  # Slack sends an event four times

_log = log.get(__name__)


def genuine(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether Slack signed exactly these bytes within the last five minutes."""
    timestamp, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    wanted = "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    # Compared whatever the time says, so that both refusals take as long.
    same = hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))
    return same and abs(now - int(timestamp)) <= SKEW_S


class Http:
    """Answers Slack: 401 for what it did not sign, 400 for what it never sends, 503 for what has to come again."""

    def __init__(self, pipe: Pipe, interactivity: Interactivity, secret: str) -> None:
        self._pipe, self._interactivity, self._secret = pipe, interactivity, secret

    def routes(self) -> list[Route]:
        """The one address."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """One request."""
        body = await request.body()
        if not genuine(request.headers, body, self._secret, time.time()):
            return Response(status_code=401)
        try:
            if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                return await self._form(dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True)))
            return await self._json(json.loads(body.decode("utf-8")), request.headers)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            _log.warning("request.unreadable", error=type(error).__name__)
            return Response(status_code=400)

    async def _json(self, envelope: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
        kind = envelope["type"]
        if kind == "url_verification":
            return PlainTextResponse(str(envelope["challenge"]))
        if kind == "app_rate_limited":
            _log.error("events.limited", workspace=str(envelope.get("team_id", "")))
            return Response()
        if kind != "event_callback":
            return Response()
        number = headers.get("x-slack-retry-num", "0")
        last = number.isascii() and number.isdigit() and int(number) >= LAST_TRY
        return Response(status_code=200 if await self._pipe.event(envelope, last=last) else 503)

    async def _form(self, form: Mapping[str, str]) -> Response:
        if "ssl_check" in form:
            return Response()
        if "payload" not in form:
            self._interactivity.command(form)
            return Response()
        body = await self._interactivity.interaction(json.loads(form["payload"]))
        return Response() if body is None else JSONResponse(body)
