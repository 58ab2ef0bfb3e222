"""What a conversation is about now, in a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb


class SessionRow(SQLModel, table=True):
    """One short-lived value."""

    __tablename__: ClassVar[str] = "sessions"

    key: str = Field(primary_key=True)
    value: dict[str, Any] = Field(sa_type=jsonb())
    etag: str
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)
