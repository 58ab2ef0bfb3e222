"""A person's own tasks and reminders in pages, as a file holds them: by number, only what they may see."""

from __future__ import annotations

from typing import Any

from core.db.reminders import SEEN as REMINDERS_SEEN
from core.db.sight import SEEN as TASKS_SEEN
from core.db.sight import Seer
from core.db.uow import Transaction

_TASKS = f"""
SELECT t.number, t.title, t.description, t.status, t.priority, coalesce(t.due_at::text, t.due_date::text) AS due,
  t.due_at, t.due_zone, t.tags, nullif(l.name, '') AS list, t.rrule, t.source_link, t.created_at, t.updated_at,
  t.completed_at, t.id
FROM tasks t LEFT JOIN lists l ON l.id = t.list_id
WHERE {TASKS_SEEN} AND (t.creator_id = %(me)s OR t.assignees @> ARRAY[%(me)s]::uuid[])
  AND t.number > %(after)s ORDER BY t.number LIMIT %(limit)s
"""
_REMINDERS = f"""
SELECT r.number, r.text AS title, r.status, o.due_at AS due, r.zone AS due_zone, coalesce(r.rrule, '{{}}') AS rrule,
  t.number AS task_number, r.source_link, r.created_at, r.updated_at, r.id
FROM reminders r LEFT JOIN tasks t ON t.id = r.task_id AND t.workspace_id = %(workspace)s
LEFT JOIN LATERAL (SELECT due_at FROM occurrences WHERE reminder_id = r.id ORDER BY sequence DESC LIMIT 1) o ON true
WHERE {REMINDERS_SEEN} AND (r.setter_id = %(me)s OR r.person_ids @> ARRAY[%(me)s]::uuid[])
  AND r.number > %(after)s ORDER BY r.number LIMIT %(limit)s
"""


async def tasks(tx: Transaction, seer: Seer, *, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Tasks that the person created or that are assigned to them."""
    rows = await _page(tx, _TASKS, seer, after, limit)
    for row in rows:
        at = row.pop("due_at")
        row["due"] = at.isoformat() if at else row["due"]
    return rows


async def reminders(tx: Transaction, seer: Seer, *, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Reminders that the person set or that are for them."""
    rows = await _page(tx, _REMINDERS, seer, after, limit)
    for row in rows:
        row["due"] = row["due"].isoformat() if row["due"] else None
    return rows


async def _page(tx: Transaction, sql: str, seer: Seer, after: int | None, limit: int) -> list[dict[str, Any]]:
    rows = await tx.rows(sql, me=seer.person, visible=list(seer.channels), after=after or 0, limit=limit)
    for row in rows:
        row["id"] = str(row["id"])
        for name in ("created_at", "updated_at", "completed_at"):
            if row.get(name) is not None:
                row[name] = row[name].isoformat()
    return rows
