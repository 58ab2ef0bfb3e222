"""The event log: append-only facts with their place and proof, and the head of each workspace's chain."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb


class EventRow(SQLModel, table=True):
    """One fact. `position`, `digest` and `hash` are given by the sealer after the commit."""

    __tablename__: ClassVar[str] = "events"
    __table_args__ = (
        Index(
            "events_position", "workspace_id", "position", unique=True, postgresql_where=text("position IS NOT NULL")
        ),
        Index("events_unsealed", "workspace_id", "id", postgresql_where=text("position IS NULL")),
        Index("events_subject", "subject", "sequence", unique=True),
        Index("events_correlation", "correlation_id"),
        Index("events_undoes", "undoes", postgresql_where=text("undoes IS NOT NULL")),
        Index("events_place", "address_id", "id", postgresql_where=text("address_id IS NOT NULL")),
        Index("events_actor", "workspace_id", "actor", "id"),
    )

    id: UUID = Field(primary_key=True)
    workspace_id: UUID
    type: str
    subject: UUID
    sequence: int
    actor: UUID | None = None
    address_id: UUID | None = None
    correlation_id: UUID
    causation_id: UUID | None = None
    undoes: UUID | None = None
    traceparent: str | None = None
    time: datetime = Field(sa_type=UTCDateTime)
    schema_version: int = 1
    data: dict[str, Any] | None = Field(default=None, sa_type=jsonb())
    salt: bytes | None = None
    position: int | None = Field(default=None, sa_type=BigInteger)
    digest: bytes | None = None
    hash: bytes | None = None


class ChainRow(SQLModel, table=True):
    """The head of one workspace's chain of sealed events."""

    __tablename__: ClassVar[str] = "chains"

    workspace_id: UUID = Field(primary_key=True)
    position: int = Field(default=0, sa_type=BigInteger)
    hash: bytes = b""


def canonical(data: Any) -> bytes:
    """The one way to write data as bytes: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(salt: bytes, data: Any) -> bytes:
    """What proves the data, and no longer can when the salt is erased with it."""
    return hashlib.sha256(salt + canonical(data)).digest()


def hash_of(prev: bytes, position: int, row: dict[str, Any], digest: bytes) -> bytes:
    """The link: the previous hash and everything that must not change; `row` has id, type, subject and time."""
    head = (
        prev.hex(),
        position,
        str(row["id"]),
        row["type"],
        str(row["subject"]),
        row["time"].timestamp(),
        digest.hex(),
    )
    return hashlib.sha256(canonical(head)).digest()
