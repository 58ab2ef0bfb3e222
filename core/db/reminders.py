"""Queries for reminders and their occurrences, each bound to what a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db import sight
from core.db.tasks import Seer
from core.db.uow import Transaction
from core.domain import Occurrence, Reminder

# A reminder is seen by who set it, by those it is for, and, where it rings in a channel, by those who see that channel.
SEEN = (
    "r.workspace_id = %(workspace)s AND (r.setter_id = %(me)s OR r.person_ids @> ARRAY[%(me)s]::uuid[]"
    " OR r.address_id IN (SELECT id FROM addresses WHERE workspace_id = %(workspace)s AND person = ''"
    " AND channel = ANY(%(visible)s)))"
)
PAUSED = "paused"  # why a firing stands after a pause, or is silent until the reminder is resumed
COLUMNS = ", ".join(f"r.{name}" for name in Reminder.model_fields)
_OCCURRENCE = ", ".join(f"o.{name}" for name in Occurrence.model_fields)

_AROUND = f"""
SELECT r.id, t.number, t.title, a.platform, a.channel, a.person <> '' AS direct, ARRAY(
  SELECT coalesce(nullif(m.name, ''), m.account) FROM members m
  WHERE m.workspace_id = r.workspace_id AND m.person_id = ANY(r.person_ids) ORDER BY 1) AS people
FROM reminders r JOIN addresses a ON a.id = r.address_id LEFT JOIN tasks t ON t.id = r.task_id AND {sight.SEEN}
WHERE r.workspace_id = %(workspace)s AND r.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A reminder with the first of its occurrences that are ahead; `due_at` is that occurrence's."""

    reminder: Reminder
    due_at: datetime
    state: str
    reason: str | None = None
    resumes: bool = False  # of a paused one: by itself, at `due_at`

    @property
    def paused(self) -> bool:
        """Whether a pause holds it back."""
        return self.reason == PAUSED


async def by_id(tx: Transaction, reminder_id: UUID, seer: Seer | None, *, lock: bool = False) -> Reminder | None:
    """The reminder if this person may see it (None: whoever may); `lock` holds its row until the transaction ends."""
    return await _first(tx, "r.id = %(id)s", seer, lock=lock, id=reminder_id)


async def by_ids(tx: Transaction, ids: list[UUID], seer: Seer) -> dict[UUID, Upcoming]:
    """Those of these reminders that this person may see, with their next firing, or their last where none is ahead."""
    sql = (
        f"SELECT {COLUMNS}, o.due_at AS o_due_at, o.state AS o_state, o.reason AS o_reason FROM reminders r"
        " JOIN LATERAL (SELECT due_at, state, reason FROM occurrences WHERE reminder_id = r.id ORDER BY"
        " CASE WHEN state IN ('scheduled', 'due', 'held') OR state = 'skipped' AND reason = 'paused' THEN due_at END,"
        " due_at DESC LIMIT 1) o ON true"  # what is over comes after what is ahead, the last first
        f" WHERE r.id = ANY(%(ids)s) AND {SEEN}"
    )
    found = [_upcoming(row) for row in await tx.rows(sql, ids=ids, **_eyes(seer))]
    return {one.reminder.id: one for one in found}


async def by_number(tx: Transaction, number: int, seer: Seer, *, lock: bool = False) -> Reminder | None:
    """The reminder with this number in the transaction's workspace."""
    return await _first(tx, "r.number = %(number)s", seer, lock=lock, number=number)


async def of_task(
    tx: Transaction, task_id: UUID, seer: Seer | None = None, *, cancelled: bool = False
) -> list[Reminder]:
    """All reminders of a task, those that are cancelled only where asked for, their rows locked; for a `seer` those of
    them that they see, not locked."""
    bound = SEEN if seer else "r.workspace_id = %(workspace)s"
    alive = "" if cancelled else " AND r.status <> 'cancelled'"
    sql = f"SELECT {COLUMNS} FROM reminders r WHERE {bound} AND r.task_id = %(task)s{alive}"
    sql += " ORDER BY r.id" + ("" if seer else " FOR NO KEY UPDATE OF r")
    return [Reminder(**row) for row in await tx.rows(sql, task=task_id, **_eyes(seer))]


async def occurrences(
    tx: Transaction, reminder_ids: list[UUID], states: tuple[str, ...], *, lock: bool = True
) -> list[Occurrence]:
    """The occurrences of these reminders in these states, by due time."""
    sql = (
        f"SELECT {_OCCURRENCE} FROM occurrences o WHERE o.workspace_id = %(workspace)s"
        f" AND o.reminder_id = ANY(%(reminders)s) AND o.state = ANY(%(states)s) ORDER BY o.due_at, o.id"
        f"{' FOR UPDATE OF o' if lock else ''}"
    )
    return [Occurrence(**row) for row in await tx.rows(sql, reminders=reminder_ids, states=list(states))]


async def occurrence(tx: Transaction, occurrence_id: UUID, *, lock: bool = True) -> Occurrence | None:
    """One occurrence by its id."""
    sql = f"SELECT {_OCCURRENCE} FROM occurrences o WHERE o.workspace_id = %(workspace)s AND o.id = %(id)s" + (
        " FOR UPDATE OF o" if lock else ""
    )
    row = await tx.one(sql, id=occurrence_id)
    return None if row is None else Occurrence(**row)


async def last_sent(tx: Transaction, address_id: UUID, since: datetime) -> Occurrence | None:
    """What rang last at this address since then."""
    sql = (
        f"SELECT {_OCCURRENCE} FROM occurrences o WHERE o.workspace_id = %(workspace)s AND o.address_id = %(address)s"
        " AND o.state = 'sent' AND o.sent_at > %(since)s ORDER BY o.sent_at DESC, o.id DESC LIMIT 1"
    )
    row = await tx.one(sql, address=address_id, since=since)
    return None if row is None else Occurrence(**row)


async def last_rung(tx: Transaction, reminder_id: UUID) -> Occurrence | None:
    """What rang last of this reminder."""
    sql = (
        f"SELECT {_OCCURRENCE} FROM occurrences o WHERE o.workspace_id = %(workspace)s AND o.reminder_id = %(id)s"
        " AND o.state = 'sent' ORDER BY o.due_at DESC, o.id DESC LIMIT 1"
    )
    row = await tx.one(sql, id=reminder_id)
    return None if row is None else Occurrence(**row)


async def top_sequence(tx: Transaction, reminder_id: UUID) -> int:
    """The highest sequence that an occurrence of this reminder has; its row must be locked."""
    row = await tx.one(
        "SELECT coalesce(max(sequence), 0) AS n FROM occurrences"
        " WHERE workspace_id = %(workspace)s AND reminder_id = %(id)s",
        id=reminder_id,
    )
    return int(row["n"]) if row else 0


async def set_at(tx: Transaction, reminder_id: UUID) -> datetime | None:
    """When this reminder was snoozed last; None = never."""
    row = await tx.one(
        "SELECT time FROM events WHERE workspace_id = %(workspace)s AND subject = %(id)s AND type = 'reminder-snoozed'"
        " ORDER BY sequence DESC LIMIT 1",
        id=reminder_id,
    )
    return None if row is None else row["time"]


async def page(
    tx: Transaction, seer: Seer, *, limit: int = 50, after: tuple[datetime, int] | None = None, which: str = "ahead"
) -> list[Upcoming]:
    """Reminders with a firing ahead or held back by a pause, soonest first; `after` names the last one shown.

    `which` "recurring": only those that repeat; "paused": only those that a pause holds back; "past": those that ring
    no more, the newest first.
    """
    past = which == "past"
    ahead = "(state IN ('scheduled', 'due', 'held') OR state = 'skipped' AND reason = 'paused')"
    first = "due_at DESC, id DESC" if past else "state = 'skipped', due_at, id"
    bound = {
        "ahead": "r.status <> 'cancelled'",
        "recurring": "r.status <> 'cancelled' AND r.rrule IS NOT NULL",
        "past": "r.status <> 'active'",
        "paused": "r.status <> 'cancelled' AND o.reason = 'paused'",
    }
    side, falling = ("<", " DESC") if past else (">", "")
    sql = (
        f"SELECT {COLUMNS}, o.due_at AS o_due_at, o.state AS o_state, o.reason AS o_reason FROM reminders r"
        " JOIN LATERAL (SELECT due_at, state, reason FROM occurrences WHERE reminder_id = r.id"
        f" AND {'true' if past else ahead} ORDER BY {first} LIMIT 1) o ON true"
        f" WHERE {SEEN} AND r.number IS NOT NULL AND {bound[which]} AND (%(due)s::timestamptz IS NULL"
        f" OR (o.due_at, r.number) {side} (%(due)s::timestamptz, %(number)s::int))"
        f" ORDER BY o.due_at{falling}, r.number{falling} LIMIT %(limit)s"
    )
    due, number = after or (None, None)
    return [_upcoming(row) for row in await tx.rows(sql, **_eyes(seer), due=due, number=number, limit=limit)]


def _upcoming(row: dict[str, Any]) -> Upcoming:
    due_at, state, reason = row.pop("o_due_at"), row.pop("o_state"), row.pop("o_reason")
    paused = reason == PAUSED
    resumes = paused and state == "scheduled"
    return Upcoming(Reminder(**row), due_at, PAUSED if paused else state, reason, resumes)


async def around(tx: Transaction, seer: Seer, ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """Of each of these reminders: its task's number and title where this person sees it, where it rings, and the names
    of those it is for (empty: everyone there)."""
    rows = await tx.rows(_AROUND, ids=ids, **_eyes(seer))
    return {row["id"]: row for row in rows}


async def _first(tx: Transaction, condition: str, seer: Seer | None, *, lock: bool, **params: Any) -> Reminder | None:
    bound = SEEN if seer else "r.workspace_id = %(workspace)s"
    sql = f"SELECT {COLUMNS} FROM reminders r WHERE {condition} AND {bound}" + (
        " FOR NO KEY UPDATE OF r" if lock else ""
    )
    row = await tx.one(sql, **params, **_eyes(seer))
    return None if row is None else Reminder(**row)


def _eyes(seer: Seer | None) -> dict[str, Any]:
    return {"me": seer.person, "visible": list(seer.channels)} if seer else {}
