"""Messages of ours that show a task or reminder, so that all of them can be kept current."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb, new_id, uuids


class CardRow(SQLModel, table=True):
    """One posted message and what it shows."""

    __tablename__: ClassVar[str] = "cards"
    __table_args__ = (
        Index("cards_message", "address_id", "message_id", unique=True),
        Index("cards_subjects", "subjects", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    address_id: UUID = Field(foreign_key="addresses.id")
    message_id: str
    subjects: list[UUID] = Field(default_factory=list, sa_type=uuids())
    shown: dict[str, Any] | None = Field(default=None, sa_type=jsonb())  # the reply; None: not a message of ours
    created_at: datetime = Field(sa_type=UTCDateTime)
