"""Compares the timers of an alarm clock outside of the database with the rows, which are the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core.db.engine import Database
from core.db.ledger import ahead, standing
from core.db.uow import Scope, Transaction

SCOPE = Scope.system("scheduler")
HORIZON = timedelta(days=1)  # what is missing for later is found in time: it is compared once an hour
LIMIT = 10_000
YOUNG = timedelta(seconds=60)
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """A timer as the clock knows it; the times are None where it cannot say."""

    occurrence_id: UUID
    due_at: datetime | None
    set_at: datetime | None


@dataclass(slots=True)
class Difference:
    """What has to be done to the timers: these have no row, these rows have no timer, and these another time."""

    orphans: list[UUID] = field(default_factory=list)
    missing: dict[UUID, datetime] = field(default_factory=dict)
    moved: dict[UUID, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.orphans or self.missing or self.moved)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {"orphaned": len(self.orphans), "remade": len(self.missing), "moved": len(self.moved)}


async def compare(db: Database, planned: Mapping[UUID, Planned]) -> Difference:
    """Compare with what is scheduled now. `planned` must have been read before this is called.

    A timer is no orphan before it is a minute old: its row may be in a transaction that is being repeated.
    """

    async def read(tx: Transaction) -> tuple[datetime, dict[UUID, datetime], dict[UUID, datetime | None]]:
        soon = dict(await ahead(tx, within_s=HORIZON.total_seconds(), limit=LIMIT))
        rest = [one for one in planned if one not in soon]
        known: dict[UUID, datetime | None] = {}
        for start in range(0, len(rest), CHUNK):
            known |= await standing(tx, rest[start : start + CHUNK], [])
        return await tx.now(), soon, known

    now, soon, known = await db.run(SCOPE, read, tries=1)
    found = Difference(missing={one: due_at for one, due_at in soon.items() if one not in planned})
    for one, timer in planned.items():
        due_at = soon.get(one) or known.get(one)
        if due_at is None:
            if timer.set_at is None or now - timer.set_at > YOUNG:
                found.orphans.append(one)
        elif timer.due_at != due_at:
            found.moved[one] = due_at
    return found
