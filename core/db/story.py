"""The log as one task's story: its events and those of its reminders that the person sees, newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.db.reminders import SEEN
from core.db.sight import Seer
from core.db.uow import Transaction

# Ids are made in the order of time (UUIDv7), so a page ends at one of them.
_STORY = f"""
WITH subjects AS MATERIALIZED (
  SELECT %(task)s::uuid AS id, NULL::int AS number
  UNION ALL SELECT r.id, r.number FROM reminders r WHERE r.task_id = %(task)s AND {SEEN}
)
SELECT e.id, e.type, e.subject, e.time, e.actor, e.data, m.name, s.number AS reminder_number,
  EXISTS (SELECT 1 FROM events u WHERE u.workspace_id = %(workspace)s AND u.undoes = e.correlation_id) AS undone
FROM subjects s JOIN events e ON e.subject = s.id AND e.workspace_id = %(workspace)s
LEFT JOIN members m ON m.workspace_id = %(workspace)s AND m.person_id = e.actor
WHERE %(last)s::uuid IS NULL OR e.id < %(last)s::uuid
ORDER BY e.id DESC LIMIT %(limit)s
"""


async def of_task(tx: Transaction, seer: Seer, task: UUID, last: UUID | None, limit: int) -> list[dict[str, Any]]:
    """The events before `last` (None: the newest); the task itself must be one that the person sees."""
    return await tx.rows(_STORY, task=task, last=last, limit=limit, **seer.params())
