"""The outbox: lanes are leased, their rows read in order, deleted when the bus has them, parked when it never can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.db.uow import Transaction
from core.domain import Task
from core.domain.envelope import Envelope

PER_LANE = 100

_TAKE = """
WITH free AS (
  SELECT l.lane FROM lanes l
  WHERE (l.lease_until IS NULL OR l.lease_until <= todobot_now() OR l.holder = %(holder)s)
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.lane = l.lane AND o.parked_at IS NULL)
  ORDER BY l.lane FOR NO KEY UPDATE OF l SKIP LOCKED
), unread AS (
  DELETE FROM outbox o USING free WHERE o.lane = free.lane AND o.parked_at IS NULL AND o.topic <> ALL(%(wanted)s)
), leased AS (
  UPDATE lanes l
  SET holder = %(holder)s, fence = l.fence + 1, lease_until = todobot_now() + make_interval(secs => %(lease)s)
  FROM free WHERE l.lane = free.lane AND EXISTS (
    SELECT 1 FROM outbox o WHERE o.lane = l.lane AND o.parked_at IS NULL AND o.topic = ANY(%(wanted)s))
  RETURNING l.lane, l.fence
)
SELECT l.lane, l.fence, o.id, o.topic, o.key, e.id AS event_id, e.type, e.subject, e.workspace_id, e.time, e.sequence,
  e.data, e.actor, e.correlation_id, e.causation_id, e.traceparent
FROM leased l
CROSS JOIN LATERAL (
  SELECT o.id, o.topic, o.key, o.sequence, o.event_id FROM outbox o
  WHERE o.lane = l.lane AND o.parked_at IS NULL AND o.topic = ANY(%(wanted)s)
  ORDER BY o.key, o.sequence, o.id LIMIT %(limit)s
) o
JOIN events e ON e.id = o.event_id
ORDER BY l.lane, o.key, o.sequence, o.id
"""

_DONE = """
WITH mine AS (
  SELECT l.lane FROM lanes l JOIN unnest(%(lanes)s::int[], %(fences)s::bigint[]) AS m(lane, fence)
  ON m.lane = l.lane AND m.fence = l.fence
  ORDER BY l.lane FOR NO KEY UPDATE OF l
), parked AS (
  UPDATE outbox o SET parked_at = todobot_now(), parked_reason = p.reason
  FROM unnest(%(parked)s::uuid[], %(reasons)s::text[]) AS p(id, reason)
  WHERE o.id = p.id AND o.lane IN (SELECT lane FROM mine)
), gone AS (
  DELETE FROM outbox o USING unnest(%(done)s::uuid[]) AS d(id)
  WHERE o.id = d.id AND o.lane IN (SELECT lane FROM mine)
  RETURNING o.id
), freed AS (
  UPDATE lanes SET lease_until = NULL WHERE lane IN (SELECT lane FROM mine)
)
SELECT count(*) AS gone FROM gone
"""

_UNPARK = "UPDATE outbox SET parked_at = NULL, parked_reason = NULL WHERE parked_at IS NOT NULL RETURNING id"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row on its way."""

    id: UUID
    lane: int
    fence: int
    topic: str
    envelope: Envelope


async def take(
    tx: Transaction, *, holder: str, lease_s: float, wanted: Sequence[str], per_lane: int = PER_LANE
) -> list[Waiting]:
    """Lease every free lane that has rows and read up to `per_lane` rows of each, by lane, key and sequence.

    A lane that `holder` has from an earlier pass, whose end was lost with the connection, is free to it. Rows of
    topics that are not `wanted`, which nobody could read, are deleted on the way.
    """
    rows = await tx.rows(_TAKE, holder=holder, lease=lease_s, wanted=list(wanted), limit=per_lane)
    return [Waiting(row["id"], row["lane"], row["fence"], row["topic"], _envelope(row)) for row in rows]


async def done(tx: Transaction, taken: Sequence[Waiting], published: Sequence[UUID], parked: Mapping[UUID, str]) -> int:
    """Delete what was published, park what is refused, give the lanes back; nothing in a lane that was lost since.

    Returns how many rows were deleted; a row whose lane was lost is published again by its new holder.
    """
    fences = {row.lane: row.fence for row in taken}
    found = await tx.rows(
        _DONE,
        lanes=list(fences),
        fences=list(fences.values()),
        done=list(published),
        parked=list(parked),
        reasons=[reason[:500] for reason in parked.values()],
    )
    return int(found[0]["gone"])


async def unpark(tx: Transaction) -> int:
    """Let every parked row be tried again; how many there were."""
    return len(await tx.write(_UNPARK))


async def states(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The full state of these tasks now, with `version` and `deleted`, as `task-updates` carries it."""
    rows = await tx.rows("SELECT * FROM tasks WHERE id = ANY(%(ids)s)", ids=list(ids))
    return {row["id"]: Task(**row).snapshot() | {"deleted": row["deleted_at"] is not None} for row in rows}


def _envelope(row: dict[str, Any]) -> Envelope:
    return Envelope(
        id=row["event_id"],
        type=row["type"],
        topic=row["topic"],
        key=row["key"],
        subject=row["subject"],
        workspace_id=row["workspace_id"],
        time=row["time"],
        sequence=row["sequence"],
        data=row["data"] or {},
        actor=row["actor"],
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
        traceparent=row["traceparent"],
    )
