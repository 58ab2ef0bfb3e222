"""The fake Slack as a process of its own: `python -m tests.platforms.slack.server --port N --log FILE --world FILE`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.platforms.slack.control import Control
from tests.platforms.slack.delivery import Delivery
from tests.platforms.slack.faults import Faults
from tests.platforms.slack.journal import Journal
from tests.platforms.slack.oauth import Authorizing
from tests.platforms.slack.refusals import Misuse
from tests.platforms.slack.responding import Responses
from tests.platforms.slack.sockets import Sockets
from tests.platforms.slack.state import Slack
from tests.platforms.slack.tokens import Tokens
from tests.platforms.slack.webapi import WebApi
from tests.platforms.slack.world import World

APP = {
    "id": "A0TODOBOT",
    "client_id": "111.222",
    "client_secret": "slack-client-secret-canary",
    "signing_secret": "slack-signing-secret-canary",
    "app_token": "xapp-1-A0TODOBOT-canary",
    "redirects": [],
    "domains": [],
}


@web.middleware
async def misuse(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A test's mistake is told to it."""
    try:
        return await handler(request)
    except Misuse as wrong:
        return web.Response(status=400, text=str(wrong))


def create(args: argparse.Namespace) -> web.Application:
    """The whole of it from its arguments."""
    seed = json.loads(args.world.read_text())
    app = APP | seed.get("app", {})
    world = World(seed["workspaces"])
    sockets = Sockets(app["id"], args.ping_seconds)
    delivery = Delivery(app["signing_secret"], sockets, _numbers(args.retry_delays), args.hook_timeout)
    tokens, faults = Tokens(world, app), Faults(args.burst, args.per_second)
    slack = Slack(world, tokens, Journal(args.log), faults, delivery, f"http://127.0.0.1:{args.port}")
    made = web.Application(middlewares=[misuse], client_max_size=16 * 2**20)
    for part in (WebApi(slack), Responses(slack), Control(slack), Authorizing(slack)):
        made.add_routes(part.routes())
    made.add_routes([web.get("/link", sockets.serve), web.get("/link/", sockets.serve)])

    async def close(_: web.Application) -> None:
        await delivery.close()

    made.on_cleanup.append(close)
    return made


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(one) for one in text.split(",") if one)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True, help="append-only JSONL of what was accepted")
    parser.add_argument("--world", type=Path, required=True, help="JSON: the app, workspaces, people, channels")
    parser.add_argument("--retry-delays", default="0,60,300", help="seconds before each repeat of an event")
    parser.add_argument("--hook-timeout", type=float, default=3.0)
    parser.add_argument("--burst", type=int, default=4, help="messages that a channel takes at once")
    parser.add_argument("--per-second", type=float, default=1.0, help="messages that it takes from then on")
    parser.add_argument("--ping-seconds", type=float, default=5.0)
    return parser.parse_args()


def quiet(*_: Any) -> None:
    """The banner of aiohttp is nobody's business."""


if __name__ == "__main__":
    given = arguments()
    web.run_app(
        create(given),
        host="127.0.0.1",
        port=given.port,
        access_log=None,
        print=quiet,
        handle_signals=True,
        shutdown_timeout=0.5,
    )
