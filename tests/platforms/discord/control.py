"""The tests' side: everything that people do, what they see, the log, faults, and changes of guilds."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.platforms.discord import seeing
from tests.platforms.discord.acting import Acting
from tests.platforms.discord.changing import Changing
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.sockets import Sockets
from tests.platforms.discord.state import Discord
from tests.platforms.discord.talking import Talking

Deed = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
ACTS = ("command", "suggest", "context", "click", "submit", "close", "repeat")


class Control:
    """It takes no token: only a loopback port leads here."""

    def __init__(self, discord: Discord, sockets: Sockets) -> None:
        self.discord, self.sockets = discord, sockets
        self.talking = Talking(discord)
        acting, changing = Acting(discord, self.talking), Changing(discord)
        self._deeds: dict[str, Deed] = {
            **{name: getattr(self.talking, name) for name in ("type", "edit", "delete", "react", "thread")},
            **{name: getattr(acting, name) for name in ACTS},
            **{name: getattr(changing, name) for name in ("make", "world")},
            **{name: getattr(self, name) for name in ("see", "settings")},
            "gateway": sockets.control,
        }

    def routes(self) -> list[web.RouteDef]:
        """POST /control/<deed>, and GET for what was noted."""
        found = [web.post("/control/{deed}", self.do), web.get("/control/log", self.log)]
        return [*found, web.get("/control/noted", self.noted)]

    async def do(self, request: web.Request) -> web.Response:
        """Any deed."""
        deed = self._deeds.get(request.match_info["deed"])
        if deed is None:
            raise Misuse(f"there is no deed {request.match_info['deed']}")
        return web.json_response(await deed(await request.json()))

    async def log(self, request: web.Request) -> web.Response:
        """What was accepted, from ?after= on; waits up to ?wait= seconds until there is something."""
        after = int(request.query.get("after", 0))
        return web.json_response({"log": await self.discord.journal.wait(after, float(request.query.get("wait", 0)))})

    async def noted(self, request: web.Request) -> web.Response:
        """Requests of the bot, answers with 429 by route, what counts as abuse, the gateway, commands."""
        pace = self.discord.pace
        noted = {"calls": self.discord.calls, "limited": dict(pace.limited), "invalid": pace.wrong_lately()}
        return web.json_response(noted | {"gateway": self.sockets.shown(), "commands": self.discord.commands})

    async def see(self, body: dict[str, Any]) -> dict[str, Any]:
        """{channel?}: what a person sees now."""
        person, place = self.talking.actor(body), self.talking.place(body)
        shown = [seeing.message(self.discord, one) for one in seeing.visible(self.discord, place, person)]
        return {"messages": shown, "modal": seeing.modal(self.discord, person), "channel": place.id}

    async def settings(self, body: dict[str, Any]) -> dict[str, Any]:
        """{privileged, token, first_seconds, old_edits, age_messages, age_interactions, routes, per_second, ...}.

        For the gateway: heartbeat_ms, identify_seconds, concurrency, shards, remaining. Faults: add, clear.
        """
        discord = self.discord
        discord.app.update({name: body[name] for name in ("privileged", "token") if name in body})
        discord.first_seconds = float(body.get("first_seconds", discord.first_seconds))
        discord.old_edits = int(body.get("old_edits", discord.old_edits))
        for name in ("heartbeat_ms", "identify_seconds", "concurrency", "shards", "remaining"):
            if name in body:
                setattr(discord.gateway, name, body[name])
        if "routes" in body or "per_second" in body:
            discord.pace.change(body.get("routes"), body.get("per_second"))
        self._age(body)
        discord.faults.control(body)
        return {"rules": [vars(rule) for rule in discord.faults.rules], "now": time.time()}

    def _age(self, body: dict[str, Any]) -> None:
        for one in self.discord.interactions.values() if "age_interactions" in body else ():
            one.at -= float(body["age_interactions"])
        guilds = [list(one.channels.values()) for one in self.discord.world.guilds.values()]
        places = [*self.discord.world.directs.values(), *(one for channels in guilds for one in channels)]
        for place in places if "age_messages" in body else ():
            for message in place.messages.values():
                message.at -= float(body["age_messages"])
