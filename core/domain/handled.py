"""Which incoming messages were handled, with the answer that a repetition gets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb


class HandledRow(SQLModel, table=True):
    """One platform key and its outcome, kept 7 days."""

    __tablename__: ClassVar[str] = "handled"

    workspace_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    outcome: dict[str, Any] | None = Field(default=None, sa_type=jsonb())
    number_base: int | None = Field(default=None, sa_type=BigInteger)  # fills the number marks of `outcome`
    created_at: datetime = Field(sa_type=UTCDateTime, index=True)
