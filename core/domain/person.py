"""A human, the accounts that are theirs, and the workspaces in which they are seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, jsonb, new_id
from core.domain.events import Change
from core.messages import is_zone


class Person(SQLModel, table=True):
    """A human. A zone set by hand (`zone_set`) beats what the platform's profile says."""

    __tablename__: ClassVar[str] = "persons"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = ""
    zone: str | None = None
    zone_set: bool = False
    locale: str | None = None
    preferences: dict[str, Any] = Field(default_factory=dict, sa_type=jsonb())
    version: int = 0
    created_at: datetime = Field(sa_type=UTCDateTime)

    def set_zone(self, zone: str, *, by_hand: bool = True) -> Change:
        """Remember the zone; an empty change when nothing is new. ValueError when there is no such zone."""
        if not is_zone(zone):
            raise ValueError(zone)
        before = {"zone": self.zone, "zone_set": self.zone_set}
        after = {"zone": zone, "zone_set": by_hand}
        if before == after:
            return Change()
        self.zone, self.zone_set = zone, by_hand
        self.version += 1
        return Change(before, after)

    def prefer(self, wanted: dict[str, Any]) -> Change:
        """Let the settings be these; the change holds only those that are new, and is empty when none is."""
        old = self.preferences
        names = [
            name for name in {**old, **wanted} if name not in old or name not in wanted or old[name] != wanted[name]
        ]
        if not names:
            return Change()
        self.preferences = dict(wanted)
        self.version += 1
        before = {name: old[name] for name in names if name in old}
        after = {name: wanted[name] for name in names if name in wanted}
        return Change({"preferences": before}, {"preferences": after})


class Identity(SQLModel, table=True):
    """A person's account on one platform; `tenant` is empty where accounts are the same in all of its workspaces."""

    __tablename__: ClassVar[str] = "identities"
    __table_args__ = (
        UniqueConstraint("platform", "tenant", "account", name="identities_account"),
        Index("identities_person", "person_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="persons.id")
    platform: str
    tenant: str = ""
    account: str
    name: str = ""
    created_at: datetime = Field(sa_type=UTCDateTime)


class Member(SQLModel, table=True):
    """A person as one workspace knows them."""

    __tablename__: ClassVar[str] = "members"
    __table_args__ = (Index("members_person", "person_id"),)

    workspace_id: UUID = Field(primary_key=True, foreign_key="workspaces.id")
    person_id: UUID = Field(primary_key=True, foreign_key="persons.id")
    account: str
    name: str = ""
    admin: bool = False
    personal: bool = False  # this workspace is the person's own space
    created_at: datetime = Field(sa_type=UTCDateTime)
