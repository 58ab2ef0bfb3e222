"""chat.*: posting, changing and taking back messages, within every limit that Slack publishes."""

from __future__ import annotations

import json
from typing import Any

from tests.platforms.slack import blocks, events
from tests.platforms.slack.methods import Call, method
from tests.platforms.slack.refusals import Refused
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import Channel, Workspace, sees

TEXT = 40_000
METADATA = 16_000


def content(slack: Slack, args: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The checked words of a message; what is not given stays as it was `before`."""
    made = {name: args[name] for name in ("text", "blocks", "attachments", "metadata") if args.get(name) is not None}
    text = made.get("text", "")
    if not isinstance(text, str):
        raise Refused("invalid_arguments")
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    silent = not text.strip() and not made.get("blocks") and not made.get("attachments")
    if silent and (before is None or "metadata" not in made):
        raise Refused("no_text")
    if "blocks" in made:
        blocks.message(made["blocks"])
        made["blocks"] = blocks.named(made["blocks"], slack.fresh)
    for one in made.get("attachments", []):
        if one.get("blocks"):
            blocks.message(one["blocks"])
    if "metadata" in made:
        _metadata(made["metadata"])
    return made


def _metadata(given: Any) -> None:
    known = isinstance(given, dict) and set(given) <= {"event_type", "event_payload"}
    if not known or not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if any(not isinstance(value, str | int | float | bool | list | dict) for value in given["event_payload"].values()):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(given["event_payload"])) > METADATA:
        raise Refused("metadata_too_large")


def authored(slack: Slack, team: Workspace, more: dict[str, Any]) -> dict[str, Any]:
    """A message of the app with its author and time."""
    profile = {"id": team.bot_id, "app_id": slack.app["id"], "name": "todobot", "team_id": team.id}
    body = {"type": "message", "user": team.bot.id, "bot_id": team.bot_id, "app_id": slack.app["id"], "team": team.id}
    return body | {"text": "", "bot_profile": profile, "ts": slack.ts()} | more


def _place(call: Call) -> Channel:
    """Where a post goes: a channel's id or name, or a person's id for direct messages."""
    target = call.text("channel")
    if target in call.team.people:
        person = call.team.people[target]
        if person.deleted:
            raise Refused("user_disabled")
        return call.team.direct(person)
    channel = call.slack.world.channel(call.team, target.lstrip("#"))
    outside = channel.kind != "im" and not sees(channel, call.team.bot.id)
    if outside and channel.kind == "group":
        raise Refused("channel_not_found")
    if outside and "chat:write.public" not in call.token.scopes:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def _threaded(call: Call, channel: Channel) -> dict[str, Any]:
    thread = call.args.get("thread_ts")
    if not thread:
        return {}
    parent = channel.messages.get(str(thread))
    if parent is None:
        raise Refused("thread_not_found")
    return {"thread_ts": parent.thread or parent.ts}


@method("chat.postMessage", "chat:write")
def post(call: Call) -> dict[str, Any]:
    """A message that stays."""
    channel = _place(call)
    made = content(call.slack, call.args)
    call.slack.faults.pace("chat.postMessage", call.team.id, channel.id)
    body = authored(call.slack, call.team, made | _threaded(call, channel))
    if "thread_ts" in body and call.flag("reply_broadcast"):
        body["subtype"] = "thread_broadcast"
    shown = {name: value for name, value in body.items() if name != "metadata"}
    call.slack.logged("post", channel, body, parse=call.args.get("parse", ""))
    call.slack.keep(channel, body)
    events.soon(call.slack, events.message(call.slack, channel, shown))
    return {"ok": True, "channel": channel.id, "ts": body["ts"], "message": body}


@method("chat.postEphemeral", "chat:write")
def whisper(call: Call) -> dict[str, Any]:
    """A message for one person in a channel, which no later call can change."""
    channel, reader = _place(call), call.text("user")
    if not sees(channel, reader):
        raise Refused("user_not_in_channel")
    body = authored(call.slack, call.team, content(call.slack, call.args) | _threaded(call, channel))
    call.slack.logged("ephemeral", channel, body, only_for=reader)
    call.slack.keep(channel, body, only_for=reader)
    return {"ok": True, "message_ts": body["ts"]}


@method("chat.update", "chat:write")
def update(call: Call) -> dict[str, Any]:
    """Other words in a message of the app's own; an ephemeral one is not to be found."""
    channel, ts = call.channel(inside=True), call.text("ts")
    if channel.archived:
        raise Refused("is_archived")
    found = call.mine(channel, ts, "cant_update_message")
    made = content(call.slack, call.args, found.body)
    replace(call.slack, channel, ts, made)
    return {"ok": True, "channel": channel.id, "ts": ts, "text": made.get("text", ""), "message": found.body}


def replace(slack: Slack, channel: Channel, ts: str, made: dict[str, Any]) -> None:
    """A message of the app says something else now. Text alone takes the old blocks away, as in Slack."""
    message = channel.messages[ts]
    before = dict(message.body)
    kept = before if "metadata" in made and len(made) == 1 else {**before, "blocks": [], "attachments": []}
    message.body = {**kept, **made, "edited": {"user": before["user"], "ts": slack.ts()}}
    slack.logged("update", channel, message.body)
    events.soon(slack, events.changed(slack, channel, message.body, before))


@method("chat.delete", "chat:write")
def delete(call: Call) -> dict[str, Any]:
    """Takes a message of the app's own back."""
    channel, ts = call.channel(inside=True), call.text("ts")
    found = call.mine(channel, ts, "cant_delete_message")
    remove(call.slack, channel, found.ts)
    return {"ok": True, "channel": channel.id, "ts": ts}


def remove(slack: Slack, channel: Channel, ts: str) -> None:
    """A message is gone."""
    message = channel.messages.pop(ts)
    slack.logged("delete", channel, message.body)
    events.soon(slack, events.deleted(slack, channel, message.body))


@method("chat.getPermalink")
def permalink(call: Call) -> dict[str, Any]:
    """The address of a message."""
    channel, ts = call.channel(), call.text("message_ts")
    if ts not in channel.messages:
        raise Refused("message_not_found")
    return {"ok": True, "channel": channel.id, "permalink": link(call.team, channel, ts)}


def link(team: Workspace, channel: Channel, ts: str) -> str:
    """https://acme.slack.com/archives/C.../p..."""
    return f"https://{team.name}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"


@method("chat.unfurl", "links:write")
def unfurl(call: Call) -> dict[str, Any]:
    """What stands under a link that somebody posted."""
    unfurls = call.args.get("unfurls")
    channel = call.channel(inside=True)
    ts = call.text("ts")
    found = channel.messages.get(ts)
    if found is None:
        raise Refused("cannot_find_message")
    if not isinstance(unfurls, dict) or not unfurls:
        raise Refused("missing_unfurls")
    for url, card in unfurls.items():
        if url not in str(found.body.get("text", "")):
            raise Refused("cannot_unfurl_url")
        if card.get("blocks"):
            blocks.message(card["blocks"])
    call.slack.unfurls[(channel.id, ts)] = unfurls
    call.slack.logged("unfurl", channel, {**found.body}, unfurls=unfurls)
    return {"ok": True}
