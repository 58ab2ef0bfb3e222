"""The relay: takes what waits in the outbox, hands it to the bus in order, and forgets only what the bus has."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from core.db import outbox
from core.db.engine import Database
from core.db.outbox import PER_LANE, Waiting
from core.db.uow import Scope, Transaction
from core.domain.envelope import Envelope, Written
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
CHUNK = 2000  # between two chunks it looks whether the lease still holds
MUCH = 500  # rows, after which more are expected: then several hands take them
HANDS = 2  # each with its share of the lanes: while one waits for the database or the broker, the other works


class Relay:
    """Publishes outside any transaction, under leases of lanes. What dies in between is published again."""

    def __init__(self, db: Database, bus: EventBus, settings: Settings, holder: str) -> None:
        self._db, self._bus, self._holder = db, bus, holder
        self._lease_s = settings.lease_seconds
        self._safe_s = settings.lease_seconds - settings.call_timeout_seconds
        self._much = True  # perhaps more waits than one pass takes

    async def step(self) -> Look:
        """One pass over all lanes that are free and have rows."""
        hands = HANDS if self._much else 1
        passes = await asyncio.gather(*(self._pass((hand, hands)) for hand in range(hands)), return_exceptions=True)
        for one in passes:
            if isinstance(one, BaseException):
                raise one
        looks = [one for one in passes if isinstance(one, Look)]
        self._much = any(look.again for look in looks)
        return Look(found=any(look.found for look in looks), again=self._much)

    async def _pass(self, hand: tuple[int, int]) -> Look:
        wanted = [topic for topic in TOPICS if self._bus.wants(topic)]
        began = time.monotonic()
        taken = await self._db.run(
            SCOPE,
            lambda tx: outbox.take(
                tx,
                holder=self._holder,
                lease_s=self._lease_s,
                wanted=wanted,
                hand=hand,
                written=not self._bus.local,
            ),
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
        return Look(found=True, again=len(taken) >= MUCH or _full(taken))

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
                published.extend(row.id for row in chunk if row.event.id not in refused)
                for row in chunk if refused else ():
                    if row.event.id in refused:
                        self._park(row, refused[row.event.id], parked)
                RELAYED.labels(topic).inc(len(chunk) - len(refused))

    def _park(self, row: Waiting, reason: str, parked: dict[UUID, str]) -> None:
        parked[row.id] = reason
        PARKED.labels(row.topic).inc()
        log.error("outbox.parked", topic=row.topic, row=str(row.id), reason=reason)

    async def _hand_over(self, topic: str, rows: Sequence[Waiting]) -> dict[UUID, str]:
        events: Sequence[Envelope | Written] = [row.event for row in rows]
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

    async def _current(self, events: Sequence[Envelope | Written]) -> list[Envelope]:
        """One record per task, the last one, with the task's state as it is now."""
        last = {event.key: event for event in events}

        async def work(tx: Transaction) -> list[Envelope]:
            written = [event for event in last.values() if isinstance(event, Written)]
            whole = [event for event in last.values() if isinstance(event, Envelope)]
            whole += await outbox.envelopes(tx, written, TASK_UPDATES) if written else []
            states = await outbox.states(tx, [event.subject for event in whole])
            return [
                replace(event, data=states[event.subject], sequence=states[event.subject]["version"])
                for event in whole
                if event.subject in states
            ]

        return await self._db.run(SCOPE, work, tries=TRIES)


def _full(taken: Sequence[Waiting]) -> bool:
    counts: dict[int, int] = {}
    for row in taken:
        counts[row.lane] = counts.get(row.lane, 0) + 1
    return max(counts.values()) >= PER_LANE
