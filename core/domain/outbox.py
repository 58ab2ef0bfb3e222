"""Events on their way to the bus, the lanes they travel in, and what consumers have already done."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id

LANES = 64


class OutboxRow(SQLModel, table=True):
    """One record to publish: (topic, event). Deleted when the bus has it; parked with a reason when it never can."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (Index("outbox_waiting", "lane", "key", "sequence", postgresql_where=text("parked_at IS NULL")),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    event_id: UUID
    lane: int = Field(sa_type=SmallInteger)
    topic: str
    key: str
    sequence: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UTCDateTime)
    parked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    parked_reason: str | None = None


class LaneRow(SQLModel, table=True):
    """One of the lanes; whoever holds its lease publishes what is in it."""

    __tablename__: ClassVar[str] = "lanes"

    lane: int = Field(primary_key=True, sa_type=SmallInteger)
    holder: str | None = None
    fence: int = Field(default=0, sa_type=BigInteger)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class InboxRow(SQLModel, table=True):
    """A consumer has had this event; written in the transaction of its effect."""

    __tablename__: ClassVar[str] = "inbox"

    consumer: str = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    created_at: datetime = Field(sa_type=UTCDateTime, index=True)


def lane_of(key: str) -> int:
    """The lane of a key: the same in every process and release."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=2).digest(), "big") % LANES
