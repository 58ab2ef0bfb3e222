"""The people and places of the fake platform: workspaces, accounts, channels with members, direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

BOT = "bot"  # the bot's own account, the same in every workspace


class Refused(Exception):
    """A request that the platform does not accept, with its HTTP status and a code for programs."""

    def __init__(self, status: int, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.retry_after = status, code, retry_after


@dataclass
class Channel:
    """A place with members; an archived one takes no posts."""

    id: str
    members: set[str]
    archived: bool = False


@dataclass
class Workspace:
    """One tenant. People are kept as plain JSON: account, name, zone or none, locale or none, admin or not."""

    id: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)  # who takes no direct messages from the bot


@dataclass(frozen=True)
class Place:
    """Where a message stands: a channel or a person's direct messages, perhaps in a thread."""

    workspace: str
    channel: str
    dm: str = ""
    thread: str = ""


class World:
    """All workspaces. The bot is a member of a channel only when it is listed there."""

    def __init__(self, seed: dict[str, Any]) -> None:
        self.workspaces: dict[str, Workspace] = {}
        for name, content in seed.items():
            people = {person["account"]: person for person in content.get("people", [])}
            channels = {
                channel: Channel(channel, set(members)) for channel, members in content.get("channels", {}).items()
            }
            self.workspaces[name] = Workspace(name, people, channels)

    def workspace(self, name: str) -> Workspace:
        """The tenant; 404 when there is none of that name."""
        if name not in self.workspaces:
            raise Refused(404, "workspace_not_found")
        return self.workspaces[name]

    def person(self, workspace: str, account: str) -> dict[str, Any]:
        """A person's profile; 404 when they are not of that workspace."""
        people = self.workspace(workspace).people
        if account not in people:
            raise Refused(404, "person_not_found")
        known = people[account]
        return {
            "account": account,
            "name": known.get("name", account),
            "zone": known.get("zone"),
            "locale": known.get("locale"),
            "admin": bool(known.get("admin", False)),
        }

    def channel(self, workspace: str, channel: str) -> Channel:
        """A channel; 404 when there is none."""
        found = self.workspace(workspace).channels.get(channel)
        if found is None:
            raise Refused(404, "channel_not_found")
        return found

    def place(self, body: dict[str, Any], writer: str) -> Place:
        """Where `writer` may put a message, from `workspace` and `channel` or `dm`; refuses as a real platform does."""
        workspace, thread = str(body.get("workspace", "")), str(body.get("thread") or "")
        if body.get("dm"):
            account = str(body["dm"])
            self.person(workspace, account)
            if writer == BOT and account in self.workspace(workspace).blocked:
                raise Refused(403, "cannot_message_person")
            return Place(workspace, f"dm-{account}", account, thread)
        channel = self.channel(workspace, str(body.get("channel") or ""))
        if channel.archived:
            raise Refused(410, "channel_gone")
        if writer not in channel.members:
            raise Refused(403, "not_in_channel")
        return Place(workspace, channel.id, "", thread)

    def sees(self, place: Place, account: str) -> bool:
        """Whether a person reads what stands at a place."""
        if place.dm:
            return place.dm == account
        return account in self.channel(place.workspace, place.channel).members

    def channels_of(self, workspace: str, account: str) -> list[str]:
        """The channels that a person is in."""
        channels = self.workspace(workspace).channels.values()
        return sorted(channel.id for channel in channels if account in channel.members)

    def change(self, body: dict[str, Any]) -> None:
        """Let somebody join or leave a channel, block the bot's direct messages, or archive a channel."""
        workspace = self.workspace(str(body["workspace"]))
        account, present = body.get("account"), bool(body.get("present", True))
        if "blocked" in body:
            (workspace.blocked.add if body["blocked"] else workspace.blocked.discard)(str(account))
            return
        channel = self.channel(workspace.id, str(body["channel"]))
        if "archived" in body:
            channel.archived = bool(body["archived"])
        elif present:
            channel.members.add(str(account))
        else:
            channel.members.discard(str(account))
