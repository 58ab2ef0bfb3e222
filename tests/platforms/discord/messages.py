"""Routes about messages: post with nonce and reference, read, edit, delete, react."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import unquote

from tests.platforms.discord import limits, posting
from tests.platforms.discord.gateway import DIRECT_REACTIONS, REACTIONS
from tests.platforms.discord.refusals import Limited, Refused, unknown_message
from tests.platforms.discord.routes import Call, route
from tests.platforms.discord.state import NONCE_S, Discord
from tests.platforms.discord.world import DM, Channel, Message

ONE = "/channels/{channel}/messages/{message}"
HOUR = 3600.0


@route("POST", "/channels/{channel}/messages")
def create(call: Call) -> Any:
    """A message of the bot; with enforce_nonce a second one is the first."""
    discord, place, body = call.discord, call.channel(), dict(call.json())
    _may_post(discord, place)
    limits.message(body, files=len(call.files))
    if (body.get("embeds") and not _may(discord, place, "embed_links")) or (
        call.files and not _may(discord, place, "attach_files")
    ):
        raise Refused(50013)
    me, nonce = discord.world.me.id, str(body.get("nonce") or "")
    known = discord.nonces.get((me, nonce))
    if body.get("enforce_nonce") and known is not None and known[0] > time.time() - NONCE_S:
        discord.journal.append("repeat", channel=place.id, place=place.name, nonce=nonce, id=known[1].id)
        return known[1].body
    answered = _answered(discord, place, body.get("message_reference"))
    body["_attachments"] = attachments(discord, call.files)
    message = posting.write(discord, place, me, body, answered=answered)
    if nonce:
        discord.nonces.setdefault((me, nonce), (time.time(), message))
    return message.body


def attachments(discord: Discord, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Files as a message shows them; the content is there to be read by tests."""
    shown = []
    for one in files:
        url = f"{discord.base}/files/{one['filename']}"
        made = {"id": discord.fresh(), "filename": one["filename"], "size": len(one["text"]), "url": url}
        shown.append(made | {"proxy_url": url, "_text": one["text"][:100_000]})
    return shown


def _may(discord: Discord, place: Channel, name: str) -> bool:
    return discord.world.may(place, discord.world.me.id, name)


def _may_post(discord: Discord, place: Channel) -> None:
    world = discord.world
    if place.kind == DM:
        if not world.mutual(place.recipient):
            raise Refused(50278)
        if not world.people[place.recipient].dms:
            raise Refused(50007)
        return
    if not _may(discord, place, "send_messages_in_threads" if place.thread else "send_messages"):
        raise Refused(50013)
    if place.locked and not _may(discord, place, "manage_threads"):
        raise Refused(50083 if place.archived else 160005)


def _answered(discord: Discord, place: Channel, reference: Any) -> Message | None:
    if not reference:
        return None
    if place.kind != DM and not _may(discord, place, "read_message_history"):
        raise Refused(160002)
    found = place.messages.get(str(reference.get("message_id")))
    if found is not None and not found.only_for:
        return found
    if reference.get("fail_if_not_exists", True):
        raise Refused(50035, errors=unknown_message())
    return None


def the(call: Call, *, name: str = "message") -> tuple[Channel, Message]:
    """The message of the path; ephemeral ones are not found by it."""
    place = call.channel()
    found = place.messages.get(call.args[name])
    if found is None or found.only_for:
        raise Refused(10008)
    return place, found


@route("GET", "/channels/{channel}/messages")
def history(call: Call) -> Any:
    """The newest ones first."""
    place = call.channel()
    if place.kind != DM and not _may(call.discord, place, "read_message_history"):
        return []
    found = [one.body for one in reversed(place.messages.values()) if not one.only_for]
    before, after = int(call.query.get("before", 2**63)), int(call.query.get("after", 0))
    return [one for one in found if after < int(one["id"]) < before][: int(call.query.get("limit", 50))]


@route("GET", ONE)
def read(call: Call) -> Any:
    """One."""
    place, found = the(call)
    if place.kind != DM and not _may(call.discord, place, "read_message_history"):
        raise Refused(50001)
    return found.body


@route("PATCH", ONE)
def edit(call: Call) -> Any:
    """One of the bot's own; old ones few times."""
    discord, body = call.discord, dict(call.json())
    place, found = the(call)
    if found.body["author"]["id"] != discord.world.me.id:
        raise Refused(50005)
    if place.archived:
        raise Refused(50083)
    limits.message(body, files=len(call.files), partial=True)
    too_old(discord, found)
    body["_attachments"] = attachments(discord, call.files)
    posting.change(discord, place, found, body)
    return found.body


def too_old(discord: Discord, message: Message) -> None:
    """Refuses what is edited too often after its first hour."""
    now = time.time()
    late = [at for at in message.edits if at > max(message.at + HOUR, now - HOUR)]
    if message.at < now - HOUR and len(late) >= discord.old_edits:
        words = "Maximum number of edits to messages older than 1 hour reached. Try again later."
        raise Limited(1.0, code=30046, message=words)


@route("DELETE", ONE)
def delete(call: Call) -> None:
    """One of the bot's own, or any with Manage Messages."""
    discord = call.discord
    place, found = the(call)
    if found.body["author"]["id"] != discord.world.me.id and (
        place.kind == DM or not _may(discord, place, "manage_messages")
    ):
        raise Refused(50003 if place.kind == DM else 50013)
    posting.remove(discord, place, found)


@route("PUT", ONE + "/reactions/{emoji}/{user}")
def react(call: Call) -> None:
    """The bot's own reaction."""
    discord = call.discord
    place, found = the(call)
    if place.kind != DM and not (
        _may(discord, place, "add_reactions") and _may(discord, place, "read_message_history")
    ):
        raise Refused(50013)
    if place.archived:
        raise Refused(50083)
    reacted(discord, place, found, discord.world.me.id, unquote(call.args["emoji"]), present=True)


@route("DELETE", ONE + "/reactions/{emoji}/{user}")
def unreact(call: Call) -> None:
    """The bot's own, or with Manage Messages anybody's."""
    discord = call.discord
    place, found = the(call)
    who = discord.world.me.id if call.args["user"] == "@me" else call.args["user"]
    if who != discord.world.me.id and not _may(discord, place, "manage_messages"):
        raise Refused(50013)
    reacted(discord, place, found, who, unquote(call.args["emoji"]), present=False)


def reacted(discord: Discord, place: Channel, found: Message, who: str, emoji: str, *, present: bool) -> list[int]:
    """A reaction comes or goes; the numbers under which the gateway told it."""
    theirs = found.reactions.setdefault(emoji, [])
    if present == (who in theirs):
        return []
    (theirs.append if present else theirs.remove)(who)
    counts = {one: people for one, people in found.reactions.items() if people}
    me = discord.world.me.id
    found.body["reactions"] = [
        {"emoji": {"id": None, "name": one}, "count": len(people), "me": me in people, "me_burst": False}
        | {"count_details": {"burst": 0, "normal": len(people)}, "burst_colors": []}
        for one, people in counts.items()
    ]
    data = {"user_id": who, "channel_id": place.id, "message_id": found.id, "burst": False, "type": 0}
    data |= {"emoji": {"id": None, "name": emoji, "animated": False}}
    if present:
        data["message_author_id"] = found.body["author"]["id"]
    if place.guild:
        guild = discord.world.guilds[place.guild]
        data |= {"guild_id": guild.id} | ({"member": guild.members[who].shown()} if present else {})
    discord.journal.append("reaction", place=place.name, id=found.id, emoji=emoji, present=present, who=who)
    event = "MESSAGE_REACTION_ADD" if present else "MESSAGE_REACTION_REMOVE"
    if not discord.world.may(place, me, "view_channel"):
        return []
    return discord.gateway.emit(event, data, REACTIONS if place.guild else DIRECT_REACTIONS, place.guild)
