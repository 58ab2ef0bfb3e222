"""The ledger of occurrences: what is due by the database's clock, what fires, what comes next, what is swept away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.db.uow import Transaction

_DUE = """
WITH ripe AS (
  SELECT o.id, o.workspace_id, o.reminder_id, o.address_id, o.sequence, o.due_at, o.by_rule, o.missed, o.traceparent,
    r.version, r.wall, r.zone, r.rrule, r.status, r.text, r.number, r.task_id,
    CASE WHEN r.rrule IS NULL OR NOT o.by_rule THEN 0
      ELSE (SELECT max(x.sequence) FROM occurrences x WHERE x.reminder_id = o.reminder_id) END AS last_sequence
  FROM occurrences o JOIN reminders r ON r.id = o.reminder_id
  WHERE o.state = 'scheduled' AND o.due_at <= todobot_now() AND o.id <> ALL(%(without)s)
  ORDER BY o.due_at, o.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF o, r SKIP LOCKED
)
SELECT clock.now, clock.next_at, ripe.*
FROM (
  SELECT todobot_now() AS now,
    (SELECT min(due_at) FROM occurrences WHERE state = 'scheduled' AND due_at > todobot_now()) AS next_at
) AS clock LEFT JOIN ripe ON true
ORDER BY ripe.due_at, ripe.id
"""

_FIRE = """
WITH fired AS (
  UPDATE occurrences o SET state = 'due', reason = NULL, missed = f.missed, retry_at = NULL
  FROM unnest(%(ids)s::uuid[], %(missed)s::int[]) AS f(id, missed) WHERE o.id = f.id
)
UPDATE reminders r SET version = b.version, updated_at = todobot_now()
FROM unnest(%(reminders)s::uuid[], %(versions)s::int[]) AS b(id, version) WHERE r.id = b.id
"""

# What is still waiting to be told when the next firing comes is told by that one.
_COALESCE = """
UPDATE occurrences SET state = 'skipped', reason = 'coalesced'
WHERE reminder_id = ANY(%(reminders)s) AND by_rule AND state IN ('due', 'held') AND id <> ALL(%(fired)s)
RETURNING id, reminder_id, missed
"""

_AHEAD = """
SELECT o.id, o.due_at FROM occurrences o
WHERE o.state = 'scheduled' AND o.due_at <= todobot_now() + make_interval(secs => %(within)s)
ORDER BY o.due_at, o.id LIMIT %(limit)s
"""

_STAND = """
SELECT o.id, o.due_at, o.state FROM occurrences o
WHERE o.id = ANY(%(ids)s) OR (o.reminder_id = ANY(%(reminders)s) AND o.state = 'scheduled')
"""

_SWEEP = (
    "DELETE FROM handled WHERE ctid = ANY(ARRAY(SELECT ctid FROM handled"
    " WHERE created_at < todobot_now() - interval '7 days' LIMIT %(limit)s))",
    "DELETE FROM inbox WHERE ctid = ANY(ARRAY(SELECT ctid FROM inbox"
    " WHERE created_at < todobot_now() - interval '7 days' LIMIT %(limit)s))",
    "DELETE FROM sessions WHERE ctid = ANY(ARRAY(SELECT ctid FROM sessions"
    " WHERE expires_at <= todobot_now() LIMIT %(limit)s))",
)


@dataclass(frozen=True, slots=True)
class Ripe:
    """What is due and locked for this transaction, and when the next one is (`next_at`), by the database's `now`."""

    now: datetime
    next_at: datetime | None
    rows: list[dict[str, Any]]


async def ripe(tx: Transaction, *, limit: int, without: Sequence[UUID] = ()) -> Ripe:
    """Lock up to `limit` occurrences that are due and not fired, with their reminders, oldest first.

    Those that another transaction holds, or that are named in `without`, are left out.
    """
    rows = await tx.rows(_DUE, limit=limit, without=list(without))
    now, next_at = rows[0]["now"], rows[0]["next_at"]
    tx.began(now)
    return Ripe(now, next_at, [row for row in rows if row["id"] is not None])


async def fire(tx: Transaction, missed: Mapping[UUID, int], versions: Mapping[UUID, int]) -> None:
    """Make these occurrences due, with how many firings each stands for besides, and their reminders' new versions."""
    await tx.rows(
        _FIRE,
        ids=list(missed),
        missed=list(missed.values()),
        reminders=list(versions),
        versions=list(versions.values()),
    )


async def coalesce(tx: Transaction, reminders: Sequence[UUID], fired: Sequence[UUID]) -> list[dict[str, Any]]:
    """Skip earlier firings of these reminders that nobody was told yet; their ids and what they stood for."""
    return await tx.rows(_COALESCE, reminders=list(reminders), fired=list(fired))


async def ahead(tx: Transaction, *, within_s: float, limit: int) -> list[tuple[UUID, datetime]]:
    """What is scheduled for the next seconds (and what is overdue), earliest first."""
    return [(row["id"], row["due_at"]) for row in await tx.rows(_AHEAD, within=within_s, limit=limit)]


async def standing(tx: Transaction, ids: Sequence[UUID], reminders: Sequence[UUID]) -> dict[UUID, datetime | None]:
    """These occurrences and what the reminders have scheduled: each one's instant, None when it will not ring."""
    rows = await tx.rows(_STAND, ids=list(ids), reminders=list(reminders))
    found = {row["id"]: row["due_at"] if row["state"] == "scheduled" else None for row in rows}
    missing: dict[UUID, datetime | None] = dict.fromkeys(ids)
    return missing | found


async def tidy(tx: Transaction, *, limit: int = 5000) -> bool:
    """Delete what is kept 7 days (answers, inbox) or has expired (sessions), up to `limit` rows of each.

    Whether there is more to delete.
    """
    counts = [len(await tx.rows(f"{statement} RETURNING 1", limit=limit)) for statement in _SWEEP]
    return max(counts) >= limit
