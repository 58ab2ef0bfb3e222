"""Every seam on one page: what the core asks of the outside, each with at least two implementations that ship."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from uuid import UUID

from core.messages import Address, Incoming, Outcome, Reply

if TYPE_CHECKING:
    # Only its name is needed here. Every platform imports this page, also where no database is, and with the envelope
    # come the tables: half a second of `todobot chat`.
    from core.domain.envelope import Envelope


class Verdict(Enum):
    """What a consumer made of an event: finished, to be given again later, or never to be given again."""

    DONE = "done"
    RETRY = "retry"
    DROP = "drop"


Handler: TypeAlias = "Callable[[Sequence[Envelope]], Awaitable[Sequence[Verdict]]]"
Watcher = Callable[[str], Awaitable[None]]


class EventBus(Protocol):
    """Carries events to groups of consumers.

    `publish` returns only when none of the events can be lost any more and raises otherwise: RefusedError when all
    but those that it names are safe. It keeps the order per key. `subscribe` shares a group's work among its members,
    at least once, in order per key; a handler gets 1 to 100 events of one topic and answers one verdict for each.
    `watch` gives every process every record of the topics from now on; only the topic's name is handed over, since a
    watched record is a hint. `local` says that it reaches this process only; `wants` is False for a topic that nobody
    could read, whose records need not be made. `start` returns also while the broker is away: `health` says so, from
    memory, publish raises UnavailableError, and it connects by itself. `routes` are Starlette routes that a sidecar
    calls, on INTERNAL_PORT: known once everybody has subscribed, and served before `start`.
    """

    local: bool

    def routes(self) -> list[Any]: ...
    def health(self) -> tuple[bool, str]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def publish(self, topic: str, events: Sequence[Envelope]) -> None: ...
    async def wake(self) -> None: ...
    def subscribe(self, group: str, topics: Sequence[str], handler: Handler) -> None: ...
    def watch(self, topics: Sequence[str], handler: Watcher) -> None: ...
    def wants(self, topic: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a topic as the broker has it. `value` is None for a deletion in a compacted topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp_ms: int = 0


Place = tuple[str, int]  # a partition: topic and number
Revoked = Callable[[Collection[Place]], Awaitable[None]]


class Source(Protocol):
    """One member of a group of consumers on a broker, for the engine that keeps the promises of `subscribe`.

    `take` waits up to `wait_s` for records, at most `limit` in all, of partitions that are not paused. `commit` says
    that everything before these offsets is behind us; UnavailableError when the group has moved on and somebody else
    will get the records. Before partitions are taken away, `revoked` is awaited with them.
    """

    group: str

    async def start(self, revoked: Revoked) -> None: ...
    async def stop(self) -> None: ...
    async def take(self, limit: int, wait_s: float) -> Mapping[Place, Sequence[Record]]: ...
    async def commit(self, offsets: Mapping[Place, int]) -> None: ...
    def reread(self, place: Place, offset: int) -> None: ...
    def pause(self, place: Place) -> None: ...
    def resume(self, place: Place) -> None: ...
    def lag(self) -> Mapping[Place, int]: ...


class Consumption(Protocol):
    """A running engine on a source. `stop` takes nothing new and finishes what is being handled within `grace`."""

    async def start(self) -> None: ...
    async def stop(self, grace: float) -> None: ...
    def health(self) -> tuple[bool, str]: ...


Decode = Callable[[Record], "Envelope"]
Bury = Callable[[Record, str, str], Awaitable[None]]  # record, group, reason: to the dead letters
Consume = Callable[[Source, Handler, Decode, Bury], Consumption]


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
    """One message to post. `nonce` is the same for every try of one occurrence and at most 25 ASCII characters."""

    address: Address
    reply: Reply
    nonce: str
    occurrence_id: UUID | None = None


class Notifier(Protocol):
    """A platform's way out. Raises TransientError or PermanentError and nothing else.

    `nonces` says that the platform itself drops a second post with the same nonce; without it an attempt whose fate
    is unknown is repeated once and marked.
    """

    nonces: bool

    async def post(self, post: Post) -> Posted: ...
    async def close(self) -> None: ...


class Assistant(Protocol):
    """The one door into the core that an adapter is handed.

    `handle` answers one incoming message, exactly once per key, and never raises for what a person typed.
    `explain` says what `handle` would do, with no effect. `suggest` completes what is being typed.
    """

    async def handle(self, incoming: Incoming) -> Outcome: ...
    async def explain(self, incoming: Incoming) -> dict[str, Any]: ...
    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a platform is built from: the assistant, its settings' source, and a way out for the doors that have none.

    `transcript` stores a post in the conversation that the page and the terminal show; that commit is the acceptance.
    """

    assistant: Assistant
    transcript: Notifier
    environ: dict[str, str] = field(default_factory=dict)


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

    def health(self) -> tuple[bool, str]:
        """Whether it is up, and a sentence."""
        ...


class Platform(Protocol):
    """What an entry point of the group `todobot.platforms` names: a name and a way to build it."""

    name: str

    def build(self, surroundings: Surroundings) -> Running: ...
