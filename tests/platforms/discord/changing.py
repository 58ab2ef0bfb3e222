"""Changes of guilds, channels, roles and people on a test's order, told to the bot as Discord tells them."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord import events, founding
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Guild


class Changing:
    """Each method takes a test's request."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord

    async def make(self, body: dict[str, Any]) -> dict[str, Any]:
        """{guild, content}: a guild that the bot is invited to; see founding.found."""
        content = dict(body.get("content", {}))
        made = founding.found(self.discord.world, str(body["guild"]), content | {"present": False})
        if content.get("present", True):
            events.joined(self.discord, made, int(content.get("bot_permissions", founding.rights.BOT)))
            for name, members in content.get("channels", {}).items():
                place = self.discord.world.place(made, name)
                if isinstance(members, list):
                    ids = {self.discord.world.person(one).id for one in members}
                    founding.sees(self.discord.world, made, place, ids)
        return {"id": made.id}

    async def world(self, body: dict[str, Any]) -> dict[str, Any]:
        """One of: leave, join, available (a guild); channel with members, archived, locked, deleted; role with

        permissions, mentionable, members; account with present, roles, nick (in the guild) or dms, locale, name.
        """
        if "account" in body and not {"present", "roles", "nick"} & set(body):
            person = self.discord.world.person(str(body["account"]))
            for name in ("dms", "locale", "name"):
                setattr(person, name, body.get(name, getattr(person, name)))
            return {"id": person.id}
        guild = self.discord.world.guild(str(body.get("guild", "acme")))
        for word, step in (("account", self._member), ("channel", self._channel), ("role", self._role)):
            if word in body:
                return step(guild, body)
        return self._guild(guild, body)

    def _guild(self, guild: Guild, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("leave"):
            events.left(self.discord, guild)
        elif body.get("join"):
            events.joined(self.discord, guild)
        elif "available" in body:
            events.reach(self.discord, guild, available=bool(body["available"]))
        else:
            raise Misuse(f"nothing to change in {body}")
        return {"id": guild.id}

    def _member(self, guild: Guild, body: dict[str, Any]) -> dict[str, Any]:
        world = self.discord.world
        person = world.person(str(body["account"]))
        if "present" in body:
            events.moved(self.discord, guild, person, present=bool(body["present"]))
            return {"id": person.id}
        member = guild.members[person.id]
        member.nick = body.get("nick", member.nick)
        if "roles" in body:
            member.roles = {one.id for one in guild.roles.values() if one.name in body["roles"]}
        events.ranked(self.discord, guild, member)
        return {"id": person.id}

    def _channel(self, guild: Guild, body: dict[str, Any]) -> dict[str, Any]:
        world, name = self.discord.world, str(body["channel"])
        known = [one for one in guild.channels.values() if name in (one.id, one.name)]
        if not known:
            made = founding.channel(world, guild, name, body.get("members"))
            events.appeared(self.discord, made)
            return {"id": made.id}
        (place,) = known
        if body.get("deleted"):
            events.vanished(self.discord, place)
            return {"id": place.id}
        if "members" in body:
            founding.sees(world, guild, place, {world.person(one).id for one in body["members"]})
        given = {one: body[one] for one in ("archived", "locked", "permission_overwrites") if one in body}
        events.changed(self.discord, place, given)
        return {"id": place.id}

    def _role(self, guild: Guild, body: dict[str, Any]) -> dict[str, Any]:
        name = str(body["role"])
        known = [one for one in guild.roles.values() if name in (one.id, one.name)]
        if not known:
            made = founding.role(self.discord.world, guild, name, body)
            events.empowered(self.discord, guild, made, new=True)
            return {"id": made.id}
        (role,) = known
        role.permissions = int(body.get("permissions", role.permissions))
        role.mentionable = bool(body.get("mentionable", role.mentionable))
        if "members" in body:
            for member in guild.members.values():
                (member.roles.add if member.person.account in body["members"] else member.roles.discard)(role.id)
        events.empowered(self.discord, guild, role)
        return {"id": role.id}
