"""Deliveries, claimed by address: who may post what now, and what came of it, guarded by lease and fence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from core.db.uow import Transaction
from core.domain.columns import new_id

UNKNOWNS = 5  # on a platform that drops a second post of the same: it dies with us that often before we give up
UNKNOWN_FOR_GOOD = "unknown twice"
GONE_AT_ONCE = 200  # rows that fail together at an address where nothing is tried for a while

# An unknown outcome is tried again while retry_at is set; without it the occurrence stays unknown for good.
_OPEN = "(o.state = 'due' OR (o.state = 'unknown' AND o.retry_at IS NOT NULL))"

# NO KEY UPDATE: a row that somebody merely refers to in an open transaction is not skipped.
_CLAIM = f"""
WITH waiting AS MATERIALIZED (
  SELECT o.address_id, min(o.due_at) AS oldest FROM occurrences o
  WHERE o.state IN ('due', 'sending', 'unknown') AND {_OPEN}
    AND (o.retry_at IS NULL OR o.retry_at <= todobot_now())
    AND (%(only)s::uuid[] IS NULL OR o.address_id = ANY(%(only)s))
  GROUP BY o.address_id
), free AS (
  SELECT a.id FROM addresses a JOIN waiting w ON w.address_id = a.id
  WHERE a.platform = ANY(%(platforms)s)
    AND (a.lease_until IS NULL OR a.lease_until <= todobot_now())
    AND (a.not_before IS NULL OR a.not_before <= todobot_now())
  ORDER BY w.oldest LIMIT %(addresses)s FOR NO KEY UPDATE OF a SKIP LOCKED
), leased AS (
  UPDATE addresses a
  SET holder = %(holder)s, fence = a.fence + 1, lease_until = todobot_now() + make_interval(secs => %(lease)s)
  FROM free WHERE a.id = free.id
  RETURNING a.id, a.fence, a.platform, a.tenant, a.channel, a.thread, a.person,
    CASE WHEN a.gone_until > todobot_now() THEN a.gone ELSE '' END AS gone
), taken AS (
  SELECT o.id, leased.fence FROM leased CROSS JOIN LATERAL (
    SELECT o.id FROM occurrences o
    WHERE o.address_id = leased.id AND o.state IN ('due', 'sending', 'unknown') AND {_OPEN}
      AND (o.retry_at IS NULL OR o.retry_at <= todobot_now())
    ORDER BY o.due_at, o.id LIMIT CASE WHEN leased.gone = '' THEN %(each)s ELSE %(gone)s END
    FOR NO KEY UPDATE SKIP LOCKED
  ) o
), sending AS (
  UPDATE occurrences o SET state = 'sending', fence = taken.fence, tries = o.tries + 1, retry_at = NULL
  FROM taken WHERE o.id = taken.id AND {_OPEN}
  RETURNING o.*
), tried AS (
  INSERT INTO attempts (id, workspace_id, occurrence_id, number, worker, state, claimed_at)
  SELECT gen_random_uuid(), s.workspace_id, s.id, s.tries, %(holder)s, 'claimed', todobot_now() FROM sending s
)
SELECT todobot_now() AS now, l.id AS address_id, l.fence, l.platform, l.tenant, l.channel, l.thread, l.person, l.gone,
  s.id, s.workspace_id, s.reminder_id, s.due_at, s.tries, s.missed, s.reason, s.by_rule, s.traceparent,
  r.text, r.number, r.zone, r.status AS reminder_status, r.task_id,
  to_jsonb(t) AS task,
  past.unknowns, past.refused, past.first_at, told.people, coalesce(setter.admin, false) AS by_admin,
  coalesce(setter.account, '') AS setter, coalesce(i.name, '') AS workspace_name,
  coalesce(sp.locale, '') AS locale
FROM leased l
LEFT JOIN sending s ON s.address_id = l.id
LEFT JOIN reminders r ON r.id = s.reminder_id
LEFT JOIN tasks t ON t.id = r.task_id
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE x.state = 'unknown') AS unknowns,
    count(*) FILTER (WHERE x.state = 'refused') AS refused, min(x.claimed_at) AS first_at
  FROM attempts x WHERE x.occurrence_id = s.id
) past ON true
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_array(m.account, m.name, m.personal) ORDER BY m.name) AS people
  FROM members m WHERE m.workspace_id = s.workspace_id AND m.person_id = ANY(r.person_ids)
) told ON true
LEFT JOIN members setter ON setter.workspace_id = s.workspace_id AND setter.person_id = r.setter_id
LEFT JOIN persons sp ON sp.id = r.setter_id
LEFT JOIN installations i ON i.platform = l.platform AND i.external_id = l.tenant
ORDER BY s.due_at, s.id
"""

# A lease ran out before an outcome was written: nobody knows whether the platform took the post.
_LAPSE = """
WITH lapsed AS (
  SELECT o.id, o.tries, (SELECT count(*) FROM attempts x WHERE x.occurrence_id = o.id AND x.state = 'unknown') + 1
    >= CASE WHEN a.platform = ANY(%(certain)s) THEN %(many)s ELSE 2 END AS again
  FROM occurrences o JOIN addresses a ON a.id = o.address_id
  WHERE o.state = 'sending' AND (a.lease_until IS NULL OR a.lease_until <= todobot_now() OR a.fence <> o.fence)
  FOR NO KEY UPDATE OF o SKIP LOCKED
), tried AS (
  UPDATE attempts x SET state = 'unknown', error = 'lease expired', ended_at = todobot_now()
  FROM lapsed WHERE x.occurrence_id = lapsed.id AND x.number = lapsed.tries
)
UPDATE occurrences o SET state = 'unknown',
  reason = CASE WHEN lapsed.again THEN %(reason)s ELSE o.reason END,
  retry_at = CASE WHEN lapsed.again THEN NULL ELSE todobot_now() + make_interval(secs => %(hold)s) END
FROM lapsed WHERE o.id = lapsed.id
RETURNING o.id, o.workspace_id, o.reminder_id, o.address_id, o.due_at, o.sent_at, o.message_id, o.state, o.reason,
  o.retry_at IS NULL AS final, 'sending' AS before, o.traceparent
"""

_NEXT = f"""
SELECT extract(epoch FROM min(greatest(coalesce(o.retry_at, '-infinity'), coalesce(a.not_before, '-infinity'),
  coalesce(a.lease_until, '-infinity'), todobot_now())) - todobot_now())::float8 AS wait
FROM occurrences o JOIN addresses a ON a.id = o.address_id
WHERE o.state IN ('due', 'sending', 'unknown') AND (o.state = 'sending' OR {_OPEN}) AND a.platform = ANY(%(platforms)s)
"""

# A post that the platform refused for now is not tried again when meanwhile nobody wants it any more.
_UNWANTED = """EXISTS (
      SELECT 1 FROM reminders m LEFT JOIN tasks t ON t.id = m.task_id WHERE m.id = o.reminder_id
      AND (m.status = 'cancelled' OR t.status = 'done' OR t.deleted_at IS NOT NULL))"""

_CONCLUDE = f"""
WITH r AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(results)s::jsonb) AS r(
    id uuid, address_id uuid, fence bigint, number int, state text, attempt text, message_id text, error text,
    ago float8, wait float8, block float8, release boolean, gone float8, shown jsonb)
), told AS (
  UPDATE occurrences o SET state = CASE WHEN r.state = 'due' AND {_UNWANTED} THEN 'skipped' ELSE r.state END,
    reason = CASE WHEN r.state = 'sent' THEN NULL WHEN r.state = 'due' AND {_UNWANTED} THEN 'no longer wanted'
      WHEN r.wait IS NULL THEN coalesce(r.error, o.reason) ELSE o.reason END,
    message_id = coalesce(r.message_id, o.message_id),
    sent_at = CASE WHEN r.state = 'sent' THEN todobot_now() - make_interval(secs => r.ago) END,
    retry_at = CASE WHEN r.wait IS NOT NULL THEN todobot_now() + make_interval(secs => r.wait) END
  FROM r WHERE o.id = r.id AND o.fence = r.fence
    -- An answer that came after the lease still tells what became of the post.
    AND (o.state = 'sending' OR (o.state = 'unknown' AND r.state = 'sent'))
  RETURNING o.id, o.workspace_id, o.reminder_id, o.address_id, o.due_at, o.sent_at, o.message_id, o.state, o.reason,
    o.retry_at IS NULL AS final, 'sending' AS before, o.traceparent, r.shown
), tried AS (
  UPDATE attempts x SET state = r.attempt, message_id = r.message_id, error = r.error, ended_at = todobot_now()
  FROM r WHERE x.occurrence_id = r.id AND x.number = r.number AND x.state IN ('claimed', 'unknown')
), freed AS (
  UPDATE addresses a SET
    lease_until = CASE WHEN f.release THEN NULL ELSE a.lease_until END,
    not_before = greatest(a.not_before, todobot_now() + make_interval(secs => f.block)),
    gone = CASE WHEN f.gone IS NULL THEN a.gone ELSE f.error END,
    gone_until = CASE WHEN f.gone IS NULL THEN a.gone_until ELSE todobot_now() + make_interval(secs => f.gone) END
  FROM (SELECT address_id, fence, bool_or(release) AS release, max(block) AS block, max(gone) AS gone,
    max(error) FILTER (WHERE gone IS NOT NULL) AS error FROM r GROUP BY 1, 2) f
  WHERE a.id = f.address_id AND a.fence = f.fence AND (f.release OR f.block IS NOT NULL OR f.gone IS NOT NULL)
)
SELECT * FROM told
"""

_MORE = """
SELECT EXISTS (
  SELECT 1 FROM occurrences o WHERE o.address_id = ANY(%(addresses)s) AND o.state IN ('due', 'unknown')
) AS more
"""

_TOUCH = """
UPDATE reminders r SET version = r.version + b.bump, updated_at = todobot_now(),
  status = CASE WHEN r.status = 'active' AND NOT EXISTS (
      SELECT 1 FROM occurrences o WHERE o.reminder_id = r.id
        AND (o.state IN ('scheduled', 'due', 'held', 'sending') OR (o.state = 'unknown' AND o.retry_at IS NOT NULL))
    ) THEN 'finished' ELSE r.status END
FROM unnest(%(ids)s::uuid[], %(bumps)s::int[]) AS b(id, bump)
WHERE r.id = b.id
RETURNING r.id, r.version, r.status, r.task_id
"""

_CARDS = """
INSERT INTO cards (id, workspace_id, address_id, message_id, subjects, shown, created_at)
SELECT c.id, c.workspace_id, c.address_id, c.message_id, ARRAY[c.task_id], c.shown, todobot_now()
FROM jsonb_to_recordset(%(cards)s::jsonb)
  AS c(id uuid, workspace_id uuid, address_id uuid, message_id text, task_id uuid, shown jsonb)
ON CONFLICT DO NOTHING
"""

# Their next sequence is taken below, so nobody else may take one meanwhile.
_LOCK = """
SELECT r.id FROM reminders r WHERE r.id IN (SELECT reminder_id FROM occurrences WHERE id = ANY(%(ids)s))
ORDER BY r.id FOR NO KEY UPDATE
"""

# Told another way: the setter's direct messages on the same platform, when the post went somewhere else.
_ELSEWHERE = """
WITH failed AS (
  SELECT o.id, o.workspace_id, o.reminder_id, o.due_at, o.missed, o.reason, o.traceparent,
    a.platform, a.tenant, m.account
  FROM occurrences o JOIN addresses a ON a.id = o.address_id JOIN reminders r ON r.id = o.reminder_id
  JOIN members m ON m.workspace_id = o.workspace_id AND m.person_id = r.setter_id AND NOT m.personal
  WHERE o.id = ANY(%(ids)s) AND a.person <> m.account
), made AS (
  INSERT INTO addresses (id, workspace_id, platform, tenant, channel, thread, person, fence, last_ordinal, created_at)
  SELECT DISTINCT ON (workspace_id, platform, account)
    gen_random_uuid(), workspace_id, platform, tenant, '', '', account, 0, 0, todobot_now() FROM failed
  ON CONFLICT ON CONSTRAINT addresses_place DO UPDATE SET tenant = excluded.tenant
  RETURNING id, workspace_id, platform, person
)
INSERT INTO occurrences
  (id, workspace_id, reminder_id, address_id, sequence, due_at, by_rule, state, reason, tries, missed, fence,
   traceparent)
SELECT gen_random_uuid(), f.workspace_id, f.reminder_id, made.id,
  (SELECT max(x.sequence) FROM occurrences x WHERE x.reminder_id = f.reminder_id)
    + row_number() OVER (PARTITION BY f.reminder_id ORDER BY f.id),
  f.due_at, false, 'due', 'elsewhere: ' || f.reason, 0, f.missed, 0, f.traceparent
FROM failed f JOIN made ON made.workspace_id = f.workspace_id AND made.platform = f.platform AND made.person = f.account
RETURNING id, reminder_id
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one claimed occurrence. `wait`, `block`, `gone` are seconds: until the next try, of the address's
    silence, and for which nothing is tried there at all.

    `id` is None for a lease that is only given back. `ago` is how long ago the platform accepted.
    """

    address_id: UUID
    fence: int
    id: UUID | None = None
    number: int = 0
    state: str = "due"
    attempt: str = "refused"
    message_id: str | None = None
    error: str | None = None
    ago: float = 0.0
    wait: float | None = None
    block: float | None = None
    release: bool = False
    gone: float | None = None
    shown: dict[str, Any] | None = None  # what it says now, where it is to be kept current


async def claim(
    tx: Transaction,
    *,
    holder: str,
    lease_s: float,
    platforms: Sequence[str],
    addresses: int,
    each: int,
    only: Sequence[UUID] | None = None,
) -> list[dict[str, Any]]:
    """Lease up to `addresses` places that have something to post, oldest first, and write `sending` and the attempts.

    Rows come oldest first with what the post needs; a row without `id` is a lease with nothing to post.
    """
    rows = await tx.rows(
        _CLAIM,
        holder=holder,
        lease=lease_s,
        platforms=list(platforms),
        addresses=addresses,
        each=each,
        gone=max(each, GONE_AT_ONCE),
        only=None if only is None else list(only),
    )
    if rows:
        tx.began(rows[0]["now"])
    return rows


async def lapse(tx: Transaction, *, hold_s: float, certain: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What was being sent under a lease that ran out becomes unknown; to be tried once more after `hold_s` seconds.

    On `certain` platforms, which drop what they had before, up to UNKNOWNS tries are safe.
    """
    return await tx.rows(_LAPSE, hold=hold_s, certain=list(certain), many=UNKNOWNS, reason=UNKNOWN_FOR_GOOD)


async def next_wait(tx: Transaction, platforms: Sequence[str]) -> float | None:
    """Seconds until something waiting may be posted or a lease runs out; None when nothing waits."""
    row = await tx.one(_NEXT, platforms=list(platforms))
    return None if row is None or row["wait"] is None else float(row["wait"])


async def conclude(tx: Transaction, results: Sequence[Result]) -> list[dict[str, Any]]:
    """Write outcomes, attempts, leases and Retry-After; the occurrences that were still ours, in their new state."""
    return await tx.rows(_CONCLUDE, results=json.dumps([asdict(result) for result in results], default=str))


async def more(tx: Transaction, addresses: Sequence[UUID]) -> bool:
    """Whether something still waits at one of these places."""
    row = await tx.one(_MORE, addresses=list(addresses))
    return bool(row and row["more"])


async def touch(tx: Transaction, bumps: dict[UUID, int]) -> dict[UUID, dict[str, Any]]:
    """Raise these reminders' versions by so much; one with nothing left to ring becomes finished."""
    ids = sorted(bumps)
    rows = await tx.rows(_TOUCH, ids=ids, bumps=[bumps[one] for one in ids])
    return {row["id"]: row for row in rows}


async def cards(tx: Transaction, shown: Sequence[dict[str, Any]]) -> None:
    """Remember which messages show which task; rows have workspace_id, address_id, message_id and task_id."""
    documents = [{"id": new_id(), **row} for row in shown]
    await tx.rows(_CARDS, cards=json.dumps(documents, default=str))


async def elsewhere(tx: Transaction, failed: Sequence[UUID]) -> dict[UUID, UUID]:
    """Let failed occurrences ring in their setters' direct messages instead, unless that is where they failed."""
    await tx.rows(_LOCK, ids=list(failed))
    return {row["reminder_id"]: row["id"] for row in await tx.rows(_ELSEWHERE, ids=list(failed))}
