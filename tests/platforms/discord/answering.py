"""Routes that answer interactions: the first answer within three seconds, follow-ups and edits for fifteen minutes."""

from __future__ import annotations

import time
from typing import Any

from tests.platforms.discord import limits, messages, posting, widgets
from tests.platforms.discord.forms import Form
from tests.platforms.discord.refusals import Refused
from tests.platforms.discord.routes import Call, route
from tests.platforms.discord.state import Discord, Interaction
from tests.platforms.discord.world import Channel, Message

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, LATER, LATER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TAKES = {
    COMMAND: (MESSAGE, LATER, MODAL),
    COMPONENT: (MESSAGE, LATER, LATER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (MESSAGE, LATER, LATER_UPDATE, UPDATE),
}
ORIGINAL = "@original"


@route("POST", "/interactions/{interaction}/{token}/callback", token=False)
def callback(call: Call) -> Any:
    """The first answer; 10062 when it is too late, 40060 when there was one."""
    discord, body = call.discord, call.json()
    found = discord.interactions.get(call.args["interaction"])
    if found is None or found.token != call.args["token"]:
        raise Refused(10062)
    if found.answer is not None:
        raise Refused(40060)
    if time.time() - found.at > discord.first_seconds:
        raise Refused(10062)
    kind, data = body.get("type"), dict(body.get("data") or {})
    _allowed(found, kind)
    _judge(kind, data, len(call.files))
    data["_attachments"] = messages.attachments(discord, call.files)
    message = _effect(discord, found, int(kind), data)
    found.answer = {"type": kind, "data": body.get("data")}
    told = {"id": found.id, "type": kind, "dm": "", "by": discord.world.called(found.person), "data": body.get("data")}
    discord.journal.append("answer", **told, seconds=round(time.time() - found.at, 3))
    found.heard.set()
    if call.query.get("with_response") not in ("1", "true", "True"):
        return None
    shown: dict[str, Any] = {"id": found.id, "type": found.kind, "response_message_loading": found.deferred}
    shown |= {"response_message_ephemeral": found.ephemeral} | ({"response_message_id": message.id} if message else {})
    resource = {"type": kind} | ({"message": message.body} if message else {})
    return {"interaction": shown, "resource": resource}


def _allowed(found: Interaction, kind: Any) -> None:
    allowed = TAKES[found.kind]
    if found.kind == SUBMIT and "message" not in found.payload:
        allowed = (MESSAGE, LATER)
    if kind not in allowed:
        form = Form()
        form.wrong(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {set(allowed)}.")
        form.judge()


def _judge(kind: Any, data: dict[str, Any], files: int) -> None:
    if kind in (MESSAGE, UPDATE):
        limits.message(data, files=files, partial=kind == UPDATE)
    elif kind == MODAL:
        widgets.modal(data)
    elif kind == CHOICES:
        form = Form()
        for number, one in enumerate(form.items(("data", "choices"), data.get("choices"), 25)):
            form.text(("data", "choices", number, "name"), one.get("name"), 100, 1)
            if isinstance(one.get("value"), str):
                form.text(("data", "choices", number, "value"), one["value"], 100, 1)
        form.judge()


def _effect(discord: Discord, found: Interaction, kind: int, data: dict[str, Any]) -> Message | None:
    place = discord.world.channel(found.channel)
    if kind in (MESSAGE, LATER):
        found.deferred, found.ephemeral = kind == LATER, bool(int(data.get("flags") or 0) & limits.EPHEMERAL)
        if kind == LATER:
            data = {"flags": int(data.get("flags") or 0) | limits.LOADING}
        made = _say(discord, found, place, data, ephemeral=found.ephemeral)
        found.original = made.id
        return made
    if kind in (LATER_UPDATE, UPDATE):
        found.original = str(found.payload["message"]["id"])
        if kind == LATER_UPDATE:
            return None
        shown = place.messages.get(found.original)
        if shown is None:
            raise Refused(10008)
        posting.change(discord, place, shown, data)
        return shown
    if kind == MODAL:
        person = discord.world.called(found.person)
        discord.modals[person] = data | {"_interaction": found.id, "_values": {}}
        discord.journal.append("modal", id=found.id, account=person, data=data)
    return None


def _say(discord: Discord, found: Interaction, place: Channel, body: dict[str, Any], *, ephemeral: bool) -> Message:
    app, me = discord.app["id"], discord.world.me.id
    person = discord.world.people[found.person].shown()
    meta = {"id": found.id, "type": found.kind, "user": person, "authorizing_integration_owners": {}}
    first = not found.messages
    kind = {1: 20, 2: 23, 3: 23}.get(found.payload["data"].get("type"), 20) if found.kind == COMMAND and first else 0
    only_for = found.person if ephemeral else ""
    more: dict[str, Any] = {"application_id": app, "webhook_id": app, "interaction_metadata": meta, "type": kind}
    made = posting.write(discord, place, me, body, only_for=only_for, **more)
    found.messages.append(made.id)
    return made


@route("POST", "/webhooks/{application}/{token}", token=False)
def follow_up(call: Call) -> Any:
    """One more message; right behind a deferral it fills the original."""
    discord, body = call.discord, dict(call.json())
    found = _living(call)
    limits.message(body, files=len(call.files))
    body["_attachments"] = messages.attachments(discord, call.files)
    place = discord.world.channel(found.channel)
    if found.deferred:
        return _fill(discord, found, place, body).body
    flags = int(body.get("flags") or 0)
    return _say(discord, found, place, body, ephemeral=bool(flags & limits.EPHEMERAL)).body


@route("PATCH", "/webhooks/{application}/{token}/messages/{message}", token=False)
def change(call: Call) -> Any:
    """One of the answers."""
    discord, body = call.discord, dict(call.json())
    found = _living(call)
    place, message = _message(call, found)
    limits.message(body, files=len(call.files), partial=True)
    messages.too_old(discord, message)
    body["_attachments"] = messages.attachments(discord, call.files)
    if found.deferred and message.id == found.original:
        return _fill(discord, found, place, body).body
    posting.change(discord, place, message, body)
    return message.body


@route("GET", "/webhooks/{application}/{token}/messages/{message}", token=False)
def read(call: Call) -> Any:
    """One of the answers."""
    return _message(call, _living(call))[1].body


@route("DELETE", "/webhooks/{application}/{token}/messages/{message}", token=False)
def delete(call: Call) -> None:
    """One of the answers."""
    place, message = _message(call, _living(call))
    posting.remove(call.discord, place, message)


def _fill(discord: Discord, found: Interaction, place: Channel, body: dict[str, Any]) -> Message:
    message = place.messages.get(found.original)
    if message is None:
        raise Refused(10008)
    posting.change(discord, place, message, body)
    found.deferred = False
    return message


def _living(call: Call) -> Interaction:
    if call.args["application"] != call.discord.app["id"]:
        raise Refused(10015)
    return call.discord.answering(call.args["token"])


def _message(call: Call, found: Interaction) -> tuple[Channel, Message]:
    place = call.discord.world.channel(found.channel)
    number = call.args["message"]
    mine = found.original if number == ORIGINAL else number
    message = place.messages.get(mine)
    if message is None or (mine != found.original and mine not in found.messages):
        raise Refused(10008)
    return place, message
