"""The loop of a broker's consumer: take, hand over, commit; retry, bury, and stop when too much is buried."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from uuid import UUID

from core.bus.cloud import DecodeError
from core.bus.handing import BATCH, hand_over
from core.domain.envelope import Envelope
from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.ports import Bury, Decode, Handler, Place, Record, Source
from core.telemetry import BURIED, CONSUMED, LAG, RECORD_AGE
from core.tracing import exporting, span
from workers import faults

log = get(__name__)
TAKE = 1000  # records at a time, over all partitions
WAIT_S = 1.0
AGAIN_S = (0.2, 5.0)
# Whoever buries so much so fast is broken himself: better to stand still than to empty the topic into the dead letters.
BURIED_LIMIT, BURIED_WITHIN_S = 100, 600.0
HALTED = f"{BURIED_LIMIT} records in {BURIED_WITHIN_S / 60:.0f} min could not be handled"
REVOKE_S = 20.0


class Consumer:
    """Implements core.ports.Consumption. Each partition is handled in order, one batch at a time, beside the others.

    A partition whose batch is being handled is paused, so what is slow downstream is read no faster. An offset is
    committed only when every record before it was handled or lies in the dead letters: a record is seen at least once.
    """

    def __init__(self, source: Source, handler: Handler, decode: Decode, bury: Bury) -> None:
        self._source, self._handler, self._decode, self._put = source, handler, decode, bury
        self._working: dict[Place, asyncio.Task[None]] = {}
        self._buried: deque[float] = deque(maxlen=BURIED_LIMIT)
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._trouble = "connecting"
        self._halted = False

    async def start(self) -> None:
        """Take from now on; returns at once, also while the broker is away."""
        self._task = asyncio.create_task(self._run(), name=f"consumer-{self._source.group}")

    async def stop(self, grace: float) -> None:
        """Take nothing new, let what is being handled end within `grace` seconds, and leave the group."""
        self._stopping.set()
        if self._working:
            await asyncio.wait(self._working.values(), timeout=grace)
        await end(*self._working.values())
        if self._task is not None:
            await end(self._task)
        await self._source.stop()

    def health(self) -> tuple[bool, str]:
        """Whether it takes records, from memory."""
        if self._halted:
            return False, f"{self._source.group} stands still: {HALTED} (see the topic dead-letters); restart to go on"
        if self._trouble:
            return False, f"{self._source.group} does not take records: {self._trouble}"
        return True, f"{self._source.group} takes records"

    async def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._source.start(self._revoked)
                self._trouble, failures = "", 0
                await self._take()
            except UnavailableError as error:
                self._trouble = str(error)
            except Exception as error:
                self._trouble = type(error).__name__
                log.exception("consumer.failed", group=self._source.group)
            await end(*self._working.values())
            await self._source.stop()
            failures += 1
            await self._rest(failures)

    async def _take(self) -> None:
        while not self._stopping.is_set():
            found = await self._source.take(TAKE, WAIT_S)
            self._measure()
            for place, records in found.items():
                if self._halted:
                    continue  # not committed: they are there after a restart
                self._source.pause(place)
                work = asyncio.create_task(self._work(place, records))
                self._working[place] = work

    async def _work(self, place: Place, records: Sequence[Record]) -> None:
        """Handle the records of one partition, and let it go on."""
        try:
            for start in range(0, len(records), BATCH):
                chunk = records[start : start + BATCH]
                if self._stopping.is_set() or not await self._handled(chunk):
                    return
                faults.hit("consumer.before_commit")
                await self._source.commit({place: chunk[-1].offset + 1})
        except UnavailableError as error:
            # The group has moved on, or the broker is away: whoever has the partition next gets the records again.
            log.warning("offsets.not_kept", group=self._source.group, error=str(error))
        finally:
            self._working.pop(place, None)
            if not self._halted and not self._stopping.is_set():
                self._source.resume(place)

    async def _handled(self, records: Sequence[Record]) -> bool:
        """Whether every record is handled or buried; tried for ever while it is not the records' fault."""
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._hand_over(records)
                return True
            except UnavailableError as error:
                if self._halted:
                    return False
                failures += 1
                log.warning("consumer.waits", group=self._source.group, error=str(error), failures=failures)
                await self._rest(failures)
            except Exception:
                failures += 1
                log.exception("consumer.broke", group=self._source.group)
                await self._rest(failures)
        return False

    async def _hand_over(self, records: Sequence[Record]) -> None:
        events: list[Envelope] = []
        origin: dict[UUID, Record] = {}
        for record in records:
            if record.value is None:
                continue  # a deletion in a compacted topic: its snapshot came before it
            try:
                event = self._decode(record)
            except DecodeError as error:
                await self._bury(record, str(error))
                continue
            events.append(event)
            origin[event.id] = record
        for event in events if exporting() else ():
            with span(f"handle {self._source.group}", event.traceparent, "consumer", event=event.type):
                pass
        if events:
            for event_id, reason in (await hand_over(self._handler, self._source.group, events)).items():
                await self._bury(origin[event_id], reason)
        CONSUMED.labels(self._source.group).inc(len(records))
        RECORD_AGE.labels(self._source.group).observe(max(0.0, time.time() - records[0].timestamp_ms / 1000))

    async def _bury(self, record: Record, reason: str) -> None:
        now = time.monotonic()
        if len(self._buried) == BURIED_LIMIT and now - self._buried[0] < BURIED_WITHIN_S:
            self._halted = True
            log.error("consumer.halted", group=self._source.group, reason=HALTED)
            raise UnavailableError(HALTED)
        await self._put(record, self._source.group, reason)
        self._buried.append(now)
        BURIED.labels(self._source.group).inc()
        log.error(
            "record.buried",
            group=self._source.group,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )

    async def _revoked(self, places: Collection[Place]) -> None:
        """Before partitions go to another member: finish what is handled of them, so that it need not be repeated."""
        working = [self._working[place] for place in places if place in self._working]
        if working:
            await asyncio.wait(working, timeout=REVOKE_S)
            await end(*working)

    async def _rest(self, failures: int) -> None:
        low, high = AGAIN_S
        seconds = min(high, low * 2 ** min(failures, 8)) * random.uniform(0.7, 1.0)  # noqa: S311 (jitter)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    def _measure(self) -> None:
        for (topic, partition), lag in self._source.lag().items():
            LAG.labels(self._source.group, topic, str(partition)).set(lag)
