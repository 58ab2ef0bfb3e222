"""Being signed in to the page: a link that is spent once, and the session that comes of it; both only as hashes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime


class WebLink(SQLModel, table=True):
    """Lets one person in, once, until `expires_at`; the row goes when it is spent."""

    __tablename__: ClassVar[str] = "web_links"

    hash: str = Field(primary_key=True)
    workspace_id: UUID
    person_id: UUID = Field(foreign_key="persons.id", ondelete="CASCADE")
    expires_at: datetime = Field(sa_type=UTCDateTime)


class WebSession(SQLModel, table=True):
    """A browser that is signed in."""

    __tablename__: ClassVar[str] = "web_sessions"
    __table_args__ = (Index("web_sessions_person", "person_id"),)

    hash: str = Field(primary_key=True)
    workspace_id: UUID
    person_id: UUID = Field(foreign_key="persons.id", ondelete="CASCADE")
    expires_at: datetime = Field(sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)
