"""The tests' side of the fake platform: people type, click and fill in forms; faults are ordered; the log is read."""

from __future__ import annotations

import itertools
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fakechat.faults import Faults
from fakechat.hooks import Copies, Hooks
from fakechat.journal import Journal
from fakechat.world import BOT, Place, Refused, World


class Stage:
    """What tests may do. It takes no token: only a loopback port leads here."""

    def __init__(self, world: World, journal: Journal, faults: Faults, hooks: Hooks) -> None:
        self._world, self._journal, self._faults, self._hooks = world, journal, faults, hooks
        self._numbers = itertools.count(1)
        # People's messages are not in the log, which is about what the bot posted.
        self._typed: dict[str, dict[str, Any]] = {}

    def routes(self) -> list[Route]:
        """The test-facing routes."""
        return [
            Route("/type", self.type, methods=["POST"]),
            Route("/click", self.click, methods=["POST"]),
            Route("/submit", self.submit, methods=["POST"]),
            Route("/control", self.control, methods=["POST"]),
            Route("/world", self.change, methods=["POST"]),
            Route("/log", self.log, methods=["GET"]),
            Route("/deliveries", self.deliveries, methods=["GET"]),
            Route("/messages/{message}", self.message, methods=["GET"]),
        ]

    async def type(self, request: Request) -> Response:
        """{workspace, channel | dm, account, text, mention?, thread?, reply_to?, slash?, event_id?, copies?, ...}."""
        body = await request.json()
        place = self._place(body)
        text = f"<@{BOT}> {body['text']}" if body.get("mention") else str(body["text"])
        number = f"u{next(self._numbers)}"
        message = {"id": number, "text": text, "reply_to": self._replied(body.get("reply_to"))}
        self._typed[number] = {"id": number, "text": text, "by": body["account"]}
        if body.get("slash"):
            event = self._event("slash", body, place) | {"slash": {"name": body["slash"], "text": body["text"]}}
        else:
            event = self._event("message", body, place) | {"message": message}
        return await self._send(event, body, message=number)

    async def click(self, request: Request) -> Response:
        """{workspace, account, message, action | label, event_id?, copies?, ...}: a button of a message of the bot."""
        body = await request.json()
        message = self._readable(body)
        for button in message["buttons"]:
            if button["action"] == body.get("action") or button["label"] == body.get("label"):
                place = Place(message["workspace"], message["channel"], message["dm"], message["thread"])
                click = {"action": button["action"], "message": {"id": message["id"], "text": message["shown"]}}
                return await self._send(self._event("click", body, place) | {"click": click}, body)
        raise Refused(404, "no_such_button")

    async def submit(self, request: Request) -> Response:
        """{workspace, account, message, fields}: the form that a message of the bot offers."""
        body = await request.json()
        message = self._readable(body)
        if not message.get("form"):
            raise Refused(404, "no_form")
        place = Place(message["workspace"], message["channel"], message["dm"], message["thread"])
        form = {"action": message["form"]["action"], "fields": body["fields"]}
        return await self._send(self._event("submit", body, place) | {"form": form}, body)

    async def control(self, request: Request) -> Response:
        """{nonces?, clear?, add?, webhook?}: see Faults.control; `webhook` registers the bot's URL."""
        body = await request.json()
        if "webhook" in body:
            self._hooks.url = str(body["webhook"])
        self._faults.control(body)
        return JSONResponse({"nonces": self._faults.nonces, "rules": [vars(rule) for rule in self._faults.rules]})

    async def change(self, request: Request) -> Response:
        """See World.change."""
        self._world.change(await request.json())
        return JSONResponse({"ok": True})

    async def log(self, request: Request) -> Response:
        """Every accepted post, oldest first; with ?kind=all the edits as well."""
        everything = request.query_params.get("kind") == "all"
        return JSONResponse({"log": self._journal.entries if everything else self._journal.posts})

    async def deliveries(self, request: Request) -> Response:
        """What came of every try to deliver an event, of one event with ?event_id=."""
        wanted = request.query_params.get("event_id")
        found = [one for one in self._hooks.deliveries if wanted in (None, one["event_id"])]
        return JSONResponse({"deliveries": found})

    async def message(self, request: Request) -> Response:
        """A message of the bot as it reads now."""
        found = self._journal.message(request.path_params["message"])
        if found is None:
            raise Refused(404, "message_not_found")
        return JSONResponse(found)

    def _place(self, body: dict[str, Any]) -> Place:
        account = str(body["account"])
        self._world.person(str(body["workspace"]), account)
        if body.get("dm") and body["dm"] != account:
            raise Refused(400, "dm_of_somebody_else")
        return self._world.place(body, writer=account)

    def _replied(self, message: str | None) -> dict[str, Any] | None:
        if message is None:
            return None
        ours = self._journal.message(message)
        if ours is not None:
            return {"id": message, "text": ours["shown"], "by": BOT}
        if message not in self._typed:
            raise Refused(404, "message_not_found")
        return self._typed[message]

    def _readable(self, body: dict[str, Any]) -> dict[str, Any]:
        message = self._journal.message(str(body["message"]))
        if message is None or message["workspace"] != body["workspace"]:
            raise Refused(404, "message_not_found")
        place = Place(message["workspace"], message["channel"], message["dm"], message["thread"])
        hidden = message["only_for"] not in ("", body["account"])
        if hidden or not self._world.sees(place, str(body["account"])):
            raise Refused(404, "message_not_found")
        return message

    def _event(self, kind: str, body: dict[str, Any], place: Place) -> dict[str, Any]:
        return {
            "type": kind,
            "event_id": body.get("event_id") or f"E{secrets.token_hex(8)}",
            "at": time.time(),
            "workspace": place.workspace,
            "channel": {"id": place.channel, "kind": "dm" if place.dm else "channel"},
            "thread": place.thread or None,
            "author": self._world.person(place.workspace, str(body["account"])),
            "bot": BOT,
        }

    async def _send(self, event: dict[str, Any], body: dict[str, Any], **more: Any) -> Response:
        tries = await self._hooks.send(event, Copies.of(body))
        return JSONResponse({"event_id": event["event_id"], "tries": tries, **more})
