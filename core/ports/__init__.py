"""Every seam on one page: what the core asks of the outside, each with at least two implementations that ship."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from core.errors import PermanentError, StartError
from core.messages import Address, Card, Incoming, Outcome, Reply
from core.ports.bus import Bury as Bury
from core.ports.bus import Consume as Consume
from core.ports.bus import Consumption as Consumption
from core.ports.bus import Decode as Decode
from core.ports.bus import EventBus as EventBus
from core.ports.bus import Handler as Handler
from core.ports.bus import Place as Place
from core.ports.bus import Record as Record
from core.ports.bus import Revoked as Revoked
from core.ports.bus import Source as Source
from core.ports.bus import Verdict as Verdict
from core.ports.bus import Watcher as Watcher


class Scheduler(Protocol):
    """The alarm clock. Set again moves, cancel of an unknown name is fine, and what was set survives restarts.

    A timer never fires early by the database's clock; it may fire late or not at all, which the sweep makes good.
    `start` returns also when the clock is away: `health` says so, from memory, and the calls raise UnavailableError.
    `routes` are Starlette routes that a sidecar calls, on INTERNAL_PORT, served before `start`.
    """

    def routes(self) -> list[Any]: ...
    def health(self) -> tuple[bool, str]: ...
    async def start(self, fire: Callable[[UUID], Awaitable[None]]) -> None: ...
    async def stop(self) -> None: ...
    async def set(self, occurrence_id: UUID, due_at: datetime) -> None: ...
    async def cancel(self, occurrence_id: UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A session's value with the ETag that a later put must name."""

    value: dict[str, Any]
    etag: str


class Sessions(Protocol):
    """What a conversation is about now: small JSON by key, forgotten after `ttl_s` seconds.

    `put` with an `etag` raises ConflictError when somebody else has written since; without one it overwrites.
    """

    async def get(self, key: str) -> Stored | None: ...
    async def put(self, key: str, value: dict[str, Any], *, ttl_s: int, etag: str | None = None) -> str: ...
    async def delete(self, key: str) -> None: ...


class Secrets(Protocol):
    """Name to value; a value is never logged. None = not there."""

    async def get(self, name: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Posted:
    """The platform's acceptance of a post."""

    message_id: str
    duplicate: bool = False  # the platform says that it had this nonce before


@dataclass(frozen=True, slots=True)
class Post:
    """One message to post. `nonce` is the same for every try of one occurrence and at most 25 ASCII characters.

    `setter` is the account of who wished it, where it is known: what they may do there is asked of the platform.
    """

    address: Address
    reply: Reply
    nonce: str
    occurrence_id: UUID | None = None
    setter: str = ""


class Notifier(Protocol):
    """A platform's way out. Raises TransientError or PermanentError and nothing else.

    `nonces` says that the platform itself drops a second post with the same nonce. `finds`: it can be asked what became
    of one, by `find`: what it has, None when it surely has nothing. Without either, an attempt whose fate is unknown is
    repeated once and marked. `edits`: what was posted is kept current, by `edit`, and so are people's homes, by
    `show_home`. At one address at most `burst` posts follow each other at once and `pace_s` seconds lie between two in
    the long run. `weighs`: it asks the platform whether the setter may call a group or everyone there, so that such
    mentions are handed to it whoever set them ("&" and the group's id, "&everyone").
    """

    nonces: bool
    finds: bool = False
    edits: bool = False
    weighs: bool = False
    burst: int = 10
    pace_s: float = 0.0

    async def post(self, post: Post) -> Posted: ...
    async def close(self) -> None: ...

    async def find(self, post: Post, since: datetime) -> Posted | None:
        """What the platform has of a post that was tried after `since`; PermanentError where it cannot tell."""
        raise PermanentError("cannot_tell")

    async def edit(self, address: Address, message_id: str, reply: Reply) -> None:
        """Let a message of ours say this instead."""
        raise PermanentError("cannot_edit")

    async def show_home(self, address: Address, sections: Sequence[Reply]) -> None:
        """Show a person what is theirs now."""
        raise PermanentError("no_home")


class Assistant(Protocol):
    """The one door into the core that an adapter is handed.

    `handle` answers one incoming message, exactly once per key, and never raises for what a person typed.
    `explain` says what `handle` would do, with no effect. `suggest` completes what is being typed.
    """

    async def handle(self, incoming: Incoming) -> Outcome: ...
    async def explain(self, incoming: Incoming) -> dict[str, Any]: ...
    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]: ...

    async def posted(self, incoming: Incoming, message_id: str, reply: Reply) -> None:
        """The answer stands there as this message: its cards are kept current, and a reply to it is about them."""
        ...

    async def home(self, incoming: Incoming) -> Sequence[Reply]:
        """What is the person's now, in sections (a heading, cards, buttons); from here on it is kept current."""
        ...

    async def card(self, incoming: Incoming, subject: UUID) -> Card | None:
        """The task or reminder with this id, if there is one that the person sees."""
        ...


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace's consent on a platform, and what it takes to speak there. `ended` says why that is over.

    `secrets` (tokens) are encrypted where they are kept; `details` are the platform's own: our account there, scopes.
    """

    platform: str
    workspace: str
    name: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    details: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    ended: str = ""


Exchange = Callable[[Installation], "Awaitable[Installation | None]"]


class Installations(Protocol):
    """The workspaces that let us in. `put` replaces what was known, also one that had ended.

    `renew` hands the row to `exchange` while nobody else can, and writes what that returns (None: nothing is new), so
    that of several processes one spends a refresh token. It gives what is valid afterwards. `check` raises StartError
    unless secrets can be kept; where there are none nothing is needed for it.
    """

    async def check(self) -> None: ...

    async def get(self, platform: str, workspace: str) -> Installation | None: ...
    async def all(self, platform: str) -> Sequence[Installation]: ...
    async def put(self, installation: Installation) -> None: ...
    async def renew(self, platform: str, workspace: str, exchange: Exchange) -> Installation | None: ...


@dataclass(frozen=True, slots=True)
class Lease:
    """So many requests may be sent within `seconds`; none granted: ask again after `seconds`."""

    granted: int
    seconds: float


class Budgets(Protocol):
    """A rate that several processes share. In no second do they send more than `rate`, if each sends only what it was
    granted, in time. UnavailableError while nobody can be asked.
    """

    async def lease(self, name: str, rate: int, wanted: int) -> Lease: ...


Begin = Callable[[], "Awaitable[None]"]


class Ownership(Protocol):
    """One owner of a name among all processes.

    `own` waits for it in the background: `begin` is awaited when this process has become the owner, `end` when it has
    stopped being it; what either raises is logged and tried again. An owner that dies is replaced within 15 s. The
    coroutine function that comes back gives it up, after `end`. `state` is a sentence: who waits and for what.
    """

    async def own(self, name: str, begin: Begin, end: Begin) -> Begin: ...
    def state(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a platform is built from: the assistant, its settings' source, and a way out for the doors that have none.

    `transcript` stores a post in the conversation that the page and the terminal show; that commit is the acceptance.
    """

    assistant: Assistant
    transcript: Notifier
    installations: Installations
    sessions: Sessions
    secrets: Secrets
    budgets: Budgets
    ownership: Ownership
    environ: dict[str, str] = field(default_factory=dict)
    home: str = ""  # where people find our pages, without a slash at its end


class Running(Protocol):
    """A platform that was started: its notifier, its way in, and whom it lets see a channel.

    A platform that derives from this says only what is its own: the rest does nothing and knows no channels.
    """

    notifier: Notifier

    async def start(self) -> None:
        """Open the way in."""
        return

    async def stop(self) -> None:
        """Close it."""
        return

    async def channels_of(self, workspace: str, account: str) -> frozenset[str]:
        """The channels that this account sees."""
        return frozenset()

    def routes(self) -> list[Any]:
        """Starlette routes of its own, for the process's HTTP server."""
        return []

    def page(self) -> Path | None:
        """The folder of a built page that the API serves, where this platform has one."""
        return None

    def health(self) -> tuple[bool, str]:
        """Whether it is up, and a sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a platform's doctor looked at: whether it is well, a sentence, and what to do if it is not."""

    well: bool
    text: str
    advice: str = ""


class Platform(Protocol):
    """What an entry point of the group `todobot.platforms` names: a name and a way to build it.

    A platform that derives from this may leave out what follows `build`.
    """

    name: str

    def build(self, surroundings: Surroundings) -> Running: ...

    def manifest(self, environ: Mapping[str, str], *, socket: bool, url: str, oauth: bool) -> str:
        """What makes our account there in one paste; StartError when the platform knows no such thing."""
        raise StartError(f"The platform {self.name} needs no manifest.")

    async def doctor(self, environ: Mapping[str, str], home: str) -> Sequence[Finding]:
        """Whether tokens, rights and addresses are what they have to be; nothing is changed."""
        return []
