"""Makes guilds from a test's words: people, roles, channels that all or only some see, and the bot among them."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord import rights
from tests.platforms.discord.world import Channel, Guild, Member, Person, Role, World, ident

VIEW = str(rights.BITS["view_channel"])


def found(world: World, name: str, content: dict[str, Any]) -> Guild:
    """{people: [{account, name, admin, locale, dms}], channels: {name: [accounts, "bot"]}, roles: {name: [...]}}.

    A channel that not all are named for is hidden from the rest. The first admin (or person) owns the guild.
    """
    number = ident("guild", name)
    people = [person(world, one) for one in content.get("people", [])]
    admins = [one["account"] for one in content.get("people", []) if one.get("admin")]
    owner = world.person(admins[0]).id if admins else people[0].id if people else world.me.id
    guild = Guild(number, name, owner, content.get("locale", "en-US"))
    world.guilds[number] = guild
    guild.roles[number] = Role(number, "@everyone", int(content.get("everyone", rights.EVERYONE)), position=0)
    guild.members = {one.id: Member(one) for one in people}
    guild.present = bool(content.get("present", True))
    if guild.present:
        join(world, guild, int(content.get("bot_permissions", rights.BOT)))
    if admins:
        role(world, guild, "admins", {"members": admins, "permissions": rights.ADMIN})
    for one, wanted in content.get("roles", {}).items():
        role(world, guild, one, wanted if isinstance(wanted, dict) else {"members": wanted})
    for one, wanted in content.get("channels", {}).items():
        channel(world, guild, one, wanted if isinstance(wanted, list) else None)
    return guild


def person(world: World, wanted: dict[str, Any]) -> Person:
    """Somebody, who may be in other guilds already."""
    number = ident("person", wanted["account"])
    made = world.people.setdefault(number, Person(number, wanted["account"], wanted.get("name", wanted["account"])))
    made.locale = wanted.get("locale", made.locale)
    made.dms = bool(wanted.get("dms", made.dms))
    return made


def join(world: World, guild: Guild, permissions: int = rights.BOT) -> Member:
    """The bot comes in with the role that its invitation asked for."""
    number = ident("role", guild.name, "todobot")
    guild.roles[number] = Role(number, "todobot", permissions, managed=True)
    guild.members[world.me.id] = Member(world.me, {number})
    guild.present = True
    return guild.members[world.me.id]


def role(world: World, guild: Guild, name: str, wanted: dict[str, Any]) -> Role:
    """{members, permissions, mentionable}."""
    number = ident("role", guild.name, name)
    made = Role(number, name, int(wanted.get("permissions", 0)), bool(wanted.get("mentionable", False)))
    guild.roles[number] = made
    for one in wanted.get("members", []):
        guild.members[world.person(one).id].roles.add(number)
    return made


def channel(world: World, guild: Guild, name: str, members: list[str] | None = None) -> Channel:
    """A text channel for all, or for some."""
    made = Channel(ident("channel", guild.name, name), name, guild=guild.id)
    guild.channels[made.id] = made
    if members is not None:
        sees(world, guild, made, {world.person(one).id for one in members})
    return made


def sees(world: World, guild: Guild, place: Channel, members: set[str]) -> None:
    """Sets who sees a channel."""
    place.overwrites = []
    if set(guild.members) - members:
        place.overwrites.append({"id": guild.id, "type": 0, "allow": "0", "deny": VIEW})
        place.overwrites += [{"id": one, "type": 1, "allow": VIEW, "deny": "0"} for one in sorted(members)]
