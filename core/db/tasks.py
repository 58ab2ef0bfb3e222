"""Queries for tasks, each bound to what a person may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from core.db.uow import Transaction
from core.domain import Task

# What a person may see: design.md section 2. Everybody else gets the same "there is no ...".
SEEN = (
    "t.workspace_id = %(workspace)s AND t.deleted_at IS NULL AND (t.creator_id = %(me)s"
    " OR t.assignees @> ARRAY[%(me)s]::uuid[]"
    " OR t.list_id IN (SELECT id FROM lists WHERE workspace_id = %(workspace)s AND channel = ANY(%(visible)s)))"
)
COLUMNS = ", ".join(f"t.{name}" for name in Task.model_fields)
_GIVEN = "t.creator_id = %(given_by)s AND t.assignees <> '{}' AND t.assignees <> ARRAY[%(given_by)s]::uuid[]"
_NAMED = "t.list_id IN (SELECT id FROM lists WHERE workspace_id = %(workspace)s AND name = %(list_name)s)"
NEAR_LIMIT = 1000  # open tasks whose titles are compared when one is named in words


@dataclass(frozen=True, slots=True)
class Seer:
    """Who looks: their id and the channels that they see."""

    person: UUID
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks; None and empty = any. Days are in the person's zone. `after`: the last number of the page before."""

    status: str | None = "open"
    priority: int | None = None
    tags: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None  # inclusive
    overdue_on: date | None = None  # due before this day
    assigned_to: UUID | None = None
    given_by: UUID | None = None  # created by this person and assigned to others
    text: str | None = None
    list_name: str | None = None
    after: int | None = None
    limit: int = 50
    by_due: bool = field(default=False)  # what is due first, then the rest by number; no paging then


async def by_id(tx: Transaction, task_id: UUID, seer: Seer, *, lock: bool = False) -> Task | None:
    """The task if this person may see it; `lock` holds its row until the end of the transaction."""
    return await _first(tx, "t.id = %(id)s", seer, lock=lock, id=task_id)


async def by_number(tx: Transaction, number: int, seer: Seer, *, lock: bool = False) -> Task | None:
    """The task with this number in the transaction's workspace."""
    return await _first(tx, "t.number = %(number)s", seer, lock=lock, number=number)


async def lock_about(tx: Transaction, subjects: list[UUID]) -> None:
    """Hold these tasks and the tasks of these reminders: everybody locks a task before its reminders."""
    await tx.rows(
        "SELECT id FROM tasks WHERE workspace_id = %(workspace)s AND (id = ANY(%(subjects)s) OR id IN (SELECT task_id"
        " FROM reminders WHERE workspace_id = %(workspace)s AND id = ANY(%(subjects)s))) ORDER BY id FOR NO KEY UPDATE",
        subjects=subjects,
    )


async def titles(tx: Transaction, seer: Seer, *, status: str | None) -> list[Task]:
    """The newest tasks that a title could mean, at most 1,000; status None = any."""
    return await page(tx, seer, Filter(status=status, limit=NEAR_LIMIT))


async def page(tx: Transaction, seer: Seer, wanted: Filter, *, lock: bool = False) -> list[Task]:
    """One page, newest number first; ask with `after` = the last number for the next one. `lock` holds its rows."""
    where, params = _conditions(wanted)
    order = "t.due_date NULLS LAST, t.due_at NULLS LAST, t.priority, t.number" if wanted.by_due else "t.number DESC"
    sql = f"SELECT {COLUMNS} FROM tasks t WHERE {SEEN}{where} ORDER BY {order} LIMIT %(limit)s"
    sql += " FOR NO KEY UPDATE OF t" if lock else ""
    rows = await tx.rows(sql, **_seer(seer), **params, limit=wanted.limit)
    return [Task(**row) for row in rows]


async def count(tx: Transaction, seer: Seer, wanted: Filter) -> int:
    """How many there are, without paging."""
    where, params = _conditions(wanted)
    row = await tx.one(f"SELECT count(*) AS n FROM tasks t WHERE {SEEN}{where}", **_seer(seer), **params)
    return int(row["n"]) if row else 0


async def tags(tx: Transaction, seer: Seer) -> list[str]:
    """Every tag among the tasks that this person sees."""
    rows = await tx.rows(f"SELECT DISTINCT tag FROM tasks t, unnest(t.tags) AS tag WHERE {SEEN}", **_seer(seer))
    return [row["tag"] for row in rows]


async def _first(tx: Transaction, condition: str, seer: Seer, *, lock: bool, **params: Any) -> Task | None:
    sql = f"SELECT {COLUMNS} FROM tasks t WHERE {condition} AND {SEEN}" + (" FOR NO KEY UPDATE OF t" if lock else "")
    row = await tx.one(sql, **params, **_seer(seer))
    return None if row is None else Task(**row)


def _seer(seer: Seer) -> dict[str, Any]:
    return {"me": seer.person, "visible": list(seer.channels)}


def _conditions(wanted: Filter) -> tuple[str, dict[str, Any]]:
    given = {
        "t.status = %(status)s": wanted.status,
        "t.priority = %(priority)s": wanted.priority,
        "t.tags @> %(tags)s": list(wanted.tags) or None,
        "t.due_date >= %(due_from)s": wanted.due_from,
        "t.due_date <= %(due_to)s": wanted.due_to,
        "t.due_date < %(overdue_on)s": wanted.overdue_on,
        "t.assignees @> ARRAY[%(assigned_to)s]::uuid[]": wanted.assigned_to,
        _GIVEN: wanted.given_by,
        "t.title ILIKE %(text)s": f"%{_literal(wanted.text)}%" if wanted.text else None,
        _NAMED: wanted.list_name,
        "t.number < %(after)s": wanted.after,
    }
    used = {sql: value for sql, value in given.items() if value is not None}
    params = {sql.split("%(")[-1].split(")")[0]: value for sql, value in used.items()}
    return "".join(f" AND {sql}" for sql in used), params


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
