"""Lateness: so many reminders a second, spread evenly, against a running todobot; from due to accepted."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db.directory import Directory
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderScheduled
from core.messages import Address, Author

AHEAD = timedelta(seconds=4)


@dataclass(frozen=True)
class Lateness:
    """Milliseconds, over all that were sent."""

    p50: float
    p99: float
    note: str


async def lateness(url: str, *, per_second: int, seconds: int) -> Lateness:
    """Set them, wait until all are told, and read the ledger."""
    db = Database(url)
    places = [Address("web", f"late{n}", "main", "", f"late{n}") for n in range(10)]
    known = [await Directory(db).identify(place, Author(place.person, place.person)) for place in places]
    count = per_second * seconds

    async def set_all(tx: Transaction) -> None:
        start = await tx.now() + AHEAD
        for number in range(count):
            who = known[number % len(known)]
            due_at = start + timedelta(seconds=number / per_second)
            _remind(tx, who.workspace_id, who.person_id, who.address_id, due_at, number)

    await db.run(Scope.system("bench"), set_all)
    for _ in range(seconds + 60):
        await asyncio.sleep(1)
        late = await _read(db, [one.workspace_id for one in known])
        if len(late) >= count:
            break
    await db.stop()
    late.sort()
    note = f"{len(late)} of {count} told, first {late[0]:.0f} ms, p50 {late[len(late) // 2]:.0f} ms"
    return Lateness(late[len(late) // 2], late[int(len(late) * 0.99)], note)


def _remind(tx: Transaction, workspace, person, address, due_at: datetime, number: int) -> None:
    reminder = Reminder.create(
        workspace_id=workspace,
        setter_id=person,
        address_id=address,
        text=f"reminder {number}",
        at=due_at,
        now=due_at - AHEAD,
        person_ids=[person],
    )
    occurrence = Occurrence.schedule(
        workspace_id=workspace, reminder_id=reminder.id, address_id=address, sequence=1, due_at=due_at
    )
    tx.insert(reminder)
    tx.insert(occurrence)
    after = json.loads(json.dumps(reminder.snapshot(due_at), default=str)) | {"occurrence": str(occurrence.id)}
    tx.emit(ReminderScheduled(reminder.id, 1, Change({}, after), address_id=address), workspace_id=workspace)


async def _read(db: Database, workspaces: list[object]) -> list[float]:
    async with db.transaction(Scope.system("bench")) as tx:
        rows = await tx.rows(
            "SELECT extract(epoch FROM sent_at - due_at)::float8 * 1000 AS ms FROM occurrences"
            " WHERE workspace_id = ANY(%(workspaces)s) AND state = 'sent'",
            workspaces=workspaces,
        )
    return [row["ms"] for row in rows]
