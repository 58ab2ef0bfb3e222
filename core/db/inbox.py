"""What consumers have had: one row per consumer and event, written in the transaction of the effect."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from core.db.uow import Transaction

_TAKE = """
INSERT INTO inbox (consumer, event_id, created_at)
SELECT %(consumer)s, event_id, todobot_now() FROM unnest(%(ids)s::uuid[]) AS event_id ORDER BY event_id
ON CONFLICT DO NOTHING
RETURNING event_id
"""


async def take(tx: Transaction, consumer: str, events: Iterable[UUID]) -> set[UUID]:
    """Record these events for the consumer; those that it has not had before. Waits for a rival's transaction."""
    ids = list(dict.fromkeys(events))
    if not ids:
        return set()
    return {row["event_id"] for row in await tx.rows(_TAKE, consumer=consumer, ids=ids)}
