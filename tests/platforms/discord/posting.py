"""Messages come, change and go: as the wire shows them, in the log with whom they call, and told to the gateway."""

from __future__ import annotations

import time
from typing import Any

from tests.platforms.discord import limits, pings
from tests.platforms.discord.gateway import DIRECT, MESSAGES
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Message, stamp

KEPT_FLAGS = limits.EPHEMERAL | limits.LOADING | limits.SILENT | limits.WIDGETS | 1 << 2


def write(
    discord: Discord,
    channel: Channel,
    author: str,
    body: dict[str, Any],
    *,
    only_for: str = "",
    answered: Message | None = None,
    **more: Any,
) -> Message:
    """A new message, shown, logged and told. `answered` is what it replies to; `more` goes into the wire's object."""
    world = discord.world
    replied = str(answered.body["author"]["id"]) if answered is not None else ""
    called = pings.called(world, channel, author, body, replied)
    nonce = body.get("nonce")
    wire: dict[str, Any] = {"id": discord.fresh(), "type": 19 if answered else 0, "channel_id": channel.id}
    wire |= {"author": world.people[author].shown(), "timestamp": stamp(), "edited_timestamp": None, "tts": False}
    wire |= {"mention_roles": called["roles"], "mention_everyone": called["everyone"], "pinned": False}
    wire |= {"flags": int(body.get("flags") or 0) & KEPT_FLAGS, "attachments": body.get("_attachments", [])}
    wire |= content(discord, channel, body, called) | more
    wire |= {"nonce": nonce} if nonce is not None else {}
    if answered is not None:
        wire["message_reference"] = {"type": 0, "message_id": answered.id, "channel_id": channel.id}
        wire["message_reference"] |= {"guild_id": channel.guild} if channel.guild else {}
        wire["referenced_message"] = answered.body
    message = Message(wire, only_for, pings=called, nonce=str(nonce or ""))
    channel.messages[message.id] = message
    if channel.archived:
        channel.archived = False  # a message wakes a thread up
    log(discord, "ephemeral" if only_for else "post" if author == world.me.id else "typed", channel, message)
    if not only_for:
        tell(discord, "MESSAGE_CREATE", channel, message)
    return message


def content(discord: Discord, channel: Channel, body: dict[str, Any], called: dict[str, Any]) -> dict[str, Any]:
    """What of a body is shown."""
    people = [discord.world.people[one].shown() for one in called["users"]]
    shown = {"content": body.get("content") or "", "mentions": people}
    embeds = [{"type": "rich", **one} for one in body.get("embeds") or []]
    return shown | {"embeds": embeds, "components": body.get("components") or []}


def change(discord: Discord, channel: Channel, message: Message, body: dict[str, Any]) -> None:
    """An edit: what is not named stays; nobody is called by it, unless it fills an answer that was to come."""
    wire, filled = message.body, bool(message.body["flags"] & limits.LOADING)
    author = str(wire["author"]["id"])
    whole = {name: body.get(name, wire[name]) for name in ("content", "embeds", "components")}
    called = pings.called(discord.world, channel, author, whole | {"allowed_mentions": body.get("allowed_mentions")})
    message.body = wire | content(discord, channel, whole, called)
    if body.get("_attachments"):
        message.body["attachments"] = body["_attachments"]
    message.body["flags"] = wire["flags"] & ~limits.LOADING
    message.body["edited_timestamp"] = None if filled else stamp()
    message.pings = called if filled else {"users": [], "roles": [], "everyone": False}
    if not filled:
        message.edits.append(time.time())
    log(discord, "update", channel, message, filled=filled)
    if not message.only_for:
        tell(discord, "MESSAGE_UPDATE", channel, message)


def remove(discord: Discord, channel: Channel, message: Message) -> None:
    """It is gone."""
    del channel.messages[message.id]
    log(discord, "delete", channel, message)
    if not message.only_for:
        data = {"id": message.id, "channel_id": channel.id} | ({"guild_id": channel.guild} if channel.guild else {})
        discord.gateway.emit("MESSAGE_DELETE", data, MESSAGES if channel.guild else DIRECT, channel.guild)


def tell(discord: Discord, event: str, channel: Channel, message: Message) -> list[int]:
    """The event, to the bot when it sees the channel."""
    world = discord.world
    if not world.may(channel, world.me.id, "view_channel"):
        return []
    data = dict(message.body) | {"channel_type": channel.kind}
    if channel.guild:
        member = world.guilds[channel.guild].members.get(str(message.body["author"]["id"]))
        data |= {"guild_id": channel.guild} | ({"member": member.shown(user=False)} if member else {})
    return discord.gateway.emit(event, data, MESSAGES if channel.guild else DIRECT, channel.guild)


def log(discord: Discord, kind: str, channel: Channel, message: Message, **more: Any) -> None:
    """The log's entry about a message that was accepted."""
    world = discord.world
    guild = world.guilds[channel.guild].name if channel.guild else ""
    entry = {"guild": guild, "channel": channel.id, "place": channel.name if channel.guild else "", "id": message.id}
    entry["dm"] = world.people[channel.recipient].account if channel.recipient else ""
    entry |= {"thread": channel.id if channel.thread else "", "by": message.body["author"]["username"]}
    entry |= {"body": {name: value for name, value in message.body.items() if name != "referenced_message"}}
    entry |= {"nonce": message.nonce, "pings": message.pings, "shown": shown(discord, message.body)}
    entry["reached"] = [] if kind == "delete" else pings.reached(world, channel, message.pings)
    entry["only_for"] = world.people[message.only_for].account if message.only_for else ""
    discord.journal.append(kind, **(entry | more))


def shown(discord: Discord, body: dict[str, Any]) -> str:
    """What a message says, line by line: its content, its embeds, its files' names."""
    lines = [str(body["content"])] if body["content"] else []
    for embed in body["embeds"]:
        parts = [embed.get("title"), embed.get("description")]
        parts += [f"{one['name']}: {one['value']}" for one in embed.get("fields", ())]
        parts.append((embed.get("footer") or {}).get("text"))
        lines += [str(one) for one in parts if one]
    for part in _words(body["components"]):
        lines.append(part)
    return "\n".join([*lines, *(f"[{one['filename']}]" for one in body["attachments"])])


def _words(components: Any) -> list[str]:
    found = []
    for one in components or []:
        found += [one["content"]] if one.get("type") == 10 else []
        found += _words(one.get("components"))
    return found
