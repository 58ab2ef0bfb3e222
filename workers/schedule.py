"""Sets and cancels the alarm clock's timers as reminders are made, moved, snoozed and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.db import inbox, ledger
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.envelope import Envelope
from core.domain.events import REMINDERS, ReminderCancelled, ReminderMoved, ReminderScheduled, ReminderSnoozed
from core.log import get
from core.ports import EventBus, Scheduler, Verdict

log = get(__name__)
GROUP = "schedule"
SCOPE = Scope.system(GROUP)
TYPES = frozenset(kind.type for kind in (ReminderScheduled, ReminderMoved, ReminderSnoozed, ReminderCancelled))


class Schedule:
    """A consumer of `reminders`. A timer that cannot be set is counted and left to the sweep."""

    def __init__(self, db: Database, bus: EventBus, scheduler: Scheduler) -> None:
        self._db, self._scheduler = db, scheduler
        self.failures = 0
        bus.subscribe(GROUP, (REMINDERS,), self.handle)

    async def handle(self, events: Sequence[Envelope]) -> list[Verdict]:
        """Re-read what the events speak of, remember that we had them, then move the timers."""
        mine = [event for event in events if event.type in TYPES]
        if mine:
            standing = await self._db.run(SCOPE, lambda tx: _reread(tx, mine), tries=2)
            for occurrence_id, due_at in standing.items():
                await self._set(occurrence_id, due_at)
        return [Verdict.DONE] * len(events)

    async def _set(self, occurrence_id: UUID, due_at: datetime | None) -> None:
        try:
            if due_at is None:
                await self._scheduler.cancel(occurrence_id)
            else:
                await self._scheduler.set(occurrence_id, due_at)
        except Exception as error:  # noqa: BLE001 (the sweep finds what the alarm clock misses)
            self.failures += 1
            log.warning("timer.unset", occurrence=str(occurrence_id), error=type(error).__name__)


async def _reread(tx: Transaction, events: Sequence[Envelope]) -> dict[UUID, datetime | None]:
    new = await inbox.take(tx, GROUP, (event.id for event in events))
    fresh = [event for event in events if event.id in new]
    if not fresh:
        return {}
    named = {UUID(value) for event in fresh if (value := (event.data.get("after") or {}).get("occurrence"))}
    return await ledger.standing(tx, list(named), list({event.subject for event in fresh}))
