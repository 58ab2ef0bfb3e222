"""What happened lately, read from the event log: what "this" means here, and what undo would take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.uow import Transaction

CONTEXT = timedelta(minutes=30)
UNDO_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Past:
    """One event as undo needs it."""

    id: UUID
    type: str
    subject: UUID
    sequence: int
    data: dict[str, Any]
    time: datetime


async def last_subjects(tx: Transaction, address_id: UUID, person: UUID, now: datetime) -> list[tuple[str, UUID]]:
    """(event type, subject) that this person touched here, or that rang here, in the last 30 minutes, newest first."""
    rows = await tx.rows(
        "SELECT type, subject FROM events WHERE workspace_id = %(workspace)s AND address_id = %(address)s"
        " AND time > %(since)s AND (actor = %(me)s OR type = 'reminder-delivered') AND type NOT IN"
        " ('person-updated', 'workspace-updated')"
        " ORDER BY id DESC LIMIT 20",
        address=address_id,
        me=person,
        since=now - CONTEXT,
    )
    return [(row["type"], row["subject"]) for row in rows]


async def last_event(tx: Transaction, address_id: UUID) -> UUID | None:
    """The newest event of a conversation: what a session is stamped with."""
    row = await tx.one(
        "SELECT id FROM events WHERE workspace_id = %(workspace)s AND address_id = %(address)s"
        " ORDER BY id DESC LIMIT 1",
        address=address_id,
    )
    return None if row is None else row["id"]


async def last_correlation(tx: Transaction, person: UUID, address_id: UUID, now: datetime) -> UUID | None:
    """The newest command of this person here, not older than 30 days, that is no undo and was not undone."""
    row = await tx.one(
        "SELECT correlation_id FROM events e WHERE workspace_id = %(workspace)s AND actor = %(me)s"
        " AND address_id = %(address)s AND time > %(since)s AND undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM events u WHERE u.workspace_id = %(workspace)s AND u.undoes = e.correlation_id)"
        " ORDER BY id DESC LIMIT 1",
        me=person,
        address=address_id,
        since=now - UNDO_WINDOW,
    )
    return None if row is None else row["correlation_id"]


async def undone(tx: Transaction, correlation: UUID) -> bool:
    """Whether this command was taken back already."""
    row = await tx.one(
        "SELECT 1 AS found FROM events WHERE workspace_id = %(workspace)s AND undoes = %(correlation)s LIMIT 1",
        correlation=correlation,
    )
    return row is not None


async def of_correlation(tx: Transaction, correlation: UUID, person: UUID) -> list[Past]:
    """The events of one command of this person, newest first."""
    rows = await tx.rows(
        "SELECT id, type, subject, sequence, data, time FROM events WHERE workspace_id = %(workspace)s"
        " AND correlation_id = %(correlation)s AND actor = %(me)s ORDER BY id DESC",
        correlation=correlation,
        me=person,
    )
    return [Past(**row) for row in rows]
