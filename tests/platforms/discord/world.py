"""The fake Discord's people and guilds with roles, channels and members, and how the wire shows them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.platforms.discord import rights
from tests.platforms.discord.refusals import Misuse, Refused

EPOCH_MS = 1_420_070_400_000
TEXT, DM, THREAD, PRIVATE_THREAD = 0, 1, 11, 12


def ident(*names: str) -> str:
    """The id of what tests name: always the same for the same words, e.g. ident("person", "ann")."""
    return str(200_000_000_000_000_000 + int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:6], "big"))


def stamp(at: float | None = None) -> str:
    """An ISO 8601 instant, now unless said."""
    return datetime.fromtimestamp(time.time() if at is None else at, UTC).isoformat()


@dataclass
class Person:
    """A user; `account` is what tests call them. `dms` False: takes no direct messages from the bot."""

    id: str
    account: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms: bool = True

    def shown(self) -> dict[str, Any]:
        """A user object."""
        shown = {"id": self.id, "username": self.account, "discriminator": "0", "global_name": self.name}
        return shown | {"avatar": None, "bot": self.bot, "public_flags": 0}


@dataclass
class Role:
    """One role of a guild; @everyone has the guild's id."""

    id: str
    name: str
    permissions: int = 0
    mentionable: bool = False
    position: int = 1
    managed: bool = False

    def shown(self) -> dict[str, Any]:
        """A role object."""
        shown = {"id": self.id, "name": self.name, "color": 0, "hoist": False, "icon": None, "unicode_emoji": None}
        shown |= {"position": self.position, "permissions": str(self.permissions), "managed": self.managed}
        return shown | {"mentionable": self.mentionable, "flags": 0, "tags": {}}


@dataclass
class Message:
    """One message; `only_for` is the reader of an ephemeral one, `pings` who was called by it."""

    body: dict[str, Any]
    only_for: str = ""
    at: float = field(default_factory=time.time)
    edits: list[float] = field(default_factory=list)
    pings: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its snowflake."""
        return str(self.body["id"])


@dataclass
class Channel:
    """A text channel, a thread in one (`parent`), or the direct messages between the bot and `recipient`."""

    id: str
    name: str
    kind: int = TEXT
    guild: str = ""
    parent: str = ""
    recipient: str = ""
    owner: str = ""
    overwrites: list[dict[str, str]] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    members: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def thread(self) -> bool:
        """Whether it is one."""
        return self.kind in (THREAD, PRIVATE_THREAD)

    def shown(self, world: World) -> dict[str, Any]:
        """A channel object."""
        last = next(reversed(self.messages), None)
        shown: dict[str, Any] = {"id": self.id, "type": self.kind, "last_message_id": last, "flags": 0}
        if self.kind == DM:
            return shown | {"recipients": [world.people[self.recipient].shown()]}
        shown |= {"guild_id": self.guild, "name": self.name, "nsfw": False, "rate_limit_per_user": 0, "position": 0}
        if not self.thread:
            shown |= {"topic": None, "parent_id": None}
            return shown | {"permission_overwrites": self.overwrites}
        meta = {"archived": self.archived, "locked": self.locked, "auto_archive_duration": 1440}
        meta |= {"archive_timestamp": stamp(), "create_timestamp": stamp()}
        shown |= {"parent_id": self.parent, "owner_id": self.owner, "thread_metadata": meta, "message_count": 0}
        return shown | {"member_count": len(self.members), "total_message_sent": 0}


@dataclass
class Member:
    """Somebody in a guild."""

    person: Person
    roles: set[str] = field(default_factory=set)
    nick: str | None = None

    def shown(self, *, user: bool = True) -> dict[str, Any]:
        """A member object; a message's has no user in it."""
        shown = {"roles": sorted(self.roles), "nick": self.nick, "avatar": None, "banner": None, "pending": False}
        shown |= {"joined_at": "2024-01-01T00:00:00+00:00", "premium_since": None, "deaf": False, "mute": False}
        shown |= {"flags": 0, "communication_disabled_until": None}
        return shown | ({"user": self.person.shown()} if user else {})


@dataclass
class Guild:
    """One server. `present`: the bot is in it; `available`: Discord can reach it now."""

    id: str
    name: str
    owner: str
    locale: str = "en-US"
    members: dict[str, Member] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    present: bool = True
    available: bool = True

    def base(self, person: str) -> int:
        """A member's permissions in the whole guild."""
        if person == self.owner:
            return rights.ALL
        total = self.roles[self.id].permissions
        for role in self.members[person].roles:
            total |= self.roles[role].permissions
        return rights.ALL if total & rights.BITS["administrator"] else total

    def shown(self) -> dict[str, Any]:
        """A guild object without its channels and members."""
        shown: dict[str, Any] = {"id": self.id, "name": self.name, "owner_id": self.owner, "icon": None}
        shown |= {"roles": [one.shown() for one in self.roles.values()], "emojis": [], "stickers": [], "features": []}
        shown |= {"preferred_locale": self.locale, "afk_timeout": 300, "afk_channel_id": None, "mfa_level": 0}
        shown |= {"verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0}
        shown |= {"premium_tier": 0, "premium_progress_bar_enabled": False, "nsfw_level": 0, "splash": None}
        shown |= {"system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "banner": None}
        shown |= {"description": None, "vanity_url_code": None, "public_updates_channel_id": None}
        return shown | {"discovery_splash": None, "application_id": None, "premium_subscription_count": 0}


class World:
    """All guilds, people and direct messages. Tests name things by their short names or by id."""

    def __init__(self, app: dict[str, Any]) -> None:
        self.app = app
        self.me = Person(app["bot_id"], "todobot", "todobot", bot=True)
        self.people: dict[str, Person] = {self.me.id: self.me}
        self.guilds: dict[str, Guild] = {}
        self.directs: dict[str, Channel] = {}  # by channel id

    def person(self, name: str) -> Person:
        """By account, "bot" or id."""
        if name == "bot":
            return self.me
        for one in self.people.values():
            if name in (one.id, one.account):
                return one
        raise Misuse(f"nobody is called {name}")

    def guild(self, name: str) -> Guild:
        """By name or id."""
        for one in self.guilds.values():
            if name in (one.id, one.name):
                return one
        raise Misuse(f"no guild {name}")

    def place(self, guild: Guild, name: str) -> Channel:
        """A channel or thread of a guild by name or id."""
        for one in guild.channels.values():
            if name in (one.id, one.name):
                return one
        raise Misuse(f"no channel {name} in {guild.name}")

    def channel(self, number: str) -> Channel:
        """By id, wherever; 10003 as the API says it."""
        if number in self.directs:
            return self.directs[number]
        for guild in self.guilds.values():
            if guild.present and number in guild.channels:
                return guild.channels[number]
        raise Refused(10003)

    def direct(self, person: Person) -> Channel:
        """The direct messages between the bot and somebody, opened on first use."""
        number = ident("direct", person.account)
        if number not in self.directs:
            self.directs[number] = Channel(number, f"@{person.account}", DM, recipient=person.id)
        return self.directs[number]

    def mutual(self, person: str) -> bool:
        """Whether the bot shares a guild with somebody."""
        return any(one.present and person in one.members for one in self.guilds.values())

    def rights(self, channel: Channel, person: str) -> int:
        """What somebody may do in a channel; a thread's are its parent's."""
        if channel.kind == DM:
            return rights.IN_DM if person in (self.me.id, channel.recipient) else 0
        guild = self.guilds[channel.guild]
        if person not in guild.members:
            return 0
        place = guild.channels[channel.parent] if channel.thread else channel
        found = rights.overwritten(guild.base(person), guild.id, guild.members[person].roles, person, place.overwrites)
        private = channel.kind == PRIVATE_THREAD and person not in channel.members
        return 0 if private and not found & rights.BITS["manage_threads"] else found

    def may(self, channel: Channel, person: str, name: str) -> bool:
        """Whether somebody holds one permission there."""
        return bool(self.rights(channel, person) & rights.BITS[name])

    def called(self, number: str) -> str:
        """What a person, role or channel is called, for readers."""
        if number in self.people:
            return self.people[number].account
        for guild in self.guilds.values():
            for found in (guild.roles.get(number), guild.channels.get(number)):
                if found is not None:
                    return found.name
        return number
