"""Where a task lives: a person's inbox, a channel's list, or a named list of either."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id


class TaskList(SQLModel, table=True):
    """A list. Exactly one of `owner_id` (personal) and `channel` (seen by those who see the channel) is set.

    `name` is empty for the inbox and for the channel's own list.
    """

    __tablename__: ClassVar[str] = "lists"
    __table_args__ = (
        UniqueConstraint(
            "workspace_id", "owner_id", "channel", "name", name="lists_place", postgresql_nulls_not_distinct=True
        ),
        Index("lists_named", "workspace_id", "name", postgresql_where=text("name <> ''")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID = Field(foreign_key="workspaces.id")
    owner_id: UUID | None = Field(default=None, foreign_key="persons.id")
    channel: str | None = None
    name: str = ""
    created_at: datetime = Field(sa_type=UTCDateTime)
