"""The fake Discord as a process: `python -m tests.platforms.discord.server --port N --log FILE --world FILE`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.platforms.discord import events, founding
from tests.platforms.discord.control import Control
from tests.platforms.discord.refusals import Misuse, Refused
from tests.platforms.discord.rest import Rest
from tests.platforms.discord.restoring import restore
from tests.platforms.discord.sockets import Sockets
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import World, ident
from tests.platforms.slack.journal import Journal

# `privileged`: which intents the app's page has switched on, of content, members, presences.
APP: dict[str, Any] = {
    "id": ident("app"),
    "bot_id": ident("app"),  # today's bots have the id of their application
    "token": f"{ident('app')}.discord-token-canary",
    "privileged": [],
}


@web.middleware
async def misuse(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A test's mistake is told to it."""
    try:
        return await handler(request)
    except (Misuse, Refused) as wrong:
        return web.Response(status=400, text=str(wrong))


def create(args: argparse.Namespace) -> web.Application:
    """The whole of it from its arguments."""
    seed = json.loads(args.world.read_text())
    app = APP | seed.get("app", {})
    app["flags"] = events.app_flags(app)
    world = World(app)
    for name, content in seed["guilds"].items():
        founding.found(world, name, content)
    discord = Discord(world, Journal(args.log), f"http://127.0.0.1:{args.port}")
    restore(discord)
    discord.gateway.heartbeat_ms, discord.gateway.identify_seconds = args.heartbeat_ms, args.identify_seconds
    if args.burst:
        discord.pace.change(dict.fromkeys(discord.pace.routes, (args.burst, 5.0)), None)
    sockets = Sockets(discord.gateway, app)
    made = web.Application(middlewares=[misuse], client_max_size=26 * 2**20)
    for part in (sockets, Rest(discord), Control(discord, sockets)):
        made.add_routes(part.routes())
    return made


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True, help="append-only JSONL of what was asked and accepted")
    parser.add_argument("--world", type=Path, required=True, help="JSON: the app, guilds, people, channels, roles")
    parser.add_argument("--heartbeat-ms", type=int, default=41_250)
    parser.add_argument("--identify-seconds", type=float, default=5.0, help="what lies between two IDENTIFYs")
    parser.add_argument(
        "--burst", type=int, default=0, help="requests that every bucket takes in 5 s, for tests of else"
    )
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
