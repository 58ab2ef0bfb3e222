"""The tenant: a team, a server, or a person's own space."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id
from core.domain.events import Change
from core.domain.reminder import MIN_INTERVAL
from core.messages import is_zone

REPEATS = (1, 2, 5, 10, 30, 60)  # minutes: what may be the shortest time between two firings of one rule
_USUAL = int(MIN_INTERVAL.total_seconds()) // 60


class Workspace(SQLModel, table=True):
    """A tenant. `last_number` is the counter that tasks and reminders share; gaps are allowed, reuse never.

    `zone` is for its people who have none; `shortest_repeat` is in minutes.
    """

    __tablename__: ClassVar[str] = "workspaces"
    __table_args__ = (UniqueConstraint("platform", "external_id", name="workspaces_platform"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    platform: str
    external_id: str
    name: str = ""
    zone: str | None = None
    last_number: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UTCDateTime)
    shortest_repeat: int = _USUAL
    version: int = 0

    def settle(self, **wanted: str | int | None) -> Change:
        """Let `zone` and `shortest_repeat` be these; an empty change when nothing is new. ValueError when one of them
        cannot be."""
        if wanted.get("zone") and not is_zone(str(wanted["zone"])):
            raise ValueError(wanted["zone"])
        if wanted.get("shortest_repeat", _USUAL) not in REPEATS:
            raise ValueError(wanted["shortest_repeat"])
        names = [name for name, value in wanted.items() if getattr(self, name) != value]
        before = {name: getattr(self, name) for name in names}
        for name in names:
            setattr(self, name, wanted[name])
        self.version += bool(names)
        return Change(before, {name: wanted[name] for name in names})
