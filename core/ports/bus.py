"""The seams of the event bus: the bus itself, and what lies between a broker and the engine that consumes from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    # Only its name is needed here. Every platform imports this page, also where no database is, and with the envelope
    # come the tables: half a second of `todobot chat`.
    from core.domain.envelope import Envelope, Written


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
    watched record is a hint. `local` says that it reaches this process only, and
    then it is given whole envelopes; `wants` is False for a topic that nobody
    could read, whose records need not be made. `start` returns also while the broker is away: `health` says so, from
    memory, publish raises UnavailableError, and it connects by itself. `routes` are Starlette routes that a sidecar
    calls, on INTERNAL_PORT: known once everybody has subscribed, and served before `start`.
    """

    local: bool

    def routes(self) -> list[Any]: ...
    def health(self) -> tuple[bool, str]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def publish(self, topic: str, events: Sequence[Envelope | Written]) -> None: ...
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
