"""The fake Slack's workspaces: people, channels and user groups with ids like Slack's, and the messages that stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.refusals import Misuse, Refused

SCOPES = (
    "app_mentions:read,channels:history,channels:read,channels:join,chat:write,commands,groups:history,groups:read,"
    "im:history,im:read,im:write,mpim:history,mpim:read,links:read,links:write,reactions:read,reactions:write,"
    "team:read,usergroups:read,users:read"
)
KINDS = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}  # the prefix of a kind's scopes


def ident(prefix: str, *names: str) -> str:
    """An id that looks like Slack's and can be read by people: UACMEANN."""
    return prefix + "".join(letter for letter in "".join(names).upper() if letter.isascii() and letter.isalnum())


@dataclass
class Person:
    """A member; `account` is what tests call them."""

    id: str
    team: str
    account: str
    name: str
    zone: str = ""
    locale: str = "en-US"
    admin: bool = False
    bot: bool = False
    deleted: bool = False

    def profile(self) -> dict[str, Any]:
        """As users.info shows it (with include_locale)."""
        shown = {
            "id": self.id,
            "team_id": self.team,
            "name": self.account,
            "deleted": self.deleted,
            "real_name": self.name,
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
            "is_admin": self.admin,
            "is_owner": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "updated": 1,
            "locale": self.locale,
        }
        return shown | ({"tz": self.zone, "tz_label": self.zone, "tz_offset": 0} if self.zone else {})


@dataclass
class Message:
    """One message; `body` is what Slack would show of it, `only_for` the reader of an ephemeral one."""

    ts: str
    channel: str
    body: dict[str, Any]
    only_for: str = ""
    team: str = ""

    @property
    def thread(self) -> str:
        """The ts of the thread's first message, "" outside of threads."""
        return str(self.body.get("thread_ts") or "")

    @property
    def ours(self) -> bool:
        """Whether the app wrote it."""
        return bool(self.body.get("bot_id")) and self.body.get("subtype") != "bot_message"


@dataclass
class Channel:
    """A conversation; `kind` is channel, group (private), im or mpim. `shared` holds other teams in it."""

    id: str
    name: str
    team: str
    kind: str
    members: set[str] = field(default_factory=set)
    archived: bool = False
    shared: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As conversations.info shows it."""
        kinds = {"is_im": "im", "is_group": "group", "is_channel": "channel", "is_mpim": "mpim"}
        shown = {"id": self.id, **{flag: self.kind == kind for flag, kind in kinds.items()}}
        shown |= {"is_private": self.kind != "channel", "is_archived": self.archived, "context_team_id": self.team}
        if self.kind == "im":
            return shown | {"user": next(iter(sorted(self.members))), "is_open": True}
        shown |= {"name": self.name, "name_normalized": self.name, "is_ext_shared": bool(self.shared)}
        return shown | {"num_members": len(self.members), "shared_team_ids": [self.team, *sorted(self.shared)]}


@dataclass
class Workspace:
    """One tenant."""

    id: str
    name: str
    bot: Person
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=lambda: set(SCOPES.split(",")))

    @property
    def bot_id(self) -> str:
        """The app's bot id here, which is not its user id."""
        return ident("B", self.name)

    def direct(self, person: Person) -> Channel:
        """The direct messages between the bot and a person, opened on first use."""
        number = ident("D", self.name, person.account)
        if number not in self.channels:
            self.channels[number] = Channel(number, "directmessage", self.id, "im", {person.id})
        return self.channels[number]


class World:
    """All workspaces. Everything can be named by a test's short name or by Slack's id."""

    def __init__(self, seed: dict[str, Any]) -> None:
        self.workspaces: dict[str, Workspace] = {}
        for name, content in seed.items():
            self._found(name, content)
        for name, content in seed.items():
            for channel, wanted in content.get("channels", {}).items():
                self._open(self.workspace(name), channel, wanted if isinstance(wanted, dict) else {"members": wanted})

    def _found(self, name: str, content: dict[str, Any]) -> None:
        team = ident("T", name)
        bot = Person(ident("U", name, "bot"), team, "todobot", "todobot", bot=True)
        made = Workspace(team, name, bot, {bot.id: bot})
        made.scopes = set(content.get("scopes", made.scopes))
        for one in content.get("people", []):
            person = Person(ident("U", name, one["account"]), team, one["account"], one.get("name", one["account"]))
            person.zone, person.admin = one.get("zone") or "", bool(one.get("admin", False))
            person.locale = one.get("locale", "en-US")
            made.people[person.id] = person
        self.workspaces[team] = made
        for handle, members in content.get("groups", {}).items():
            number = ident("S", name, handle)
            users = [self.person(made, one).id for one in members]
            made.groups[number] = {"id": number, "team_id": team, "handle": handle, "name": handle, "users": users}

    def _open(self, team: Workspace, name: str, wanted: dict[str, Any]) -> None:
        private = bool(wanted.get("private", name == "secret"))
        made = Channel(ident("C", team.name, name), name, team.id, "group" if private else "channel")
        made.members = {self.person(team, one).id for one in wanted["members"]}
        made.archived = bool(wanted.get("archived", False))
        made.shared = {self.anybody(one).team for one in made.members} - {team.id}
        team.channels[made.id] = made

    def workspace(self, name: str) -> Workspace:
        """By name or id."""
        for team in self.workspaces.values():
            if name in (team.id, team.name):
                return team
        raise Misuse(f"no workspace {name}")

    def person(self, team: Workspace, name: str) -> Person:
        """By id, account ("bot" is the bot) or "workspace:account" for somebody of another workspace."""
        if ":" in name:
            other, name = name.split(":", 1)
            return self.person(self.workspace(other), name)
        if name == "bot":
            return team.bot
        for one in team.people.values():
            if name in (one.id, one.account):
                return one
        return self.anybody(name)

    def anybody(self, number: str) -> Person:
        """A person of any workspace by id."""
        for team in self.workspaces.values():
            if number in team.people:
                return team.people[number]
        raise Misuse(f"nobody is called {number}")

    def called(self, number: str) -> str:
        """The account of a person, or the id when there is nobody."""
        found = (team.people[number] for team in self.workspaces.values() if number in team.people)
        return next((one.account for one in found), number)

    def channel(self, team: Workspace, name: str) -> Channel:
        """By id or name; channel_not_found as the Web API says it."""
        for one in team.channels.values():
            if name in (one.id, one.name) and (name == one.id or one.kind != "im"):
                return one
        raise Refused("channel_not_found")

    def messages(self) -> Iterator[Message]:
        """Every message that stands anywhere."""
        for team in self.workspaces.values():
            for channel in team.channels.values():
                yield from channel.messages.values()


def sees(channel: Channel, person: str) -> bool:
    """Whether a person is in a conversation."""
    return person in channel.members
