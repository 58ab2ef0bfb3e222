"""conversations.*, users.*, usergroups.*, reactions.* and auth.*: who and what is where, for those who may know."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack import events
from tests.platforms.slack.methods import Call, method, page
from tests.platforms.slack.refusals import Refused
from tests.platforms.slack.world import KINDS, Channel, Message, Person, sees


@method("auth.test")
def test(call: Call) -> dict[str, Any]:
    """Who the token is."""
    named = {"url": f"https://{call.team.name}.slack.com/", "team": call.team.name, "user": "todobot"}
    ids = {"team_id": call.team.id, "user_id": call.team.bot.id, "bot_id": call.team.bot_id}
    return {"ok": True, **named, **ids, "is_enterprise_install": False}


@method("auth.revoke")
def revoke(call: Call) -> dict[str, Any]:
    """This token ends."""
    if not call.flag("test"):
        call.token.state = "revoked"
    return {"ok": True, "revoked": not call.flag("test")}


@method("conversations.open", "im:write")
def open_direct(call: Call) -> dict[str, Any]:
    """The direct messages with one person."""
    users = call.text("users").split(",")
    if len(users) != 1 or users[0] not in call.team.people:
        raise Refused("user_not_found")
    person = call.team.people[users[0]]
    if person.deleted:
        raise Refused("user_disabled")
    if person.bot:
        raise Refused("cannot_dm_bot")
    known = any(one.kind == "im" and person.id in one.members for one in call.team.channels.values())
    return {"ok": True, "no_op": known, "already_open": known, "channel": {"id": call.team.direct(person).id}}


@method("conversations.info")
def info(call: Call) -> dict[str, Any]:
    """A channel."""
    channel = call.channel("read")
    return {"ok": True, "channel": {**channel.shown(), "is_member": sees(channel, call.team.bot.id)}}


@method("conversations.members")
def members(call: Call) -> dict[str, Any]:
    """Who is in a channel."""
    channel = call.channel("read")
    everybody = sorted(channel.members | ({call.team.bot.id} if channel.kind == "im" else set()))
    return page(call, "members", everybody)


def _listed(call: Call, member: str) -> dict[str, Any]:
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    wanted = [one.strip() for one in str(call.args.get("types") or "public_channel").split(",")]
    if not set(wanted) <= set(kinds):
        raise Refused("invalid_types")
    for one in wanted:
        call.needs(f"{KINDS[kinds[one]]}:read")
    bot, skip = call.team.bot.id, call.flag("exclude_archived")
    found = []
    for channel in sorted(call.team.channels.values(), key=lambda one: one.id):
        open_to_all = channel.kind == "channel" or channel.kind == "im" or sees(channel, bot)
        if channel.kind not in [kinds[one] for one in wanted] or not open_to_all or (skip and channel.archived):
            continue
        if not member or sees(channel, member) or (channel.kind == "im" and member == bot):
            found.append({**channel.shown(), "is_member": sees(channel, bot)})
    return page(call, "channels", found)


@method("conversations.list")
def channels(call: Call) -> dict[str, Any]:
    """What there is: of private channels only those that the app is in."""
    return _listed(call, "")


@method("users.conversations")
def channels_of(call: Call) -> dict[str, Any]:
    """What a person is in, as far as the app may see it."""
    return _listed(call, str(call.args.get("user") or call.team.bot.id))


def _shown(call: Call, message: Message, channel: Channel) -> dict[str, Any]:
    shown = {
        name: value for name, value in message.body.items() if name != "metadata" or call.flag("include_all_metadata")
    }
    replies = [one for one in channel.messages.values() if one.thread == message.ts and one.ts != message.ts]
    if replies:
        shown |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": max(one.ts for one in replies)}
    return shown


def _between(call: Call, message: Message) -> bool:
    oldest, latest = float(call.args.get("oldest") or 0), float(call.args.get("latest") or 1e12)
    at, both = float(message.ts), call.flag("inclusive")
    return oldest <= at <= latest if both else oldest < at < latest


@method("conversations.history")
def history(call: Call) -> dict[str, Any]:
    """What stands in a conversation, newest first; replies in threads are elsewhere."""
    channel = call.channel("history", inside=True)
    top = [
        one
        for one in channel.messages.values()
        if not one.thread or one.thread == one.ts or one.body.get("subtype") == "thread_broadcast"
    ]
    found = [
        _shown(call, one, channel) for one in sorted(top, key=lambda one: one.ts, reverse=True) if _between(call, one)
    ]
    answer = page(call, "messages", found)
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}


@method("conversations.replies")
def replies(call: Call) -> dict[str, Any]:
    """A thread, oldest first, its parent at the head."""
    channel, ts = call.channel("history", inside=True), call.text("ts")
    if ts not in channel.messages:
        raise Refused("thread_not_found")
    thread = channel.messages[ts].thread or ts
    found = sorted((one for one in channel.messages.values() if thread in (one.ts, one.thread)), key=lambda one: one.ts)
    shown = [_shown(call, one, channel) for one in found if one.ts == thread or _between(call, one)]
    answer = page(call, "messages", shown)
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}


@method("users.info", "users:read")
def user(call: Call) -> dict[str, Any]:
    """A person; people of other workspaces as far as they share a channel."""
    number = call.text("user")
    shared = {one for channel in call.team.channels.values() if channel.shared for one in channel.members}
    if number not in call.team.people and number not in shared:
        raise Refused("user_not_found")
    return {"ok": True, "user": _profile(call, call.slack.world.anybody(number))}


def _profile(call: Call, person: Person) -> dict[str, Any]:
    shown = person.profile()
    if not call.flag("include_locale"):
        del shown["locale"]
    return shown


@method("users.list", "users:read")
def users(call: Call) -> dict[str, Any]:
    """Everybody of the workspace."""
    return page(call, "members", [_profile(call, one) for one in call.team.people.values()])


@method("usergroups.list", "usergroups:read")
def groups(call: Call) -> dict[str, Any]:
    """The user groups, with their members when asked."""
    skip = () if call.flag("include_users") else ("users",)
    found = [{name: value for name, value in one.items() if name not in skip} for one in call.team.groups.values()]
    return {"ok": True, "usergroups": found}


@method("usergroups.users.list", "usergroups:read")
def group(call: Call) -> dict[str, Any]:
    """The members of one."""
    found = call.team.groups.get(call.text("usergroup"))
    if found is None:
        raise Refused("no_such_subteam")
    return {"ok": True, "users": found["users"]}


@method("team.info", "team:read")
def team(call: Call) -> dict[str, Any]:
    """The workspace."""
    return {"ok": True, "team": {"id": call.team.id, "name": call.team.name, "domain": call.team.name}}


def _reacting(call: Call) -> tuple[Channel, str, list[dict[str, Any]]]:
    channel, ts, name = call.channel(inside=True), call.text("timestamp"), call.text("name")
    if ts not in channel.messages:
        raise Refused("message_not_found")
    return channel, name, channel.messages[ts].body.setdefault("reactions", [])


@method("reactions.add", "reactions:write")
def react(call: Call) -> dict[str, Any]:
    """The app's own reaction."""
    channel, name, known = _reacting(call)
    if any(one["name"] == name and call.team.bot.id in one["users"] for one in known):
        raise Refused("already_reacted")
    known.append({"name": name, "users": [call.team.bot.id], "count": 1})
    call.slack.journal.append("reaction", team=call.team.id, channel=channel.id, ts=call.text("timestamp"), name=name)
    item = {"type": "message", "channel": channel.id, "ts": call.text("timestamp")}
    event = {"type": "reaction_added", "user": call.team.bot.id, "reaction": name, "item": item}
    events.soon(call.slack, (call.team, event, channel))
    return {"ok": True}


@method("reactions.remove", "reactions:write")
def unreact(call: Call) -> dict[str, Any]:
    """Takes it back."""
    _, name, known = _reacting(call)
    mine = [one for one in known if one["name"] == name and call.team.bot.id in one["users"]]
    if not mine:
        raise Refused("no_reaction")
    known.remove(mine[0])
    return {"ok": True}
