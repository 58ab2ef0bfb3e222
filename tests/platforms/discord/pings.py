"""Whom a message calls: what its content mentions, narrowed by allowed_mentions and by what its author may."""

from __future__ import annotations

import re
from typing import Any

from tests.platforms.discord import rights
from tests.platforms.discord.world import Channel, World

_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
_ALL = re.compile(r"@(everyone|here)\b")


def called(world: World, channel: Channel, author: str, body: dict[str, Any], replied: str = "") -> dict[str, Any]:
    """{"users": ids, "roles": ids, "everyone": bool}; `replied` is whom a reply answers. Embeds call nobody."""
    content, allowed = str(body.get("content") or ""), body.get("allowed_mentions")
    mighty = world.may(channel, author, "mention_everyone")
    known = world.guilds[channel.guild].roles if channel.guild else {}
    users = [one for one in _once(_USER.findall(content)) if one in world.people]
    roles = [one for one in _once(_ROLE.findall(content)) if one in known and (mighty or known[one].mentionable)]
    everyone = bool(_ALL.search(content)) and mighty and bool(channel.guild)
    if allowed is not None:
        parse = allowed.get("parse") or []
        users = users if "users" in parse else [one for one in users if one in _texts(allowed.get("users"))]
        roles = roles if "roles" in parse else [one for one in roles if one in _texts(allowed.get("roles"))]
        everyone = everyone and "everyone" in parse
    if replied and (allowed is None or allowed.get("replied_user")) and replied not in users:
        users.append(replied)
    return {"users": [one for one in users if one != author], "roles": roles, "everyone": everyone}


def reached(world: World, channel: Channel, pings: dict[str, Any]) -> list[str]:
    """The accounts of the people whose phone rings: those called who can see the channel."""
    ids = set(pings["users"])
    if channel.guild:
        members = world.guilds[channel.guild].members
        ids |= {number for number, one in members.items() if pings["everyone"] or one.roles & set(pings["roles"])}
    see = [one for one in ids if world.rights(channel, one) & rights.BITS["view_channel"]]
    return sorted(world.people[one].account for one in see if not world.people[one].bot)


def _once(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value or []]
