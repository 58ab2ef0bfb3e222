"""What a sidecar brings: many records in one call, answered with a status for each."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from core.bus.cloud import DecodeError, decode
from core.bus.handing import hand_over
from core.domain.envelope import Envelope
from core.errors import UnavailableError
from core.log import get
from core.ports import Handler, Record
from core.telemetry import BURIED, CONSUMED
from core.tracing import exporting, span

log = get(__name__)
# Whoever buries so much so fast is broken himself: better to stand still than to empty the topic into the dead letters.
LIMIT, WITHIN_S = 100, 600.0
Put = Callable[[Record, str, str], Awaitable[None]]
Entry = tuple[str, Record]


class Burying:
    """Puts records to the dead letters until they are too many; then `halted` says so, and no group takes any more."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._at: deque[float] = deque(maxlen=LIMIT)
        self.halted = ""

    async def __call__(self, record: Record, group: str, reason: str) -> None:
        """Return when it lies in the dead letters. UnavailableError when it does not, or may not."""
        now = time.monotonic()
        if self.halted or (len(self._at) == LIMIT and now - self._at[0] < WITHIN_S):
            self.halted = self.halted or f"{LIMIT} records in {WITHIN_S / 60:.0f} min could not be handled"
            raise UnavailableError(self.halted)
        await self._put(record, group, reason)
        self._at.append(now)
        BURIED.labels(group).inc()
        log.error(
            "record.buried",
            group=group,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )


class Delivery:
    """The way of one topic's records to one group's handler."""

    def __init__(self, group: str, topic: str, handler: Handler, bury: Burying) -> None:
        self._group, self._topic, self._handler, self._bury = group, topic, handler, bury

    async def take(self, body: Any) -> list[dict[str, str]]:
        """A status for each record: SUCCESS; DROP for what lies in the dead letters now; RETRY for all of them.

        RETRY is the answer while it is not the records' fault; Dapr brings them again, in order.
        """
        entries = entries_of(body, self._topic)
        try:
            buried = set() if self._bury.halted else await self._hand_over([record for _, record in entries])
        except UnavailableError as error:
            log.warning("delivery.waits", group=self._group, error=str(error))
            return await self._again(entries)
        if self._bury.halted:
            return await self._again(entries)
        CONSUMED.labels(self._group).inc(len(entries))
        return [
            {"entryId": entry_id, "status": "DROP" if (record.partition, record.offset) in buried else "SUCCESS"}
            for entry_id, record in entries
        ]

    async def _again(self, entries: Sequence[Entry]) -> list[dict[str, str]]:
        await asyncio.sleep(0.2)
        return [{"entryId": entry_id, "status": "RETRY"} for entry_id, _ in entries]

    async def _hand_over(self, records: Sequence[Record]) -> set[tuple[int, int]]:
        """Where those stood that were buried."""
        events: list[Envelope] = []
        origin: dict[UUID, Record] = {}
        reasons: list[tuple[Record, str]] = []
        for record in records:
            if not record.value:
                continue  # a deletion in a compacted topic: its snapshot came before it
            try:
                event = decode(record)
            except DecodeError as error:
                reasons.append((record, str(error)))
                continue
            events.append(event)
            origin[event.id] = record
        for event in events if exporting() else ():
            with span(f"handle {self._group}", event.traceparent, "consumer", event=event.type):
                pass
        if events:
            refused = await hand_over(self._handler, self._group, events)
            reasons += [(origin[event_id], reason) for event_id, reason in refused.items()]
        for record, reason in reasons:
            await self._bury(record, self._group, reason)
        return {(record.partition, record.offset) for record, _ in reasons}


def entries_of(body: Any, topic: str) -> list[Entry]:
    """The records of one call with Dapr's names for them."""
    found: list[Entry] = []
    for entry in body.get("entries") or ():
        about: dict[str, str] = entry.get("metadata") or {}
        key = about.get("__key")
        record = Record(
            topic=topic,
            partition=int(about.get("__partition") or 0),
            offset=int(about.get("__offset") or 0),
            key=None if key is None else key.encode(),
            value=_value(entry.get("event")),
            timestamp_ms=int(about.get("__timestamp") or 0),
        )
        found.append((str(entry.get("entryId")), record))
    return found


def _value(event: Any) -> bytes | None:
    if event is None:
        return None
    try:
        return base64.b64decode(event, validate=True)
    except (binascii.Error, TypeError, ValueError):
        return str(event).encode()
