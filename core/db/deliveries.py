"""What was due and what came of it, of the reminders that a person sees: pages, attempts, and sums over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.reminders import SEEN
from core.db.sight import Seer
from core.db.uow import Transaction

WAITING = ("due", "sending", "unknown", "held")
STATES = (*WAITING, "sent", "failed", "skipped")
# What is given up, since nobody can tell whether it came, does not grow later for ever.
_STILL = "o.state IN ('due','sending') OR o.state = 'unknown' AND o.retry_at IS NOT NULL"
_LATENESS = f"extract(epoch FROM coalesce(o.sent_at, CASE WHEN {_STILL} THEN %(now)s END) - o.due_at)"
# A reminder's own page also shows what is ahead and what was cancelled; the others only what was due.
_PAGE = f"""
SELECT o.id, o.reminder_id, r.number, r.text, r.task_id, t.number AS task_number,
  o.sequence, o.due_at, o.sent_at, o.state, o.reason, o.tries,
  o.missed, greatest({_LATENESS}, 0 * {_LATENESS}) AS lateness, a.platform, a.channel, a.person <> '' AS direct,
  (SELECT t.error FROM attempts t WHERE t.occurrence_id = o.id ORDER BY t.number DESC LIMIT 1) AS error
FROM occurrences o JOIN reminders r ON r.id = o.reminder_id JOIN addresses a ON a.id = o.address_id
  LEFT JOIN tasks t ON t.id = r.task_id AND t.deleted_at IS NULL
WHERE o.workspace_id = %(workspace)s AND {SEEN}
"""
_WAS_DUE = " AND o.state = ANY(%(states)s) AND o.due_at <= %(now)s"
_BEFORE = " AND (o.due_at, o.id) < (%(last_due)s::timestamptz, %(last_id)s::uuid)"
_ORDER = " ORDER BY o.due_at DESC, o.id DESC LIMIT %(limit)s"
_ATTEMPTS = """
SELECT occurrence_id, number, state, claimed_at, ended_at, error, message_id FROM attempts
WHERE workspace_id = %(workspace)s AND occurrence_id = ANY(%(ids)s) ORDER BY occurrence_id, number
"""
_SUMS = f"""
WITH seen AS (
  SELECT o.due_at, o.state, greatest({_LATENESS}, 0 * {_LATENESS}) AS lateness FROM occurrences o
  JOIN reminders r ON r.id = o.reminder_id
  WHERE o.workspace_id = %(workspace)s AND {SEEN} AND o.state = ANY(%(states)s)
    AND o.due_at > %(since)s AND o.due_at <= %(now)s
)
SELECT date_bin(%(step)s, due_at, %(since)s) AS at, count(*) AS due, count(*) FILTER (WHERE state = 'sent') AS sent,
  count(*) FILTER (WHERE lateness > %(late)s) AS late, count(*) FILTER (WHERE state = 'failed') AS failed,
  count(*) FILTER (WHERE state IN ('due', 'sending', 'unknown', 'held')) AS waiting,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY lateness) FILTER (WHERE state = 'sent') AS median,
  max(lateness) AS worst
FROM seen GROUP BY GROUPING SETS ((1), ()) ORDER BY 1 NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which firings. `of` None: of all reminders, and only what was due."""

    of: UUID | None = None
    states: tuple[str, ...] = STATES
    late: float | None = None  # only what came, or still has not come, so many seconds after its time
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


async def page(tx: Transaction, seer: Seer, wanted: Wanted, now: datetime) -> list[dict[str, Any]]:
    """Firings, newest due time first."""
    sql = _PAGE + (_WAS_DUE if wanted.of is None else " AND o.reminder_id = %(of)s")
    sql += f" AND {_LATENESS} > %(late)s" if wanted.late is not None else ""
    sql += " AND o.due_at >= %(since)s" if wanted.since else ""
    sql += " AND o.due_at < %(until)s" if wanted.until else ""
    sql += _BEFORE if wanted.after else ""
    last_due, last_id = wanted.after or (None, None)
    values = {"of": wanted.of, "states": list(wanted.states), "late": wanted.late, "now": now, "limit": wanted.limit}
    values |= {"since": wanted.since, "until": wanted.until, "last_due": last_due, "last_id": last_id}
    return await tx.rows(sql + _ORDER, **values, **seer.params())


async def attempts(tx: Transaction, ids: list[UUID]) -> list[dict[str, Any]]:
    """Every try of these firings."""
    return await tx.rows(_ATTEMPTS, ids=ids)


async def sums(
    tx: Transaction, seer: Seer, since: datetime, now: datetime, step: timedelta, late: float
) -> list[dict[str, Any]]:
    """What was due in each step of time; the last row, without a time, is of all of it."""
    values = {"since": since, "now": now, "step": step, "late": late, "states": list(STATES)}
    return await tx.rows(_SUMS, **values, **seer.params())
