"""What people do with words and reactions: they type, reply, change, take back, react, begin threads."""

from __future__ import annotations

import re
from typing import Any

from tests.platforms.discord import events, messages, posting, seeing
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import DM, THREAD, Channel, Guild, Person

_AT, _HASH = re.compile(r"(?<![\w<])@([\w.-]*\w)"), re.compile(r"(?<![\w<])#([\w.-]*\w)")


class Talking:
    """Each method takes a test's request and returns what came of it.

    Who: `account`; where: `channel` (or a thread) of `guild`, or without one the direct messages with the bot.
    """

    def __init__(self, discord: Discord) -> None:
        self.discord = discord

    def actor(self, body: dict[str, Any]) -> Person:
        """Who does it."""
        return self.discord.world.person(str(body.get("account", "ann")))

    def place(self, body: dict[str, Any]) -> Channel:
        """Where; they must see it."""
        person, world = self.actor(body), self.discord.world
        if not body.get("channel"):
            return world.direct(person)
        if str(body["channel"]) in world.directs:
            return world.directs[str(body["channel"])]
        channel = world.place(world.guild(str(body.get("guild", "acme"))), str(body["channel"]))
        if not world.may(channel, person.id, "view_channel"):
            raise Misuse(f"{person.account} does not see {channel.name}")
        return channel

    def markup(self, channel: Channel, text: str) -> str:
        """What a client makes of typed words: people, roles and channels by their names."""
        world = self.discord.world
        guild = world.guilds[channel.guild] if channel.guild else None
        here = [one for one in world.people.values() if _there(guild, one)]
        known = {one.name: f"<@{one.id}>" for one in here} | {one.account: f"<@{one.id}>" for one in here}
        known["bot"] = f"<@{world.me.id}>"
        roles = guild.roles.values() if guild else ()
        known = {one.name: f"<@&{one.id}>" for one in roles if one.id != channel.guild} | known
        names = {one.name: f"<#{one.id}>" for one in guild.channels.values()} if guild else {}
        text = _AT.sub(lambda hit: known.get(hit[1], hit[0]), text)
        return _HASH.sub(lambda hit: names.get(hit[1], hit[0]), text)

    def again(self, told: list[int], body: dict[str, Any]) -> None:
        """`copies`: the same event several times, as a gateway that stumbles sends it."""
        for _ in range(int(body.get("copies", 1)) - 1):
            for session in self.discord.gateway.sessions.values():
                for seq in told:
                    session.again(seq)

    async def type(self, body: dict[str, Any]) -> dict[str, Any]:
        """{text, channel?, mention?, raw?, reply?, ping?, files?, copies?}: `reply` answers a message by its id."""
        person, channel, world = self.actor(body), self.place(body), self.discord.world
        text = str(body["text"]) if body.get("raw") else self.markup(channel, str(body["text"]))
        if body.get("mention"):
            text = f"<@{world.me.id}> {text}"
        if len(text) > 2000 and not body.get("raw"):
            raise Misuse("a client takes 2,000 characters")
        answered = seeing.found(self.discord, channel, person, str(body["reply"])) if body.get("reply") else None
        if answered is not None and answered.only_for:
            raise Misuse("an ephemeral message takes no reply")
        content: dict[str, Any] = {"content": text}
        if answered is not None and not body.get("ping", True):
            content["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": False}
        content["_attachments"] = messages.attachments(self.discord, body.get("files", []))
        made = posting.write(self.discord, channel, person.id, content, answered=answered)
        for _ in range(int(body.get("copies", 1)) - 1):
            posting.tell(self.discord, "MESSAGE_CREATE", channel, made)
        return {"id": made.id, "channel": channel.id, "pings": made.pings}

    async def edit(self, body: dict[str, Any]) -> dict[str, Any]:
        """{id, text}: somebody changes what they wrote."""
        person, channel = self.actor(body), self.place(body)
        message = seeing.found(self.discord, channel, person, str(body["id"]))
        if message.body["author"]["id"] != person.id:
            raise Misuse("people change only what they wrote")
        posting.change(self.discord, channel, message, {"content": self.markup(channel, str(body["text"]))})
        return {"id": message.id}

    async def delete(self, body: dict[str, Any]) -> dict[str, Any]:
        """{id}: somebody takes a message back, their own or as an admin anybody's."""
        person, channel = self.actor(body), self.place(body)
        message = seeing.found(self.discord, channel, person, str(body["id"]))
        mine = message.body["author"]["id"] == person.id
        if not mine and (channel.kind == DM or not self.discord.world.may(channel, person.id, "manage_messages")):
            raise Misuse("people delete only what they wrote")
        posting.remove(self.discord, channel, message)
        return {"id": message.id}

    async def react(self, body: dict[str, Any]) -> dict[str, Any]:
        """{id, emoji?, remove?, copies?}: a reaction comes or goes. Nobody can react to an ephemeral message."""
        person, channel = self.actor(body), self.place(body)
        message = seeing.found(self.discord, channel, person, str(body["id"]))
        if message.only_for:
            raise Misuse("an ephemeral message takes no reactions")
        emoji, present = str(body.get("emoji", "✅")), not body.get("remove")
        told = messages.reacted(self.discord, channel, message, person.id, emoji, present=present)
        if not told and present == (person.id not in message.reactions.get(emoji, ())):
            raise Misuse("nothing changed by that")
        self.again(told, body)
        return {"id": message.id, "told": told}

    async def thread(self, body: dict[str, Any]) -> dict[str, Any]:
        """{channel, name, id?}: somebody begins a thread, on a message when `id` says which."""
        person, channel = self.actor(body), self.place(body)
        if channel.kind == DM or channel.thread:
            raise Misuse("there are no threads here")
        number = str(body["id"]) if body.get("id") else self.discord.fresh()
        made = Channel(number, str(body["name"]), THREAD, channel.guild, channel.id, owner=person.id)
        made.members.add(person.id)
        events.threaded(self.discord, made)
        return {"id": made.id, "name": made.name}


def _there(guild: Guild | None, person: Person) -> bool:
    return guild is None or person.id in guild.members
