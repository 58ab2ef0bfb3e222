"""The fake chat platform as a process of its own: `python -m fakechat.server --port N --log FILE --world FILE`."""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from fakechat import limits
from fakechat.faults import Faults
from fakechat.hooks import Hooks
from fakechat.journal import Journal
from fakechat.stage import Stage
from fakechat.world import BOT, Place, Refused, World


class Hangup(Exception):
    """The connection is to be closed with nothing answered."""


class Api:
    """The bot's side: posts and edits with a bearer token, who is where."""

    def __init__(self, world: World, journal: Journal, faults: Faults, token: str) -> None:
        self._world, self._journal, self._faults, self._token = world, journal, faults, token
        self.tries: list[dict[str, Any]] = []

    def routes(self) -> list[Route]:
        """The bot-facing routes, and the list of what it tried."""
        return [
            Route("/api/post", self.post, methods=["POST"]),
            Route("/api/messages/{message}", self.edit, methods=["PATCH"]),
            Route("/api/members", self.members, methods=["GET"]),
            Route("/api/channels", self.channels, methods=["GET"]),
            Route("/tries", self.tried, methods=["GET"]),
        ]

    async def post(self, request: Request) -> Response:
        """Accept a message, or refuse it; a nonce that was seen at this place answers the first message's id."""
        self._authorise(request)
        body = await request.json()
        noted = {"at": time.time(), "nonce": body.get("nonce", ""), "marker": body.get("marker"), "result": "accepted"}
        noted |= {name: body.get(name) for name in ("workspace", "channel", "dm")}
        self.tries.append(noted)
        try:
            answer = self._accept(body)
        except Refused as refused:
            noted["result"] = refused.code
            raise
        except Hangup:
            noted["result"] = "refuse"
            raise
        rule = self._faults.after(body)
        if rule is not None and rule.fault == "drop":
            raise Hangup
        if rule is not None:
            await asyncio.sleep(rule.seconds)
        return JSONResponse(answer)

    def _accept(self, body: dict[str, Any]) -> dict[str, Any]:
        # No await in here: between the look at the nonce and the log nothing else may be accepted.
        limits.check(body)
        place = self._world.place(body, writer=BOT)
        if self._faults.before(body) == "refuse":
            raise Hangup
        nonce = body.get("nonce", "")
        first = (
            self._journal.with_nonce(place.workspace, place.channel, nonce) if nonce and self._faults.nonces else None
        )
        if first is not None:
            return {"id": first, "channel": place.channel, "duplicate": True}
        entry = self._journal.append("post", entry_of(body, place))
        return {"id": entry["id"], "channel": place.channel, "duplicate": False}

    async def edit(self, request: Request) -> Response:
        """Replace what a message of the bot says; where it stands, its marker and its nonce stay."""
        self._authorise(request)
        body = await request.json()
        message = self._journal.message(request.path_params["message"])
        if message is None or message["workspace"] != body.get("workspace"):
            raise Refused(404, "message_not_found")
        limits.check(body)
        content = {name: body.get(name, empty) for name, empty in (("text", ""), ("cards", []), ("rows", []))}
        content |= {"shown": limits.shown(content["text"]), "buttons": buttons_of(body)}
        self._journal.append("edit", {"id": message["id"], "content": content})
        return JSONResponse({"id": message["id"]})

    async def members(self, request: Request) -> Response:
        """Who is in a channel: ?workspace=&channel=."""
        self._authorise(request)
        query = request.query_params
        channel = self._world.channel(query.get("workspace", ""), query.get("channel", ""))
        return JSONResponse({"members": sorted(channel.members)})

    async def channels(self, request: Request) -> Response:
        """Which channels a person is in: ?workspace=&account=."""
        self._authorise(request)
        query = request.query_params
        return JSONResponse({"channels": self._world.channels_of(query.get("workspace", ""), query.get("account", ""))})

    async def tried(self, request: Request) -> Response:
        """Every post that the bot tried since the start, with what came of it."""
        return JSONResponse({"tries": self.tries})

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            raise Refused(401, "invalid_token")


def buttons_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """All buttons of a message in reading order: its cards' first."""
    rows = [row for card in body.get("cards", []) for row in card.get("rows", [])] + list(body.get("rows", []))
    return [button for row in rows for button in row]


def entry_of(body: dict[str, Any], place: Place) -> dict[str, Any]:
    """What the log says about an accepted post."""
    text = body.get("text", "")
    return {
        "workspace": place.workspace,
        "channel": place.channel,
        "thread": place.thread,
        "dm": place.dm,
        "text": text,
        "shown": limits.shown(text),
        "cards": body.get("cards", []),
        "rows": body.get("rows", []),
        "buttons": buttons_of(body),
        "form": body.get("form"),
        "nonce": body.get("nonce", ""),
        "marker": body.get("marker"),
        "only_for": body.get("only_for", ""),
        "pings": limits.pings(body),
    }


async def refused(request: Request, error: Exception) -> Response:
    """A refusal as JSON, with Retry-After in whole seconds, never less than what is left."""
    assert isinstance(error, Refused)
    headers = {} if error.retry_after is None else {"Retry-After": str(int(error.retry_after) + 1)}
    return JSONResponse({"error": error.code}, status_code=error.status, headers=headers)


async def malformed(request: Request, error: Exception) -> Response:
    """A body that is no JSON or lacks a field."""
    return JSONResponse({"error": "malformed", "detail": repr(error)}, status_code=400)


class Unanswered(Response):
    """Closes the connection at once. ASGI has no word for that, so it reaches for the transport behind `receive`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hang up, then wait until the server knows: it would write a 500 if we returned before."""
        receive.__self__.transport.abort()  # type: ignore[attr-defined]
        while (await receive())["type"] != "http.disconnect":
            pass


async def hung_up(request: Request, error: Exception) -> Response:
    """The answer to a Hangup: none."""
    return Unanswered()


def create(args: argparse.Namespace) -> Starlette:
    """The whole platform from its arguments."""
    world = World(json.loads(args.world.read_text()))
    journal = Journal(args.log, sync=not args.no_sync)
    faults = Faults(nonces=not args.without_nonces)
    hooks = Hooks(
        args.secret, tuple(float(delay) for delay in args.retry_delays.split(",") if delay), args.hook_timeout
    )
    hooks.url = args.webhook
    stage, api = Stage(world, journal, faults, hooks), Api(world, journal, faults, args.token)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await hooks.close()

    handlers: dict[Any, Any] = {Refused: refused, Hangup: hung_up}
    handlers |= dict.fromkeys((KeyError, ValueError, TypeError), malformed)
    routes = [*stage.routes(), *api.routes()]
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True, help="append-only JSONL of accepted posts")
    parser.add_argument("--world", type=Path, required=True, help="JSON: workspaces, people, channels")
    parser.add_argument("--token", required=True, help="bearer token of the bot")
    parser.add_argument("--secret", required=True, help="signs events")
    parser.add_argument("--webhook", default="", help="the bot's URL for events")
    parser.add_argument("--without-nonces", action="store_true")
    parser.add_argument(
        "--no-sync", action="store_true", help="no fsync per line, for load runs; kill -9 loses nothing"
    )
    parser.add_argument("--retry-delays", default="0,60,300", help="seconds before each repeat of an event")
    parser.add_argument("--hook-timeout", type=float, default=3.0)
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    uvicorn.run(create(given), host="127.0.0.1", port=given.port, log_level="critical", proxy_headers=False)
