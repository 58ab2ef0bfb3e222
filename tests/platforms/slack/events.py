"""What happens in a workspace as the Events API tells it, and whether the app hears of it."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any

from tests.platforms.slack.delivery import Copies
from tests.platforms.slack.state import Slack
from tests.platforms.slack.world import KINDS, Channel, Person, Workspace, sees

TYPES = {"im": "im", "channel": "channel", "group": "group", "mpim": "mpim"}
ALWAYS = ("app_uninstalled", "tokens_revoked")


def envelope(slack: Slack, team: Workspace, event: dict[str, Any], channel: Channel | None = None) -> dict[str, Any]:
    """The outer event. In a shared channel `team_id` is the author's, and the tenant is the authorization's."""
    at = event.setdefault("event_ts", slack.ts())
    author = str(event.get("team") or team.id)
    granted = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
    return {
        "token": "verification-is-deprecated",
        "team_id": author,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": slack.app["id"],
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(float(at)),
        "authorizations": [granted | {"is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.shared),
        "event_context": f"4-{secrets.token_hex(8)}",
    }


def heard(slack: Slack, team: Workspace, event: dict[str, Any], channel: Channel | None = None) -> bool:
    """Whether Slack sends it: the app is installed there, subscribed, and in the conversation."""
    if not slack.delivery.over_sockets and not slack.delivery.url:
        return False
    if event["type"] in ALWAYS:
        return True
    if not slack.tokens.live(team.id) or not _subscribed(slack, event):
        return False
    return channel is None or channel.kind == "im" or sees(channel, team.bot.id)


def _subscribed(slack: Slack, event: dict[str, Any]) -> bool:
    """Without a manifest the app has subscribed to everything."""
    wanted, kind = slack.app.get("events"), str(event["type"])
    if kind == "message":
        kind = f"message.{KINDS[event['channel_type']]}"
    return wanted is None or kind in wanted


def soon(slack: Slack, told: tuple[Workspace, dict[str, Any], Channel | None]) -> None:
    """Tell the app, behind the call that caused it."""
    team, event, channel = told
    if heard(slack, team, event, channel):
        slack.delivery.behind(slack.delivery.event(envelope(slack, team, event, channel), Copies()))


def message(slack: Slack, channel: Channel, body: dict[str, Any]) -> tuple[Workspace, dict[str, Any], Channel]:
    """A message event of what was posted."""
    shown = {name: value for name, value in body.items() if not name.startswith("_")}
    event = {**shown, "channel": channel.id, "channel_type": TYPES[channel.kind], "event_ts": body["ts"]}
    if "thread_ts" in body and (parent := channel.messages.get(body["thread_ts"])) is not None:
        event["parent_user_id"] = parent.body.get("user")
    return slack.world.workspaces[channel.team], event, channel


def _about(
    slack: Slack, channel: Channel, subtype: str, more: dict[str, Any]
) -> tuple[Workspace, dict[str, Any], Channel]:
    ts = slack.ts()
    event = {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "channel_type": TYPES[channel.kind],
        "ts": ts,
    }
    return slack.world.workspaces[channel.team], event | {"event_ts": ts, "hidden": True} | more, channel


def changed(
    slack: Slack, channel: Channel, now: dict[str, Any], before: dict[str, Any]
) -> tuple[Workspace, dict[str, Any], Channel]:
    """message_changed."""
    return _about(slack, channel, "message_changed", {"message": now, "previous_message": before})


def deleted(slack: Slack, channel: Channel, before: dict[str, Any]) -> tuple[Workspace, dict[str, Any], Channel]:
    """message_deleted."""
    return _about(slack, channel, "message_deleted", {"deleted_ts": before["ts"], "previous_message": before})


def typed(slack: Slack, channel: Channel, person: Person, text: str, thread: str) -> dict[str, Any]:
    """A person's message as it stands in the channel: with a client's id and a rich text block of its words."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    body: dict[str, Any] = {
        "type": "message",
        "user": person.id,
        "text": text,
        "team": person.team,
        "ts": slack.ts(),
        "client_msg_id": str(uuid.uuid4()),
        "blocks": [{"type": "rich_text", "block_id": slack.fresh(), "elements": [words]}],
    }
    if channel.shared:
        body |= {"user_team": person.team, "source_team": person.team}
    return body | ({"thread_ts": thread} if thread else {})


def mentioned(slack: Slack, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
    """The app_mention of a message: the same ts, but an event of its own."""
    kept = {
        name: body[name]
        for name in ("user", "text", "team", "ts", "client_msg_id", "blocks", "thread_ts")
        if name in body
    }
    return {"type": "app_mention", **kept, "channel": channel.id, "event_ts": body["ts"]}


def profile_changed(person: Person) -> dict[str, Any]:
    """user_change."""
    return {"type": "user_change", "user": person.profile(), "cache_ts": int(time.time())}


def membership(
    slack: Slack, channel: Channel, person: Person, present: bool
) -> list[tuple[Workspace, dict[str, Any], Channel]]:
    """member_joined_channel or member_left_channel, and the line that Slack writes into the channel."""
    kind = "member_joined_channel" if present else "member_left_channel"
    event = {"type": kind, "user": person.id, "channel": channel.id, "channel_type": "C", "team": person.team}
    line = {"user": person.id, "text": f"<@{person.id}> has {'joined' if present else 'left'} the channel"}
    subtype = "channel_join" if present else "channel_leave"
    return [(slack.world.workspaces[channel.team], event, channel), _about(slack, channel, subtype, line)]
