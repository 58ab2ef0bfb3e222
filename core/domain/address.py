"""A place where messages are posted, with the lease under which its deliveries are claimed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id
from core.messages import Address


class AddressRow(SQLModel, table=True):
    """One address of a workspace. One poster at a time holds `lease_until`; `fence` tells it from an older one."""

    __tablename__: ClassVar[str] = "addresses"
    __table_args__ = (
        UniqueConstraint("workspace_id", "platform", "channel", "thread", "person", name="addresses_place"),
        Index("addresses_leased", "lease_until", postgresql_where=text("lease_until IS NOT NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID = Field(foreign_key="workspaces.id")
    platform: str
    tenant: str  # the workspace's id on the platform
    channel: str = ""
    thread: str = ""
    person: str = ""
    holder: str | None = None
    fence: int = Field(default=0, sa_type=BigInteger)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    gone: str = ""  # why nothing is accepted here
    gone_until: datetime | None = Field(default=None, sa_type=UTCDateTime)  # when it is tried again
    not_before: datetime | None = Field(default=None, sa_type=UTCDateTime)  # Retry-After of the platform
    last_ordinal: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UTCDateTime)

    def address(self) -> Address:
        """The place in the platform's own ids."""
        return Address(self.platform, self.tenant, self.channel, self.thread, self.person)
