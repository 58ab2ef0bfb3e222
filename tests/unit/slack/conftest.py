"""A Slack door without Slack: an assistant that is told what to say, and a way out that keeps what it was given."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from bot.slack.answering import Answers
from bot.slack.door import Pipe
from bot.slack.interactivity import Interactivity
from bot.slack.links import Links
from bot.slack.people import People
from core.errors import PermanentError
from core.messages import Address, Card, Form, Incoming, Outcome, Reply
from core.ports import Stored


@dataclass
class Assistant:
    """Says what it is told to say, after `delay` seconds, and keeps what it was asked."""

    reply: Reply = field(default_factory=lambda: Reply(("done",)))
    delay: float = 0.0
    status: int = 200
    error: Exception | None = None
    heard: list[Incoming] = field(default_factory=list)
    stands: list[tuple[Incoming, str]] = field(default_factory=list)
    found: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    async def handle(self, incoming: Incoming) -> Outcome:
        """As told."""
        self.heard.append(incoming)
        await asyncio.sleep(self.delay)
        if self.error is not None:
            raise self.error
        repeated = incoming.key in self.keys
        if self.status == 200:
            self.keys.add(incoming.key)
        return Outcome(self.reply, status=self.status, repeated=repeated)

    async def explain(self, incoming: Incoming) -> dict[str, Any]:
        """Nothing."""
        return {}

    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]:
        """As told."""
        await asyncio.sleep(self.delay)
        return self.found

    async def posted(self, incoming: Incoming, message_id: str, reply: Reply) -> None:
        """Keep it."""
        self.stands.append((incoming, message_id))

    async def home(self, incoming: Incoming) -> Sequence[Reply]:
        """One section."""
        self.heard.append(incoming)
        return [Reply(("home",))]

    async def card(self, incoming: Incoming, subject: UUID) -> Card | None:
        """A task that those of channel C1 see, and U1 alone in private."""
        self.heard.append(incoming)
        place = incoming.address
        seen = place.channel == "C1" or (place.direct and incoming.author.account == "U1")
        return Card("task", subject, 12, "buy milk", "open") if seen else None


@dataclass
class Said:
    """One answer as it was given."""

    address: Address
    reply: Reply
    key: str
    only_for: str
    response_url: str


@dataclass
class WayOut:
    """Keeps what it is given; `script` answers the next calls: an error to raise, or None."""

    said: list[Said] = field(default_factory=list)
    forms: list[tuple[str, str, Form, str]] = field(default_factory=list)
    homes: list[Address] = field(default_factory=list)
    script: list[Exception | None] = field(default_factory=list)
    form_error: Exception | None = None

    async def answer(
        self, address: Address, reply: Reply, *, key: str, only_for: str = "", response_url: str = ""
    ) -> str:
        """A ts, or nothing for what only one sees."""
        error = self.script.pop(0) if self.script else None
        if error is not None:
            raise error
        self.said.append(Said(address, reply, key, only_for, response_url))
        return "" if only_for or response_url else f"{len(self.said)}.0"

    async def open_form(self, workspace: str, trigger_id: str, form: Form, carried: str) -> None:
        """Keep it."""
        if self.form_error is not None:
            raise self.form_error
        self.forms.append((workspace, trigger_id, form, carried))

    async def show_home(self, address: Address, sections: Sequence[Reply]) -> None:
        """Keep it."""
        self.homes.append(address)


@dataclass
class Token:
    """Our account."""

    bot_user: str = "UBOT"


@dataclass
class Workspaces:
    """T1 has let us in, and others not."""

    gone: list[tuple[str, str]] = field(default_factory=list)
    error: Exception | None = None

    async def of(self, workspace: str) -> Token:
        """Ours in T1."""
        if workspace != "T1":
            raise PermanentError("not_installed")
        return Token()

    async def ended(self, workspace: str, reason: str, at: float = 0.0) -> None:
        """Keep it."""
        if self.error is not None:
            raise self.error
        self.gone.append((workspace, reason))


@dataclass
class Sessions:
    """In memory, with ETags."""

    kept: dict[str, Stored] = field(default_factory=dict)

    async def get(self, key: str) -> Stored | None:
        """What is there."""
        return self.kept.get(key)

    async def put(self, key: str, value: dict[str, Any], *, ttl_s: int, etag: str | None = None) -> str:
        """Write it; a wrong ETag is a conflict."""
        from core.errors import ConflictError

        known = self.kept.get(key)
        if etag is not None and (known is None or known.etag != etag):
            raise ConflictError("session_changed")
        self.kept[key] = Stored(value, str(len(self.kept) + int(known.etag if known else 0) + 1))
        return self.kept[key].etag

    async def delete(self, key: str) -> None:
        """Forget it."""
        self.kept.pop(key, None)


@dataclass
class Api:
    """Slack's Web API: profiles of everybody; U9 belongs to another team."""

    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    error: Exception | None = None
    channels: list[list[str]] = field(default_factory=lambda: [["C1"]])

    async def __call__(self, workspace: str, method: str, **params: Any) -> Mapping[str, Any]:
        """One call."""
        self.calls.append((workspace, method, params))
        if self.error is not None:
            raise self.error
        if method == "users.info":
            user = params["user"]
            team = "T9" if user == "U9" else workspace
            profile = {"display_name": f"name of {user}"}
            zone = {"tz": "Europe/Berlin", "locale": "de-DE", "is_admin": True}
            return {"user": {"id": user, "team_id": team, "profile": profile, **zone}}
        if method == "users.conversations":
            page = int(params.get("cursor", "0"))
            more = str(page + 1) if page + 1 < len(self.channels) else ""
            return {
                "channels": [{"id": one} for one in self.channels[page]],
                "response_metadata": {"next_cursor": more},
            }
        return {"url": "https://acme.slack.com/"}


@dataclass
class House:
    """The door with all that it stands on."""

    assistant: Assistant = field(default_factory=Assistant)
    out: WayOut = field(default_factory=WayOut)
    workspaces: Workspaces = field(default_factory=Workspaces)
    sessions: Sessions = field(default_factory=Sessions)
    api: Api = field(default_factory=Api)

    def __post_init__(self) -> None:
        self.people = People(self.api)
        self.pipe = self.another()
        self.interactivity = Interactivity(
            self.pipe, ("todo", "remindme"), lambda view: dict(view.get("state", {}).get("said", {}))
        )

    def another(self) -> Pipe:
        """A pipe as another process has it, on the same database."""
        answers = Answers(self.assistant, self.out, self.out.open_form)
        links = Links(self.assistant, self.api, lambda card: {"drawn": card.title}, "https://todo.example.com")
        return Pipe(self.assistant, answers, self.people, self.workspaces, self.out, self.sessions, links)

    async def quiet(self) -> None:
        """Until nothing is under way any more."""
        await self.pipe.stop()

    def texts(self) -> list[str]:
        """What was said."""
        return [str(one.reply.parts[0]) for one in self.out.said]


@pytest.fixture
def house() -> House:
    """A fresh one."""
    return House()
