"""The tenant: a team, a server, or a person's own space."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id


class Workspace(SQLModel, table=True):
    """A tenant. `last_number` is the counter that tasks and reminders share; gaps are allowed, reuse never."""

    __tablename__: ClassVar[str] = "workspaces"
    __table_args__ = (UniqueConstraint("platform", "external_id", name="workspaces_platform"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    platform: str
    external_id: str
    name: str = ""
    zone: str | None = None
    last_number: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UTCDateTime)
