"""The event log as a page follows it: what happened after a position, to things that the person sees or saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db.sight import Seer
from core.db.uow import Transaction

# Of a deleted task, or one that was taken from the person by this very event, they hear too: it has to disappear.
_SEES_TASK = """
EXISTS (SELECT 1 FROM tasks t WHERE t.id = e.subject AND t.workspace_id = %(workspace)s AND (
  t.creator_id = %(me)s OR t.assignees @> ARRAY[%(me)s]::uuid[] OR t.list_id IN (SELECT id FROM theirs)
  OR e.data->'before'->'assignees' @> to_jsonb(%(me)s::text)
  OR e.data->'before'->>'list_id' IN (SELECT id::text FROM theirs)))
"""
_SEES_REMINDER = """
EXISTS (SELECT 1 FROM reminders r WHERE r.id = e.subject AND r.workspace_id = %(workspace)s AND (
  r.setter_id = %(me)s OR r.person_ids @> ARRAY[%(me)s]::uuid[] OR r.address_id IN (
    SELECT id FROM addresses WHERE workspace_id = %(workspace)s AND person = '' AND channel = ANY(%(visible)s))))
"""
_EVENTS = f"""
WITH theirs AS MATERIALIZED (
  SELECT id FROM lists WHERE workspace_id = %(workspace)s AND owner_id IS NULL AND channel = ANY(%(visible)s)
), part AS MATERIALIZED (
  SELECT position, type, subject, time, data FROM events
  WHERE workspace_id = %(workspace)s AND position > %(after)s ORDER BY position LIMIT %(limit)s
)
SELECT e.position, e.type, e.subject, e.time, CASE
  WHEN e.type LIKE 'task-%%' THEN {_SEES_TASK}
  WHEN e.type LIKE 'reminder-%%' THEN {_SEES_REMINDER}
  WHEN e.type = 'person-updated' THEN e.subject = %(me)s
  ELSE e.type = 'workspace-updated' END AS seen
FROM part e ORDER BY e.position
"""
_HEAD = """
SELECT coalesce((SELECT position FROM chains WHERE workspace_id = %(workspace)s), 0) AS head,
  EXISTS (SELECT 1 FROM events WHERE workspace_id = %(workspace)s AND position IS NULL) AS unsealed,
  (SELECT time FROM events WHERE workspace_id = %(workspace)s AND position = %(at)s) AS since
"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends; whether more waits for its place; when the event at the position asked for happened."""

    position: int
    unsealed: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; `seen` tells whether the person may know of it."""

    position: int
    type: str
    subject: UUID
    time: datetime
    seen: bool


async def head(tx: Transaction, at: int = 0) -> Head:
    """The end of the workspace's log."""
    row: dict[str, Any] = (await tx.rows(_HEAD, at=at))[0]
    return Head(row["head"], row["unsealed"], row["since"])


async def after(tx: Transaction, seer: Seer, position: int, limit: int) -> list[Happening]:
    """The events after a position, in their order."""
    return [Happening(**row) for row in await tx.rows(_EVENTS, after=position, limit=limit, **seer.params())]
