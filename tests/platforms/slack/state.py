"""All that the fake Slack knows, in one place: world, tokens, log, faults, what was shown to whom, ways to the app."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack import mrkdwn
from tests.platforms.slack.delivery import Delivery
from tests.platforms.slack.faults import Faults
from tests.platforms.slack.journal import Journal
from tests.platforms.slack.refusals import Refused
from tests.platforms.slack.tokens import Tokens
from tests.platforms.slack.world import Channel, Message, Person, Workspace, World

RESPONSES, RESPONSE_SECONDS = 5, 1800.0
TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    """A person's click or command: opens one view within three seconds."""

    team: str
    person: str
    until: float
    used: bool = False


@dataclass
class Responding:
    """A response_url: where its answers go, and what it may replace."""

    team: str
    channel: str
    person: str
    message: str = ""
    ephemeral: bool = False
    thread: str = ""
    until: float = field(default_factory=lambda: time.time() + RESPONSE_SECONDS)
    used: int = 0


class Slack:
    """The state. Everything that changes it runs without an await, so two requests never interleave."""

    def __init__(
        self, world: World, tokens: Tokens, journal: Journal, faults: Faults, delivery: Delivery, base: str
    ) -> None:
        self.world, self.tokens, self.journal, self.faults = world, tokens, journal, faults
        self.delivery, self.base, self.app = delivery, base, tokens.app
        self.triggers: dict[str, Trigger] = {}
        self.responding: dict[str, Responding] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[tuple[str, str], str] = {}  # (team, person) -> view
        self.stacks: dict[tuple[str, str], list[str]] = {}  # (team, person) -> open modals, the top one last
        self.hidden: dict[str, Message] = {}  # ephemeral messages by channel/ts/person
        self.unfurls: dict[tuple[str, str], dict[str, Any]] = {}
        self.calls: list[dict[str, Any]] = []
        self.trigger_seconds = TRIGGER_SECONDS
        self._last = 0
        self._restore()

    def ts(self) -> str:
        """A message's time and name: no two are the same, and they only grow."""
        self._last = max(self._last + 1, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def fresh(self, prefix: str = "") -> str:
        """A new id."""
        return prefix + secrets.token_hex(5).upper()

    def called(self, number: str) -> str:
        """What a person or channel is called, for readers."""
        for team in self.world.workspaces.values():
            if number in team.channels:
                return team.channels[number].name
        return self.world.called(number)

    def trigger(self, team: Workspace, person: Person) -> str:
        """A trigger_id for what this person just did."""
        name = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(team.id, person.id, time.time() + self.trigger_seconds)
        return name

    def spend(self, name: str, team: Workspace) -> Trigger:
        """The trigger of a view, once."""
        trigger = self.triggers.get(name)
        if trigger is None or trigger.team != team.id:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if trigger.until < time.time():
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def answer_to(self, responding: Responding) -> str:
        """A response_url."""
        name = secrets.token_hex(12)
        self.responding[name] = responding
        return f"{self.base}/respond/{responding.team}/{name}"

    def keep(self, channel: Channel, body: dict[str, Any], *, only_for: str = "") -> Message:
        """A new message in a conversation, ephemeral when it is only for one."""
        message = Message(body["ts"], channel.id, body, only_for, channel.team)
        if only_for:
            self.hidden[f"{channel.id}/{message.ts}/{only_for}"] = message
        else:
            channel.messages[message.ts] = message
        return message

    def logged(self, kind: str, channel: Channel, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The log's entry about something that was accepted."""
        entry = {
            "team": channel.team,
            "channel": channel.id,
            "place": channel.name,
            "dm": self.called(next(iter(channel.members))) if channel.kind == "im" else "",
            "ts": body.get("ts", ""),
            "thread": body.get("thread_ts") or "",
            "body": body,
            "metadata": body.get("metadata"),
            "pings": mrkdwn.pings(body),
            "shown": "\n".join(self.read(body)),
            "only_for": "",
        }
        return self.journal.append(kind, **(entry | more))

    def read(self, body: dict[str, Any]) -> list[str]:
        """What a message says to people, line by line: its blocks, or its text when it has none."""
        if body.get("blocks"):
            return mrkdwn.lines_of(body["blocks"], self.called)
        return [mrkdwn.words(str(body.get("text") or ""), self.called)]

    def _restore(self) -> None:
        """Messages as the log has them: they outlive this process."""
        for entry in self.journal.entries:
            team = self.world.workspaces.get(entry.get("team", ""))
            if team is None or "body" not in entry or entry["only_for"]:
                continue
            if entry["dm"]:
                team.direct(self.world.person(team, entry["dm"]))
            channel = team.channels[entry["channel"]]
            if entry["kind"] == "delete":
                channel.messages.pop(entry["ts"], None)
            else:
                channel.messages[entry["ts"]] = Message(entry["ts"], channel.id, entry["body"], "", team.id)
