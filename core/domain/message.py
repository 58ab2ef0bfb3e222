"""A stored message of the doors that have no platform of their own: what the terminal and the page show."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb, new_id


class MessageRow(SQLModel, table=True):
    """One line of a conversation; `ordinal` counts without gaps per address, in the order of commits."""

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (
        UniqueConstraint("address_id", "ordinal", name="messages_ordinal"),
        Index("messages_occurrence", "occurrence_id", unique=True, postgresql_where=text("occurrence_id IS NOT NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    address_id: UUID = Field(foreign_key="addresses.id")
    ordinal: int = Field(sa_type=BigInteger)
    author: str  # "person" or "bot"
    text: str = ""
    reply: dict[str, Any] | None = Field(default=None, sa_type=jsonb())
    occurrence_id: UUID | None = None
    number_base: int | None = Field(default=None, sa_type=BigInteger)  # fills the number marks of `reply`
    created_at: datetime = Field(sa_type=UTCDateTime)
