"""What happens to guilds, channels, roles and members: the world changes, and the gateway tells."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord import founding, rights
from tests.platforms.discord.gateway import GUILDS, MEMBERS
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Guild, Member, Person, Role

APP_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "content": 1 << 19}  # the "limited" ones of a small app


def app_flags(app: dict[str, Any]) -> int:
    """The application's flags for the privileged intents that it has."""
    return sum(APP_FLAGS[name] for name in app["privileged"])


def joined(discord: Discord, guild: Guild, permissions: int = rights.BOT) -> None:
    """The bot was invited."""
    founding.join(discord.world, guild, permissions)
    for session in discord.gateway.sessions.values():
        if not session.over and guild in discord.gateway.mine(session):
            shown = discord.gateway.whole(guild, session.intents)
            del shown["unavailable"]  # by which clients tell a new guild from one that is back
            session.tell("GUILD_CREATE", shown)


def left(discord: Discord, guild: Guild) -> None:
    """The bot was thrown out, or went."""
    guild.present = False
    guild.members.pop(discord.world.me.id, None)
    discord.gateway.emit("GUILD_DELETE", {"id": guild.id}, GUILDS, guild.id)


def reach(discord: Discord, guild: Guild, *, available: bool) -> None:
    """A guild goes out of reach for a while, or comes back: nobody left it."""
    guild.available = available
    if not available:
        discord.gateway.emit("GUILD_DELETE", {"id": guild.id, "unavailable": True}, GUILDS, guild.id)
        return
    for session in discord.gateway.sessions.values():
        if not session.over and guild in discord.gateway.mine(session):
            session.tell("GUILD_CREATE", discord.gateway.whole(guild, session.intents))


def threaded(discord: Discord, thread: Channel) -> None:
    """A thread was begun."""
    discord.world.guilds[thread.guild].channels[thread.id] = thread
    made = {"guild": thread.guild, "parent": thread.parent, "owner": thread.owner, "type": thread.kind}
    discord.journal.append("thread", id=thread.id, name=thread.name, **made)
    shown = thread.shown(discord.world) | {"newly_created": True}
    discord.gateway.emit("THREAD_CREATE", shown, GUILDS, thread.guild)


def changed(discord: Discord, place: Channel, body: dict[str, Any]) -> None:
    """{name, archived, locked, permission_overwrites} of a channel or thread."""
    place.name = str(body.get("name", place.name))
    place.archived = bool(body.get("archived", place.archived))
    place.locked = bool(body.get("locked", place.locked))
    place.overwrites = body.get("permission_overwrites", place.overwrites)
    event = "THREAD_UPDATE" if place.thread else "CHANNEL_UPDATE"
    discord.gateway.emit(event, place.shown(discord.world), GUILDS, place.guild)


def appeared(discord: Discord, place: Channel) -> None:
    """A channel was made."""
    if discord.world.may(place, discord.world.me.id, "view_channel"):
        discord.gateway.emit("CHANNEL_CREATE", place.shown(discord.world), GUILDS, place.guild)


def vanished(discord: Discord, place: Channel) -> None:
    """A channel or thread was deleted, with everything in it."""
    del discord.world.guilds[place.guild].channels[place.id]
    event = "THREAD_DELETE" if place.thread else "CHANNEL_DELETE"
    discord.gateway.emit(event, place.shown(discord.world), GUILDS, place.guild)


def moved(discord: Discord, guild: Guild, person: Person, *, present: bool) -> None:
    """Somebody comes or goes; told to those with the members intent."""
    if present:
        member = guild.members.setdefault(person.id, Member(person))
        discord.gateway.emit("GUILD_MEMBER_ADD", member.shown() | {"guild_id": guild.id}, MEMBERS, guild.id)
    elif guild.members.pop(person.id, None) is not None:
        data = {"guild_id": guild.id, "user": person.shown()}
        discord.gateway.emit("GUILD_MEMBER_REMOVE", data, MEMBERS, guild.id)


def ranked(discord: Discord, guild: Guild, member: Member) -> None:
    """Somebody's roles changed; the bot hears of its own always."""
    intent = 0 if member.person.bot else MEMBERS
    discord.gateway.emit("GUILD_MEMBER_UPDATE", member.shown() | {"guild_id": guild.id}, intent, guild.id)


def empowered(discord: Discord, guild: Guild, role: Role, *, new: bool = False) -> None:
    """A role was made or changed."""
    data = {"guild_id": guild.id, "role": role.shown()}
    discord.gateway.emit("GUILD_ROLE_CREATE" if new else "GUILD_ROLE_UPDATE", data, GUILDS, guild.id)
