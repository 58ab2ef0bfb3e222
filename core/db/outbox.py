"""The outbox: lanes are leased, their rows read in order, deleted when the bus has them, parked when it never can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from core.db.uow import Transaction
from core.domain import Task
from core.domain.envelope import SOURCE, SPEC_VERSION, Envelope, Written
from core.domain.events import TASK_UPDATES, TOPICS

PER_LANE = 100

_TAKE = """
WITH free AS (
  SELECT l.lane FROM lanes l
  WHERE (l.lease_until IS NULL OR l.lease_until <= todobot_now() OR l.holder = %(holder)s)
    AND l.lane %% %(hands)s = %(hand)s
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.lane = l.lane AND o.parked_at IS NULL)
  ORDER BY l.lane FOR NO KEY UPDATE OF l SKIP LOCKED
){unread}, leased AS (
  UPDATE lanes l
  SET holder = %(holder)s, fence = l.fence + 1, lease_until = todobot_now() + make_interval(secs => %(lease)s)
  FROM free WHERE l.lane = free.lane AND EXISTS (
    SELECT 1 FROM outbox o WHERE o.lane = l.lane AND o.parked_at IS NULL AND o.topic = ANY(%(wanted)s))
  RETURNING l.lane, l.fence
)
SELECT {columns}
FROM leased l
CROSS JOIN LATERAL (
  SELECT o.id, o.topic, o.key, o.sequence, o.event_id FROM outbox o
  WHERE o.lane = l.lane AND o.parked_at IS NULL AND o.topic = ANY(%(wanted)s)
  ORDER BY o.key, o.sequence, o.id LIMIT %(limit)s
) o
JOIN events e ON e.id = o.event_id
ORDER BY l.lane, o.key, o.sequence, o.id
"""
_UNREAD = """, unread AS (
  DELETE FROM outbox o USING free WHERE o.lane = free.lane AND o.parked_at IS NULL AND o.topic <> ALL(%(wanted)s)
)"""
_FIELDS = (
    "e.id AS event_id, e.type, e.subject, e.workspace_id, e.time, e.sequence, e.data, e.actor, e.correlation_id,"
    " e.causation_id, e.traceparent"
)
# The document that Envelope.to_cloudevent makes, put together where it costs this process nothing. What goes out as a
# task's state is made of the task, when it goes.
_DOCUMENT = f"""e.id, o.key, e.type, e.traceparent, CASE WHEN o.topic = '{TASK_UPDATES}' THEN '' ELSE concat(
  '{{"specversion":"{SPEC_VERSION}","id":"', e.id, '","source":"{SOURCE}","type":', to_json(e.type),
  ',"subject":"', e.subject, '","time":', to_json(e.time), ',"datacontenttype":"application/json","workspaceid":"',
  e.workspace_id, '","partitionkey":', to_json(o.key), ',"sequence":"', e.sequence, '","data":',
  coalesce(e.data, '{{}}'), ',"actor":"' || e.actor || '"', ',"correlationid":"' || e.correlation_id || '"',
  ',"causationid":"' || e.causation_id || '"', ',"traceparent":' || to_json(e.traceparent)::text, '}}') END"""
_WHOLE = _TAKE.replace("{columns}", f"o.id, l.lane, l.fence, o.topic, o.key, {_FIELDS}")
_WRITTEN = _TAKE.replace("{columns}", f"o.id, l.lane, l.fence, o.topic, {_DOCUMENT}")
_EVENTS = f"SELECT {_FIELDS} FROM events e WHERE e.id = ANY(%(ids)s)"

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


class Waiting(NamedTuple):
    """One row on its way."""

    id: UUID
    lane: int
    fence: int
    topic: str
    event: Envelope | Written


async def take(
    tx: Transaction,
    *,
    holder: str,
    lease_s: float,
    wanted: Sequence[str],
    per_lane: int = PER_LANE,
    hand: tuple[int, int] = (0, 1),
    written: bool = False,
) -> list[Waiting]:
    """Lease every free lane that has rows and read up to `per_lane` rows of each, by lane, key and sequence.

    A lane that `holder` has from an earlier pass, whose end was lost with the connection, is free to it. Rows of
    topics that are not `wanted`, which nobody could read, are deleted on the way. `hand` (n, of m) takes its share of
    the lanes, as several do who work at the same time. With `written` every event comes as the document that goes out
    (of `task-updates`, which are made when they go, an empty one).
    """
    params = {"holder": holder, "lease": lease_s, "wanted": list(wanted), "limit": per_lane}
    params |= {"hand": hand[0], "hands": hand[1]}
    # To look for what nobody reads costs a look at everything that waits.
    unread = _UNREAD if set(TOPICS) - set(wanted) else ""
    if written:
        found = await tx.tuples(_WRITTEN.replace("{unread}", unread), **params)
        return [Waiting(row, lane, fence, topic, Written(*event)) for row, lane, fence, topic, *event in found]
    rows = await tx.rows(_WHOLE.replace("{unread}", unread), **params)
    return [Waiting(row["id"], row["lane"], row["fence"], row["topic"], _envelope(row, row)) for row in rows]


async def envelopes(tx: Transaction, written: Sequence[Written], topic: str) -> list[Envelope]:
    """The whole of these events, in their order; one that is gone is left out."""
    rows = {row["event_id"]: row for row in await tx.rows(_EVENTS, ids=[event.id for event in written])}
    return [_envelope(rows[event.id], {"topic": topic, "key": event.key}) for event in written if event.id in rows]


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


def _envelope(row: Mapping[str, Any], sent: Mapping[str, str]) -> Envelope:
    return Envelope(
        id=row["event_id"],
        type=row["type"],
        topic=sent["topic"],
        key=sent["key"],
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
