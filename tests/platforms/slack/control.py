"""The tests' side: everything that people do, what they see, the log, faults, and changes of the workspaces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.platforms.slack import events, seeing
from tests.platforms.slack.acting import Acting
from tests.platforms.slack.delivery import Copies
from tests.platforms.slack.refusals import Misuse
from tests.platforms.slack.state import Slack
from tests.platforms.slack.submitting import Submitting
from tests.platforms.slack.talking import Talking

Deed = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Control:
    """It takes no token: only a loopback port leads here."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.talking = Talking(slack)
        acting = Acting(slack, self.talking)
        submitting = Submitting(slack, acting)
        self._deeds: dict[str, Deed] = {
            **{name: getattr(self.talking, name) for name in ("type", "edit", "delete", "react", "home")},
            **{name: getattr(acting, name) for name in ("command", "click", "suggest", "shortcut")},
            **{name: getattr(submitting, name) for name in ("submit", "close")},
            **{name: getattr(self, name) for name in ("see", "settings", "world", "sockets", "replay", "verify")},
        }

    def routes(self) -> list[web.RouteDef]:
        """POST /control/<deed>, and GET for what was noted."""
        return [
            web.post("/control/{deed}", self.do),
            web.get("/control/log", self.log),
            web.get("/control/noted", self.noted),
        ]

    async def do(self, request: web.Request) -> web.Response:
        """Any deed."""
        deed = self._deeds.get(request.match_info["deed"])
        if deed is None:
            raise Misuse(f"there is no deed {request.match_info['deed']}")
        return web.json_response(await deed(await request.json()))

    async def log(self, request: web.Request) -> web.Response:
        """What was accepted, from ?after= on; waits up to ?wait= seconds until there is something."""
        after = int(request.query.get("after", 0))
        return web.json_response({"log": await self.slack.journal.wait(after, float(request.query.get("wait", 0)))})

    async def noted(self, request: web.Request) -> web.Response:
        """Calls of the app, tries to reach it, answers with 429 by channel, and sockets."""
        delivery = self.slack.delivery
        noted = {"calls": self.slack.calls, "tries": delivery.tries, "limited": dict(self.slack.faults.limited)}
        return web.json_response(noted | {"sockets": delivery.sockets.shown()})

    async def see(self, body: dict[str, Any]) -> dict[str, Any]:
        """{channel?, thread?}: what a person sees now."""
        team, person = self.talking.actor(body)
        shown = seeing.visible(self.slack, self.talking.place(body), person)
        messages = [seeing.message(self.slack, one) for one in shown]
        if body.get("thread"):
            messages = [one for one in messages if body["thread"] in (one["thread"], one["ts"])]
        home = seeing.view(self.slack, seeing.home(self.slack, team, person))
        return {
            "messages": messages,
            "home": home,
            "modal": seeing.view(self.slack, seeing.modal(self.slack, team, person)),
        }

    async def settings(self, body: dict[str, Any]) -> dict[str, Any]:
        """{webhook, over_sockets, trigger_seconds, age_urls, app, delays, timeout} and what Faults.control knows."""
        delivery = self.slack.delivery
        delivery.url = str(body.get("webhook", delivery.url))
        delivery.over_sockets = bool(body.get("over_sockets", delivery.over_sockets))
        delivery.delays = tuple(body.get("delays", delivery.delays))
        delivery.timeout = float(body.get("timeout", delivery.timeout))
        self.slack.trigger_seconds = float(body.get("trigger_seconds", self.slack.trigger_seconds))
        self.slack.app.update(body.get("app", {}))
        self.slack.tokens.rotating = bool(self.slack.app.get("rotation", False))
        for known in self.slack.responding.values() if "age_urls" in body else ():
            known.until -= float(body["age_urls"])
        self.slack.faults.control(body)
        return {"rules": [vars(rule) for rule in self.slack.faults.rules]}

    async def world(self, body: dict[str, Any]) -> dict[str, Any]:
        """{uninstall | revoke | expire | scopes}, {channel, account, present}, {channel, archived}, {account, zone}."""
        team = self.slack.world.workspace(str(body.get("workspace", "acme")))
        told: list[Any] = []
        if body.get("uninstall") or body.get("revoke"):
            ended = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}}
            told = [(team, {"type": "app_uninstalled"}, None)] if body.get("uninstall") else []
            self.slack.tokens.end(team.id, "inactive" if body.get("uninstall") else "revoked")
            told = [] if body.get("silent") else [*told, (team, ended, None)]
        elif body.get("expire"):
            self.slack.tokens.expire(team.id)
        elif "scopes" in body:
            for token in self.slack.tokens.live(team.id):
                token.scopes = set(body["scopes"])
        elif "channel" in body:
            told = self._change_channel(body)
        else:
            person = self.slack.world.person(team, str(body["account"]))
            for name in ("zone", "locale", "name", "admin", "deleted"):
                setattr(person, name, body.get(name, getattr(person, name)))
            told = [(team, events.profile_changed(person), None)]
        return {"tries": await self.talking.tell(told, body)}

    def _change_channel(self, body: dict[str, Any]) -> list[Any]:
        team = self.slack.world.workspace(str(body.get("workspace", "acme")))
        channel = self.slack.world.channel(team, str(body["channel"]))
        if "archived" in body:
            channel.archived = bool(body["archived"])
            kind = "channel_archive" if channel.archived else "channel_unarchive"
            event = {
                "type": kind,
                "channel": channel.id,
                "user": self.slack.world.person(team, "bot").id,
                "is_moved": 0,
            }
            return [(team, event, channel)]
        person, present = self.slack.world.person(team, str(body["account"])), bool(body.get("present", True))
        told = events.membership(self.slack, channel, person, present)
        (channel.members.add if present else channel.members.discard)(person.id)
        return told

    async def sockets(self, body: dict[str, Any]) -> dict[str, Any]:
        """{order, line?, seconds?}: see Sockets.control."""
        await self.slack.delivery.sockets.control(str(body["order"]), body)
        return self.slack.delivery.sockets.shown()

    async def replay(self, body: dict[str, Any]) -> dict[str, Any]:
        """{back?}: sends the very bytes of an earlier request again, the newest unless `back` says how many before."""
        headers, content = self.slack.delivery.sent[-1 - int(body.get("back", 0))]
        return {"answer": await self.slack.delivery.raw(headers, content)}

    async def verify(self, body: dict[str, Any]) -> dict[str, Any]:
        """url_verification: the address must answer with the challenge."""
        challenge = {"token": "verification-is-deprecated", "challenge": "c-" * 20, "type": "url_verification"}
        return {"tries": await self.slack.delivery.event(challenge, Copies.of({"retry": False, **body}))}
