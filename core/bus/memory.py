"""The bus of a single process: `publish` calls the consumers and returns when all of them are done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.bus.handing import hand_over
from core.domain.envelope import Envelope, Written
from core.domain.events import WAKES
from core.domain.outbox import lane_of
from core.errors import RefusedError, UnavailableError
from core.log import get
from core.ports import Handler, Watcher

log = get(__name__)


class _Group:
    """One group of consumers: its members share the keys, and it takes one batch at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.members: dict[str, list[Handler]] = {}
        self._turn = asyncio.Lock()

    async def take(self, topic: str, events: Sequence[Envelope]) -> dict[UUID, str]:
        """Hand the events over, in order per key; why each of those was refused that nobody will ever take."""
        members = self.members[topic]
        refused: dict[UUID, str] = {}
        async with self._turn:
            for place, member in enumerate(members):
                mine = [event for event in events if lane_of(event.key) % len(members) == place]
                refused |= await hand_over(member, self.name, mine)
        return refused


class MemoryBus:
    """The EventBus of one process. Nothing is stored here: what is not handled stays in the outbox.

    `publish` raises RefusedError when it has handed everything over and some events are refused for good, and
    UnavailableError when it has to be called again with all of them.
    """

    local = True

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._watchers: dict[str, list[Watcher]] = {}
        self._running = False

    def routes(self) -> list[Any]:
        """Nobody calls."""
        return []

    def health(self) -> tuple[bool, str]:
        """There is nothing that could be away."""
        return self._running, "in this process"

    async def start(self) -> None:
        """Take events from now on."""
        self._running = True

    async def stop(self) -> None:
        """Take no more events."""
        self._running = False

    def wants(self, topic: str) -> bool:
        """Whether anybody here would get a record of this topic."""
        return topic in self._watchers or any(topic in group.members for group in self._groups.values())

    async def publish(self, topic: str, events: Sequence[Envelope | Written]) -> None:
        """Return when every group has handled every event, which means: has committed."""
        if not self._running:
            raise UnavailableError("the bus is not running")
        groups = [group for group in self._groups.values() if topic in group.members]
        refused: dict[UUID, str] = {}
        whole = [event for event in events if isinstance(event, Envelope)]
        for found in await asyncio.gather(*(group.take(topic, whole) for group in groups)):
            refused |= found
        await self._tell(topic)
        if refused:
            raise RefusedError(refused)

    async def wake(self) -> None:
        """Tell the watchers that something changed."""
        await self._tell(WAKES)

    def subscribe(self, group: str, topics: Sequence[str], handler: Handler) -> None:
        """Let the handler be a member of the group for these topics."""
        members = self._groups.setdefault(group, _Group(group)).members
        for topic in topics:
            members.setdefault(topic, []).append(handler)

    def watch(self, topics: Sequence[str], handler: Watcher) -> None:
        """Call the handler for what is published from now on."""
        for topic in topics:
            self._watchers.setdefault(topic, []).append(handler)

    async def _tell(self, topic: str) -> None:
        for watcher in self._watchers.get(topic, ()):
            try:
                await watcher(topic)
            except Exception:
                log.exception("watcher.failed", topic=topic)
