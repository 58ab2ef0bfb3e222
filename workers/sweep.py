"""The sweep: finds occurrences that are due by the database's clock, fires them, and creates what comes next."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db import ledger
from core.db.engine import Database
from core.db.purge import purge
from core.db.uow import Scope, Transaction
from core.domain import Occurrence, Reminder
from core.domain.columns import new_id
from core.domain.events import Change, ReminderDue, ReminderScheduled
from core.domain.occurrence import DUE, SCHEDULED
from core.domain.recurrence import AFTER_DONE, count_between
from core.errors import UnavailableError
from core.log import get
from core.tracing import new_trace, span
from workers import faults
from workers.pace import Look

log = get(__name__)
SCOPE = Scope.system("sweep")
BATCH = 100
MISSED_MAX = 1000
TIDY_S = 3600.0
TIDY_AGAIN_S = 2.0
SET_ASIDE_S = 300.0


class Sweep:
    """Fires what is due, in batches; an occurrence that breaks its batch is set aside and the others go on.

    A quiet sweep looks `after_s` seconds after something was due: 0 where nobody else rings. What a workspace has left
    here is erased `keep_days` days after it let us go.
    """

    def __init__(self, db: Database, after_s: float = 0.0, keep_days: int = 30) -> None:
        self._db, self._after_s, self._keep_days = db, after_s, keep_days
        self._aside: dict[UUID, float] = {}
        self._tidied = time.monotonic() - TIDY_S + 30.0  # not in the rush of a start

    async def step(self) -> Look:
        """One batch of what is due."""
        self._aside = {one: until for one, until in self._aside.items() if until > time.monotonic()}
        try:
            found = await self._fire(BATCH)
        except UnavailableError:
            raise
        except Exception:
            log.exception("sweep.failed")
            found = await self._one_by_one()
        if len(found.rows) >= BATCH:
            return Look(found=True, again=True)
        await self._tidy()
        if found.next_at is None:
            return Look(found=bool(found.rows))
        wait = (found.next_at - self._db.clock.now()).total_seconds() + self._after_s
        return Look(found=bool(found.rows), next_in=wait)

    async def _fire(self, limit: int) -> ledger.Ripe:
        return await self._db.run(SCOPE, lambda tx: fire(tx, limit, list(self._aside)), tries=3)

    async def _one_by_one(self) -> ledger.Ripe:
        for _ in range(BATCH):
            first = await self._db.run(SCOPE, lambda tx: ledger.ripe(tx, limit=1, without=list(self._aside)), tries=3)
            if not first.rows:
                break
            try:
                await self._fire(1)
            except UnavailableError:
                raise
            except Exception:
                occurrence_id = first.rows[0]["id"]
                log.exception("occurrence.set_aside", occurrence=str(occurrence_id))
                self._aside[occurrence_id] = time.monotonic() + SET_ASIDE_S
        return await self._fire(1)

    async def _tidy(self) -> None:
        if time.monotonic() - self._tidied > TIDY_S:
            more = await self._db.run(SCOPE, ledger.tidy, tries=1)
            gone = await self._db.run(SCOPE, lambda tx: purge(tx, self._keep_days), tries=1)
            if gone is not None:
                log.info("workspace.erased", workspace=str(gone), days=self._keep_days)
            more = more or gone is not None
            self._tidied = time.monotonic() - (TIDY_S - TIDY_AGAIN_S if more else 0.0)


async def fire(tx: Transaction, limit: int, without: list[UUID]) -> ledger.Ripe:
    """Make up to `limit` due occurrences `due`, say so in the log, and create the next ones of recurring reminders."""
    found = await ledger.ripe(tx, limit=limit, without=without)
    if not found.rows:
        return found
    repeating = [row for row in found.rows if row["rrule"] and row["by_rule"]]
    missed = {row["id"]: row["missed"] + _missed(row, found.now) for row in found.rows}
    if repeating:
        await _coalesce(tx, repeating, missed)
    versions = {row["reminder_id"]: row["version"] for row in found.rows}
    for row in found.rows:
        tx.correlation = new_id()
        versions[row["reminder_id"]] += 1
        _due(tx, row, versions[row["reminder_id"]], missed[row["id"]])
        if row["rrule"] and row["by_rule"] and row["status"] == "active":
            versions[row["reminder_id"]] += _next(tx, row, versions[row["reminder_id"]] + 1, found.now)
    await ledger.fire(tx, missed, versions)
    faults.hit("sweep.before_commit")
    return found


async def _coalesce(tx: Transaction, repeating: list[dict[str, Any]], missed: dict[UUID, int]) -> None:
    by_reminder = {row["reminder_id"]: row["id"] for row in repeating}
    skipped = await ledger.coalesce(tx, list(by_reminder), list(missed))
    counts: Counter[UUID] = Counter()
    for row in skipped:
        counts[row["reminder_id"]] += row["missed"] + 1
    for reminder_id, count in counts.items():
        missed[by_reminder[reminder_id]] += count


def _due(tx: Transaction, row: dict[str, Any], version: int, missed: int) -> None:
    before = {"occurrence": str(row["id"]), "state": SCHEDULED}
    after = before | {"state": DUE, "due_at": row["due_at"].isoformat(), "missed": missed}
    place = row["address_id"]
    due = ReminderDue(row["reminder_id"], version, Change(before, after), key=str(place), address_id=place)
    with span("reminder-due", row["traceparent"], occurrence=str(row["id"])):
        tx.emit(due, workspace_id=row["workspace_id"])


def _reminder(row: dict[str, Any]) -> Reminder:
    names = ("number", "text", "task_id", "status", "wall", "zone", "rrule")
    return Reminder(id=row["reminder_id"], **{name: row[name] for name in names})


def _missed(row: dict[str, Any], now: datetime) -> int:
    """How many more firings of its rule have passed since; this one stands for them."""
    if not row["rrule"] or not row["by_rule"] or AFTER_DONE in row["rrule"]:
        return 0
    reminder = _reminder(row)
    return count_between(reminder.wall, tuple(row["rrule"]), reminder.zone, row["due_at"], now, MISSED_MAX)


def _next(tx: Transaction, row: dict[str, Any], version: int, now: datetime) -> int:
    """Create the next firing, if the rule has one; by how much the reminder's version grew for it."""
    reminder = _reminder(row)
    due_at = None if reminder.after_done else reminder.next_after(max(now, row["due_at"]))
    if due_at is None:
        return 0
    occurrence = Occurrence.schedule(
        workspace_id=row["workspace_id"],
        reminder_id=row["reminder_id"],
        address_id=row["address_id"],
        sequence=row["last_sequence"] + 1,
        due_at=due_at,
    )
    occurrence.traceparent = new_trace()  # each firing is a trace of its own
    tx.insert(occurrence)
    after = reminder.snapshot(due_at) | {"occurrence": str(occurrence.id), "state": SCHEDULED}
    tx.emit(ReminderScheduled(row["reminder_id"], version, Change({}, after)), workspace_id=row["workspace_id"])
    return 1
