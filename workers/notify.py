"""Delivers what is due: claims by address, posts in order at each address, and writes what came of it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.db import claims, inbox
from core.db.claims import Result
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.envelope import Envelope
from core.domain.events import REMINDERS, ReminderDue
from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.ports import EventBus, Notifier, Verdict
from core.replies.book import Book
from core.settings import Settings
from core.tracing import span
from workers import faults
from workers.outcomes import Outcomes, follow
from workers.pace import Look
from workers.posting import Poster

log = get(__name__)
GROUP = "notify"
SCOPE = Scope.system(GROUP)
ADDRESSES = 100  # posted to at the same time
HOLD_S = 0.5  # before a post whose fate is unknown is repeated
LAPSE_S = 0.9  # how often leases that ran out are looked for


class Notify:
    """Posts under leases of addresses. `step` is its loop's, `handle` the bus's: both claim, the posts go on after.

    A platform that drops a second post of the same, or can be asked what it has, gets many at a time. On others a post
    whose outcome is not written yet is one that may be repeated: there it is one after the other, so that a death of
    this process costs at most one message that somebody sees twice.
    """

    def __init__(
        self,
        db: Database,
        bus: EventBus,
        notifiers: Mapping[str, Notifier],
        settings: Settings,
        book: Book,
        holder: str,
    ) -> None:
        self._db, self._holder = db, holder
        self._certain = [name for name, notifier in notifiers.items() if notifier.nonces or notifier.finds]
        self._doubtful = [name for name in notifiers if name not in self._certain]
        self._notifiers = notifiers
        self._bursts: dict[int, list[str]] = defaultdict(list)  # platforms by how many posts may follow each other
        for name in self._certain:
            self._bursts[notifiers[name].burst].append(name)
        self._alone: asyncio.Task[None] | None = None
        self._lease_s = settings.lease_seconds
        self._poster = Poster(notifiers, settings, book, db.clock)
        self.outcomes = Outcomes(db, self._more)
        self.on_more = _nothing
        self._running: set[asyncio.Task[None]] = set()
        self._short = False
        self._lapsed = 0.0
        self._stopping = False
        bus.subscribe(GROUP, (REMINDERS,), self.handle)

    def start(self) -> None:
        """Write outcomes from now on."""
        self.outcomes.start()

    async def stop(self, grace: float) -> None:
        """Claim no more, let the posts that run end within `grace` seconds, and write what came of them."""
        self._stopping = True
        until = time.monotonic() + grace
        if self._running:
            await asyncio.wait(self._running, timeout=max(0.0, grace - 1.0))
        await end(*self._running)
        await self.outcomes.stop(until - time.monotonic())

    async def handle(self, events: Sequence[Envelope]) -> list[Verdict]:
        """Claim at the addresses where something became due; the posts go on after the answer."""
        due = [event for event in events if event.type == ReminderDue.type]
        if due and not self._stopping:
            await self._claim(due)
            self._go_on_alone()
        return [Verdict.DONE] * len(events)

    async def step(self) -> Look:
        """Claim whatever waits, anywhere; say when the next may be posted."""
        if self._stopping:
            return Look()
        await self._lapse()
        found = await self._claim(None)
        self._go_on_alone()
        everywhere = [*self._certain, *self._doubtful]
        wait = await self._db.run(SCOPE, lambda tx: claims.next_wait(tx, everywhere), tries=2)
        return Look(found=found, next_in=wait)

    async def _lapse(self) -> None:
        if time.monotonic() - self._lapsed < LAPSE_S:
            return

        async def work(tx: Transaction) -> None:
            await follow(tx, await claims.lapse(tx, hold_s=HOLD_S, certain=self._certain))

        await self._db.run(SCOPE, work, tries=2)
        self._lapsed = time.monotonic()

    async def _claim(self, events: Sequence[Envelope] | None) -> bool:
        room = ADDRESSES - len(self._running)
        self._short = self._short or room <= 0
        faults.hit("notify.before_sending")
        began = time.monotonic()

        async def work(tx: Transaction) -> list[dict[str, Any]]:
            only: list[UUID] | None = None
            if events is not None:
                new = await inbox.take(tx, GROUP, (event.id for event in events))
                only = list({UUID(event.key) for event in events if event.id in new})
            if room <= 0 or only == []:
                return []
            found: list[dict[str, Any]] = []
            for each, platforms in self._bursts.items():
                left = room - len({row["address_id"] for row in found})
                if left > 0:
                    found += await claims.claim(
                        tx,
                        holder=self._holder,
                        lease_s=self._lease_s,
                        platforms=platforms,
                        addresses=left,
                        each=each,
                        only=only,
                    )
            return found

        rows = await self._db.run(SCOPE, work, tries=2)
        groups: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row["address_id"]].append(row)
        for group in groups.values():
            self._launch(group, began)
        self._short = self._short or len(groups) >= room
        return bool(rows)

    def _go_on_alone(self) -> None:
        """See that the doors on which a second post would be seen are served."""
        if self._doubtful and (self._alone is None or self._alone.done()):
            self._alone = asyncio.create_task(self._one_by_one())
            self._running.add(self._alone)
            self._alone.add_done_callback(self._ended)

    async def _one_by_one(self) -> None:
        """Claim one, post it, and write what came of it before the next; until there is none."""
        while not self._stopping:
            faults.hit("notify.before_sending")
            began = time.monotonic()
            try:
                rows = await self._db.run(SCOPE, self._one, tries=2)
            except UnavailableError:
                return  # the loop sees the same, and looks again
            if not rows:
                return
            await self._deliver(rows, began)
            await self.outcomes.settled()

    async def _one(self, tx: Transaction) -> list[dict[str, Any]]:
        return await claims.claim(
            tx, holder=self._holder, lease_s=self._lease_s, platforms=self._doubtful, addresses=1, each=1, only=None
        )

    def _launch(self, group: list[dict[str, Any]], began: float) -> None:
        task = asyncio.create_task(self._deliver(group, began))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("delivery.failed", exc_info=task.exception())
        if self._short:
            self._short = False
            self._more()

    async def _deliver(self, group: list[dict[str, Any]], began: float) -> None:
        address_id, fence = group[0]["address_id"], group[0]["fence"]
        rows = [row for row in group if row["id"] is not None]
        blocked, started, tried, gone = False, time.monotonic(), 0, ""
        try:
            for row in rows:
                row["gone"] = row["gone"] or gone  # what the one before found out
                tried += not row["gone"]
                result = Poster.kept(row) if blocked or self._stopping else await self._posted(row, began)
                blocked = blocked or result.block is not None
                gone = (result.error or "") if result.gone is not None else gone
                self.outcomes.put(result)
        finally:
            rest = tried * self._notifiers[group[0]["platform"]].pace_s - (time.monotonic() - started)
            self.outcomes.put(Result(address_id, fence, release=True, block=rest if rest > 0 else None))

    async def _posted(self, row: dict[str, Any], began: float) -> Result:
        """In the trace of the turn that asked for it; the log's line has its id."""
        with span(f"post {row['platform']}", row["traceparent"], "producer", occurrence=str(row["id"])):
            result = await self._poster.post(row, began)
            log.info(
                "reminder.posted",
                occurrence=str(row["id"]),
                platform=row["platform"],
                state=result.state,
                message=result.message_id,
                error=result.error,
            )
            return result

    def _more(self) -> None:
        self.on_more()


def _nothing() -> None:
    return None
