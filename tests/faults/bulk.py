"""Reminders in bulk, written as the command writes them: row, occurrence and event, many in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from core.db.directory import Directory, Known
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderScheduled
from core.messages import Address, Author

# Six places of the fake's world where ann is reminded or reminds.
PLACES = (
    *(Address("fakechat", "acme", f"dm-{account}", "", account) for account in ("ann", "ben", "cat")),
    *(Address("fakechat", "acme", channel) for channel in ("general", "random", "secret")),
)


def remind(url: str, wanted: Sequence[tuple[str, float]]) -> None:
    """Reminders (text, seconds from now by the database's clock), dealt out to all places."""
    asyncio.run(_remind(url, wanted))


async def _remind(url: str, wanted: Sequence[tuple[str, float]]) -> None:
    db = Database(url)
    try:
        people = Directory(db)
        known = [await people.identify(place, Author(place.person or "ann")) for place in PLACES]

        async def work(tx: Transaction) -> None:
            for number, (text, seconds) in enumerate(wanted):
                await _one(tx, known[number % len(known)], text, seconds)

        await db.run(Scope.of(known[0].workspace_id), work)
    finally:
        await db.stop()


async def _one(tx: Transaction, known: Known, text: str, seconds: float) -> None:
    now = await tx.now()
    due_at = now + timedelta(seconds=seconds)
    common = {"workspace_id": known.workspace_id, "address_id": known.address_id}
    made = Reminder.create(
        **common, setter_id=known.person_id, text=text, at=due_at, now=now, person_ids=[known.person_id]
    )
    occurrence = Occurrence.schedule(**common, reminder_id=made.id, sequence=1, due_at=due_at)
    tx.insert(made)
    tx.insert(occurrence)
    tx.number(made)
    after = made.snapshot(due_at) | {"occurrence": str(occurrence.id), "state": "scheduled"}
    tx.emit(ReminderScheduled(made.id, made.version, Change({}, after)))
