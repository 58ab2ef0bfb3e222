"""A workspace's consent on a platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb


class InstallationRow(SQLModel, table=True):
    """What lets us speak in one workspace. `sealed` holds its tokens, encrypted; `ended` says why it is over."""

    __tablename__: ClassVar[str] = "installations"

    platform: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    name: str = ""
    sealed: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=jsonb())
    expires_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)
