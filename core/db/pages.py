"""Where the pages of a long list of tasks begin: the keys of every so many-th task, in one query."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.db.sight import COLUMNS, Seer, seen
from core.db.tasks import Filter, conditions, keys_of, order_of
from core.db.uow import Transaction
from core.domain import Task


@dataclass(frozen=True, slots=True)
class Start:
    """A page begins behind the task with these keys, which is due then."""

    keys: tuple[str, ...]
    due: str | None


async def starts(tx: Transaction, seer: Seer, wanted: Filter, size: int, most: int) -> tuple[int, list[Start]]:
    """(how many tasks fit, where each page of `size` but the first begins). Beyond `most` pages nothing counts."""
    where, few, params = await conditions(tx, replace(wanted, after=None))
    # All that any order sorts by; the rest of a task is fetched for those at the ends of pages only.
    keys = "t.id, t.number, t.due_date, t.due_at, t.priority, t.created_at, t.updated_at"
    order = order_of(wanted)
    chosen = seen(keys, seer, wanted.status, where=where, few=few, order=order)
    sql = (
        f"WITH placed AS (SELECT t.id, row_number() OVER (ORDER BY {order}) AS place, count(*) OVER () AS total"
        f" FROM ({chosen}) t)"
        f" SELECT p.total, p.place, {COLUMNS} FROM placed p JOIN tasks t ON t.id = p.id"
        " WHERE (p.place %% %(size)s = 0 OR p.place = p.total) AND t.workspace_id = %(workspace)s ORDER BY p.place"
    )
    rows = await tx.rows(sql, **seer.params(), **params, size=size, limit=size * most)
    if not rows:
        return 0, []
    total = int(rows[0]["total"])
    fields = Task.model_fields
    ends = [
        Task(**{name: value for name, value in row.items() if name in fields}) for row in rows if row["place"] < total
    ]
    return total, [Start(keys_of(task, wanted.order), _due(task)) for task in ends]


def _due(task: Task) -> str | None:
    due = task.due_at or task.due_date
    return None if due is None else due.isoformat()
