"""The relay: takes what waits in the outbox, hands it to the bus in order, and forgets only what the bus has."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from core.db import outbox
from core.db.engine import Database
from core.db.outbox import PER_LANE, Waiting
from core.db.uow import Scope
from core.domain.envelope import Envelope
from core.domain.events import TASK_UPDATES, TOPICS
from core.errors import RefusedError
from core.log import get
from core.ports import EventBus
from core.settings import Settings
from core.telemetry import PARKED, RELAYED
from core.tracing import exporting, span
from workers import faults
from workers.pace import Look

log = get(__name__)
SCOPE = Scope.system("relay")
TRIES = 2
CHUNK = 500  # between two chunks it looks whether the lease still holds


class Relay:
    """Publishes outside any transaction, under leases of lanes. What dies in between is published again."""

    def __init__(self, db: Database, bus: EventBus, settings: Settings, holder: str) -> None:
        self._db, self._bus, self._holder = db, bus, holder
        self._lease_s = settings.lease_seconds
        self._safe_s = settings.lease_seconds - settings.call_timeout_seconds

    async def step(self) -> Look:
        """One pass over all lanes that are free and have rows."""
        wanted = [topic for topic in TOPICS if self._bus.wants(topic)]
        began = time.monotonic()
        taken = await self._db.run(
            SCOPE,
            lambda tx: outbox.take(tx, holder=self._holder, lease_s=self._lease_s, wanted=wanted),
            tries=TRIES,
        )
        if not taken:
            return Look()
        published: list[UUID] = []
        parked: dict[UUID, str] = {}
        try:
            await self._publish(taken, began, published, parked)
        finally:
            # Also when the bus is down: what it has is deleted, and the lanes are given back.
            faults.hit("relay.after_publish")
            await self._db.run(SCOPE, lambda tx: outbox.done(tx, taken, published, parked), tries=TRIES)
        return Look(found=True, again=_full(taken))

    async def _publish(
        self, taken: Sequence[Waiting], began: float, published: list[UUID], parked: dict[UUID, str]
    ) -> None:
        for topic in TOPICS:
            rows = [row for row in taken if row.topic == topic]
            for start in range(0, len(rows), CHUNK):
                if time.monotonic() - began > self._safe_s:
                    return  # the rest belongs to whoever leases the lanes next
                chunk = rows[start : start + CHUNK]
                refused = await self._hand_over(topic, chunk)
                for row in chunk:
                    reason = refused.get(row.envelope.id)
                    if reason is None:
                        published.append(row.id)
                    else:
                        parked[row.id] = reason
                        PARKED.labels(topic).inc()
                        log.error("outbox.parked", topic=topic, row=str(row.id), reason=reason)
                RELAYED.labels(topic).inc(len(chunk) - len(refused))

    async def _hand_over(self, topic: str, rows: Sequence[Waiting]) -> dict[UUID, str]:
        events = [row.envelope for row in rows]
        if topic == TASK_UPDATES:
            events = await self._current(events)
        for event in events if exporting() else ():
            with span(f"publish {topic}", event.traceparent, "producer", event=event.type):
                pass  # it goes out with the others of its batch, in its own trace
        try:
            await self._bus.publish(topic, events)
        except RefusedError as error:
            return error.reasons
        return {}

    async def _current(self, events: Sequence[Envelope]) -> list[Envelope]:
        """One record per task, the last one, with the task's state as it is now."""
        last = {event.subject: event for event in events}
        states = await self._db.run(SCOPE, lambda tx: outbox.states(tx, list(last)), tries=TRIES)
        return [
            replace(event, data=states[subject], sequence=states[subject]["version"])
            for subject, event in last.items()
            if subject in states
        ]


def _full(taken: Sequence[Waiting]) -> bool:
    counts: dict[int, int] = {}
    for row in taken:
        counts[row.lane] = counts.get(row.lane, 0) + 1
    return max(counts.values()) >= PER_LANE
