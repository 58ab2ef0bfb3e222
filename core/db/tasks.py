"""Queries for tasks, each bound to what a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from core.db.sight import COLUMNS as COLUMNS
from core.db.sight import SEEN, SEEN_ONCE, seen
from core.db.sight import Seer as Seer
from core.db.uow import Transaction
from core.db.words import WORDS, literal, prefixes
from core.domain import Task

Order = Literal["due", "number", "priority", "created", "updated"]
_DUE = "COALESCE(t.due_date, 'infinity'::date)"
# As the indexes have them (core.domain.task.ORDERS): the last key tells all tasks apart.
_KEYS: dict[Order, tuple[tuple[str, str], ...]] = {
    "due": (
        (_DUE, "date"),
        ("COALESCE(t.due_at, 'infinity'::timestamptz)", "timestamptz"),
        ("t.priority", "int"),
        ("t.number", "int"),
    ),
    "number": (("t.number", "int"),),
    "priority": (("t.priority", "int"), ("t.number", "int")),
    "created": (("t.created_at", "timestamptz"), ("t.number", "int")),
    "updated": (("t.updated_at", "timestamptz"), ("t.number", "int")),
}
_GIVEN = "t.creator_id = %(given_by)s AND t.assignees <> '{}' AND t.assignees <> ARRAY[%(given_by)s]::uuid[]"
TAGGED = 20_000  # tasks whose tags are looked at
COUNTED = 1000  # counting more would take longer than a person waits


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks, in which order; None and empty = any. Days are in the person's zone.

    `after` holds the keys of the last task of the page before, as `keys_of` gives them for the same order.
    """

    status: str | None = "open"
    priority: int | None = None
    tags: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None  # inclusive
    overdue_on: date | None = None  # due before this day
    assigned_to: UUID | None = None
    given_by: UUID | None = None  # created by this person and assigned to others
    text: str | None = None  # somewhere in the title
    words: str | None = None  # each of them, or its beginning, in title, description or tags
    list_name: str | None = None  # a named list, of whomever
    channel: str | None = None  # a channel's own list
    inbox_of: UUID | None = None  # a person's own
    order: Order = "number"
    falling: bool = True
    after: tuple[str, ...] | None = None
    limit: int = 50


async def by_id(tx: Transaction, task_id: UUID, seer: Seer, *, lock: bool = False) -> Task | None:
    """The task if this person may see it; `lock` holds its row until the end of the transaction."""
    return await _first(tx, "t.id = %(id)s", seer, lock=lock, id=task_id)


async def by_ids(tx: Transaction, ids: list[UUID], seer: Seer, *, deleted: bool = False) -> dict[UUID, Task]:
    """Those of these tasks that this person may see; `deleted`: also those that they could until it was deleted."""
    sql = f"SELECT {COLUMNS} FROM tasks t WHERE t.id = ANY(%(ids)s) AND {SEEN_ONCE if deleted else SEEN}"
    return {row["id"]: Task(**row) for row in await tx.rows(sql, ids=ids, **seer.params())}


async def by_number(tx: Transaction, number: int, seer: Seer, *, lock: bool = False) -> Task | None:
    """The task with this number in the transaction's workspace."""
    return await _first(tx, "t.number = %(number)s", seer, lock=lock, number=number)


async def lock_about(tx: Transaction, subjects: list[UUID]) -> None:
    """Hold these tasks and the tasks of these reminders: everybody locks a task before its reminders."""
    await tx.rows(
        "SELECT id FROM tasks WHERE workspace_id = %(workspace)s AND id = ANY(%(subjects)s || ARRAY(SELECT task_id"
        " FROM reminders WHERE workspace_id = %(workspace)s AND id = ANY(%(subjects)s))) ORDER BY id FOR NO KEY UPDATE",
        subjects=subjects,
    )


async def page(tx: Transaction, seer: Seer, wanted: Filter, *, lock: bool = False) -> list[Task]:
    """One page in the order that is wanted; what has no due date is due last. `lock` holds its rows."""
    where, few, params = await conditions(tx, wanted)
    order = order_of(wanted)
    if wanted.after is not None:
        where += _behind(wanted)
        params |= {f"key{place}": value for place, value in enumerate(wanted.after)}
    sql = seen(COLUMNS, seer, wanted.status, where=where, few=few, order=order)
    if lock:  # the rows have to fit still when they are held
        status = f" AND t.status = '{wanted.status}'" if wanted.status else ""
        chosen = f"SELECT {COLUMNS} FROM tasks t WHERE t.id IN (SELECT id FROM ({sql}) t)"
        sql = f"{chosen} AND {SEEN}{status}{where}{few} ORDER BY {order} FOR NO KEY UPDATE OF t"
    rows = await tx.rows(sql, **seer.params(), **params, limit=wanted.limit)
    return [Task(**row) for row in rows]


def order_of(wanted: Filter) -> str:
    """What SQL sorts by, over `t`."""
    keys = [key for key, _ in _KEYS[wanted.order]]
    return ", ".join(f"{key} DESC" if wanted.falling else key for key in keys)


def kinds_of(order: Order) -> tuple[str, ...]:
    """The types of the keys that `keys_of` gives, as PostgreSQL calls them."""
    return tuple(kind for _, kind in _KEYS[order])


def keys_of(task: Task, order: Order) -> tuple[str, ...]:
    """Where a task stands in this order: what `Filter.after` takes."""
    due = ("infinity" if task.due_date is None else task.due_date.isoformat(), _stamp(task.due_at))
    keys: dict[Order, tuple[object, ...]] = {
        "due": (*due, task.priority),
        "number": (),
        "priority": (task.priority,),
        "created": (_stamp(task.created_at),),
        "updated": (_stamp(task.updated_at),),
    }
    return (*map(str, keys[order]), str(task.number))


async def count(tx: Transaction, seer: Seer, wanted: Filter) -> int:
    """How many there are, without paging; COUNTED + 1 stands for more than COUNTED."""
    where, few, params = await conditions(tx, wanted)
    found = seen("t.number", seer, wanted.status, where=where, few=few, order="t.number")
    sql = f"SELECT count(*) AS n FROM ({found}) counted"
    row = await tx.one(sql, **seer.params(), **params, limit=COUNTED + 1)
    return int(row["n"]) if row else 0


async def tags(tx: Transaction, seer: Seer) -> list[str]:
    """Every tag among the tasks that this person sees, TAGGED of them at most."""
    tagged = seen("t.tags", seer, None, where=" AND t.tags <> '{}'")
    sql = f"SELECT DISTINCT tag FROM ({tagged}) t, unnest(t.tags) AS tag"
    rows = await tx.rows(sql, **seer.params(), limit=TAGGED)
    return [row["tag"] for row in rows]


async def _first(tx: Transaction, condition: str, seer: Seer, *, lock: bool, **params: Any) -> Task | None:
    sql = f"SELECT {COLUMNS} FROM tasks t WHERE {condition} AND {SEEN}" + (" FOR NO KEY UPDATE OF t" if lock else "")
    row = await tx.one(sql, **params, **seer.params())
    return None if row is None else Task(**row)


def _stamp(at: datetime | None) -> str:
    return "infinity" if at is None else at.isoformat()


def _behind(wanted: Filter) -> str:
    """What comes after the last one that was shown."""
    keys = _KEYS[wanted.order]
    values = ", ".join(f"%(key{place})s::{kind}" for place, (_, kind) in enumerate(keys))
    return f" AND ({', '.join(key for key, _ in keys)}) {'<' if wanted.falling else '>'} ({values})"


async def conditions(tx: Transaction, wanted: Filter) -> tuple[str, str, dict[str, Any]]:
    """`where`, `few` (as core.db.sight.seen takes them) and parameters for a filter, its status and paging apart."""
    given = {
        "t.priority = %(priority)s": wanted.priority,
        "t.tags @> %(tags)s": list(wanted.tags) or None,
        f"{_DUE} >= %(due_from)s AND t.due_date IS NOT NULL": wanted.due_from,
        f"{_DUE} <= %(due_to)s": wanted.due_to,
        f"{_DUE} < %(overdue_on)s": wanted.overdue_on,
        "t.title ILIKE %(text)s": f"%{literal(wanted.text)}%" if wanted.text else None,
        f"{WORDS} @@ to_tsquery('simple', %(words)s)": prefixes(wanted.words) if wanted.words else None,
        "t.list_id = ANY(%(lists)s)": await _lists(tx, wanted),
    }
    people = {"t.assignees @> ARRAY[%(assigned_to)s]::uuid[]": wanted.assigned_to, _GIVEN: wanted.given_by}
    where, few = ({sql: value for sql, value in part.items() if value is not None} for part in (given, people))
    params = {sql.split("%(")[-1].split(")")[0]: value for sql, value in (where | few).items()}
    return _all(where), _all(few), params


def _all(parts: Iterable[str]) -> str:
    return "".join(f" AND {sql}" for sql in parts)


async def _lists(tx: Transaction, wanted: Filter) -> list[UUID] | None:
    """Asked for apart: with the ids at hand PostgreSQL knows how many tasks to expect."""
    for value, sql in (
        (wanted.list_name, "name = %(value)s AND name <> ''"),
        (wanted.channel, "channel = %(value)s AND name = ''"),
        (wanted.inbox_of, "owner_id = %(value)s AND name = ''"),
    ):
        if value is not None:
            found = f"SELECT id FROM lists WHERE workspace_id = %(workspace)s AND {sql}"
            return [row["id"] for row in await tx.rows(found, value=value)]
    return None
