"""Who sees which tasks, as SQL that walks an index for each way of seeing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.domain import Task
from core.domain.task import DONE, OPEN

# What a person may see: design.md section 2. Everybody else gets the same "there is no ...". For one row that is known
# by its id or number; a query for many is made by `seen`, since an OR over three ways of seeing uses no index.
SEEN_ONCE = (
    "t.workspace_id = %(workspace)s AND (t.creator_id = %(me)s"
    " OR t.assignees @> ARRAY[%(me)s]::uuid[]"
    " OR t.list_id IN (SELECT id FROM lists WHERE workspace_id = %(workspace)s AND channel = ANY(%(visible)s)))"
)  # also what was deleted since
SEEN = f"{SEEN_ONCE} AND t.deleted_at IS NULL"
COLUMNS = ", ".join(f"t.{name}" for name in Task.model_fields)
_MINE = "t.creator_id = %(me)s"
_GIVEN_TO_ME = "t.assignees @> ARRAY[%(me)s]::uuid[]"
_LISTS = (
    "SELECT id FROM lists WHERE workspace_id = %(workspace)s AND owner_id IS NULL AND channel = ANY(%(visible)s)"
    " OFFSET 0"
)


@dataclass(frozen=True, slots=True)
class Seer:
    """Who looks: their id and the channels that they see."""

    person: UUID
    channels: frozenset[str]

    def params(self) -> dict[str, Any]:
        """What the SQL of this module asks for, the workspace apart."""
        return {"me": self.person, "visible": list(self.channels)}


def seen(
    columns: str,
    seer: Seer,
    status: str | None,
    *,
    where: str = "",
    few: str = "",
    most: int | None = None,
    order: str = "",
    limit: str = "%(limit)s",
) -> str:
    """SQL for the tasks `t` that this person sees: at most `limit` of them, the first ones in this order.

    `columns`, `where` (" AND ...") and `order` are over `t`; what is ordered by has to be among the columns, and the
    columns have to tell tasks apart. `few` is a part of the condition that few tasks fit: these are found first, at
    most `most` for each way of seeing, and put in order afterwards.
    """
    sorted_by = f" ORDER BY {order}" if order else ""
    rest = f"{where}{sorted_by} LIMIT {limit}"
    parts: list[str] = []
    for state in (OPEN, DONE) if status is None else (status,):
        here = f"t.workspace_id = %(workspace)s AND t.deleted_at IS NULL AND t.status = '{state}'"
        mine = _first(f"{here} AND {_MINE}{few}", most) if few else f"tasks t WHERE {here} AND {_MINE}"
        parts += [f"(SELECT {columns} FROM {mine}{rest})"]
        parts += [f"(SELECT {columns} FROM {_first(f'{here} AND {_GIVEN_TO_ME}{few}', most)}{rest})"]
        if seer.channels and few:
            parts += [f"(SELECT {columns} FROM {_first(f'{here} AND t.list_id IN ({_LISTS}){few}', most)}{rest})"]
        elif seer.channels:  # each list by itself: one index has the tasks of one list in order, not those of several
            theirs = f"SELECT {columns} FROM tasks t WHERE {here} AND t.list_id = l.id{rest}"
            parts += [f"(SELECT t.* FROM ({_LISTS}) l CROSS JOIN LATERAL ({theirs}) t{sorted_by} LIMIT {limit})"]
    return f"SELECT * FROM ({' UNION '.join(parts)}) t{sorted_by} LIMIT {limit}"


def _first(condition: str, most: int | None) -> str:
    """What PostgreSQL shall find first: a part of its own, or it walks all tasks in the wanted order, or just all,
    until it has met enough of these, of which there may be fewer."""
    ends = "" if most is None else f" LIMIT {most}"
    return f"(WITH f AS MATERIALIZED (SELECT * FROM tasks t WHERE {condition}) SELECT * FROM f{ends}) t WHERE true"
