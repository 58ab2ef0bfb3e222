"""Facts of the log put back into the outbox, so that the relay carries them once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db.uow import Transaction
from core.domain.columns import new_id
from core.domain.events import FACTS, TASK_EVENTS, TASK_UPDATES, ReminderDue
from core.domain.outbox import lane_of

BATCH = 1000
_WHICH = """
e.type = ANY(%(types)s) AND (%(workspace_id)s::uuid IS NULL OR e.workspace_id = %(workspace_id)s)
AND (%(subject)s::uuid IS NULL OR e.subject = %(subject)s)
AND (%(since)s::timestamptz IS NULL OR e.time >= %(since)s) AND (%(until)s::timestamptz IS NULL OR e.time < %(until)s)
AND (%(first)s::bigint IS NULL OR e.position >= %(first)s) AND (%(last)s::bigint IS NULL OR e.position <= %(last)s)
"""
_COUNT = f"SELECT e.type, count(*) AS n, count(DISTINCT e.subject) AS subjects FROM events e WHERE {_WHICH} GROUP BY 1"
_SUBJECTS = f"SELECT count(DISTINCT e.subject) AS n FROM events e WHERE {_WHICH}"
_EVENTS = f"""
SELECT e.id, e.workspace_id, e.type, e.subject, e.address_id, e.sequence FROM events e
WHERE {_WHICH} AND e.id > %(after)s ORDER BY e.id LIMIT {BATCH}
"""
# The state of a task travels with the last of its facts.
_LAST = f"""
SELECT DISTINCT ON (e.subject) e.id, e.workspace_id, e.type, e.subject, e.address_id, e.sequence FROM events e
WHERE {_WHICH} AND e.subject > %(after)s ORDER BY e.subject, e.sequence DESC LIMIT {BATCH}
"""
_PUT = """
INSERT INTO outbox (id, workspace_id, event_id, lane, topic, key, sequence, created_at)
SELECT o.id, o.workspace_id, o.event_id, o.lane, %(topic)s, o.key, o.sequence, todobot_now()
FROM unnest(%(ids)s::uuid[], %(workspaces)s::uuid[], %(events)s::uuid[], %(lanes)s::int[], %(keys)s::text[],
  %(sequences)s::bigint[]) AS o(id, workspace_id, event_id, lane, key, sequence)
"""
_WAITING = "SELECT count(*) AS n FROM outbox WHERE parked_at IS NULL"
_START = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which facts: those of a topic, and of them those that fit everything that is given.

    `first` and `last` are positions, both included; `since` is included and `until` is not.
    """

    topic: str
    workspace: UUID | None = None
    types: Sequence[str] = ()
    subject: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    first: int | None = None
    last: int | None = None

    def params(self) -> dict[str, Any]:
        """For the queries."""
        return {
            "types": list(self.types) or types_of(self.topic),
            "workspace_id": self.workspace,
            "subject": self.subject,
            "since": self.since,
            "until": self.until,
            "first": self.first,
            "last": self.last,
        }


def types_of(topic: str) -> list[str]:
    """The event types that a topic carries; `task-updates` carries what follows from every fact about a task."""
    carried = TASK_EVENTS if topic == TASK_UPDATES else topic
    return sorted(name for name, kind in FACTS.items() if kind.topic == carried)


async def count(tx: Transaction, selection: Selection) -> Counter[str]:
    """How many facts of each type fit; for `task-updates` how many tasks, under that name."""
    if selection.topic == TASK_UPDATES:
        return Counter({TASK_UPDATES: (await tx.rows(_SUBJECTS, **selection.params()))[0]["n"]})
    return Counter({row["type"]: row["n"] for row in await tx.rows(_COUNT, **selection.params())})


async def put(tx: Transaction, selection: Selection, after: UUID | None) -> tuple[int, UUID | None]:
    """Put the next 1,000 at most into the outbox; how many, and what to go on after. None: there is no more."""
    states = selection.topic == TASK_UPDATES
    rows = await tx.rows(_LAST if states else _EVENTS, after=after or _START, **selection.params())
    if not rows:
        return 0, None
    keys = [_key(row, states=states) for row in rows]
    await tx.write(
        _PUT,
        topic=selection.topic,
        ids=[new_id() for _ in rows],
        workspaces=[row["workspace_id"] for row in rows],
        events=[row["id"] for row in rows],
        lanes=[lane_of(key) for key in keys],
        keys=keys,
        sequences=[row["sequence"] for row in rows],
    )
    return len(rows), rows[-1]["subject" if states else "id"]


async def waiting(tx: Transaction) -> int:
    """How many rows the relay has still to carry."""
    return int((await tx.rows(_WAITING))[0]["n"])


def _key(row: dict[str, Any], *, states: bool) -> str:
    """The key that the fact had when it was first carried."""
    by_place = row["type"] == ReminderDue.type and not states
    return str(row["address_id"] if by_place else row["subject"])
