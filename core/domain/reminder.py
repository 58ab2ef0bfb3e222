"""A reminder: the wish to be told, kept as wall time and zone so that it survives every change of clocks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id, texts, uuids
from core.domain.events import Change
from core.domain.recurrence import AFTER_DONE, following, next_wall
from core.domain.wording import title_of
from core.errors import ConflictError, UserError

ACTIVE, FINISHED, CANCELLED = "active", "finished", "cancelled"
HORIZON = timedelta(days=36525)  # nothing beyond 100 years
MIN_INTERVAL = timedelta(minutes=10)

_COUNT = re.compile(r"\bCOUNT=(\d{1,9})", re.IGNORECASE)


class Reminder(SQLModel, table=True):
    """One reminder. `wall` is the first firing as the clock on the wall of `zone` shows it (naive on purpose).

    `person_ids` are those who are told; empty = everyone at the address. `rrule` lines are RFC 5545, DTSTART = wall.
    """

    __tablename__: ClassVar[str] = "reminders"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'finished', 'cancelled')", name="reminders_status"),
        Index("reminders_number", "workspace_id", "number", unique=True),
        Index("reminders_task", "task_id", postgresql_where=text("task_id IS NOT NULL")),
        Index("reminders_setter", "workspace_id", "setter_id", "status"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    number: int | None = None
    text: str
    task_id: UUID | None = Field(default=None, foreign_key="tasks.id")
    setter_id: UUID = Field(foreign_key="persons.id")
    person_ids: list[UUID] = Field(default_factory=list, sa_type=uuids())
    address_id: UUID = Field(foreign_key="addresses.id")
    wall: datetime = Field(sa_type=TIMESTAMP(timezone=False))
    zone: str
    rrule: list[str] | None = Field(default=None, sa_type=texts())
    source_link: str | None = None
    status: str = ACTIVE
    created_at: datetime = Field(sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)
    version: int = 1

    @classmethod
    def create(
        cls,
        *,
        workspace_id: UUID,
        setter_id: UUID,
        address_id: UUID,
        text: str,
        at: datetime,
        now: datetime,
        **rest: Any,
    ) -> Reminder:
        """A reminder whose first firing is `at` (aware, in its IANA zone). UserError when it cannot be."""
        check_ahead(at, now)
        zone = zone_name(at)
        return cls(
            id=new_id(),
            workspace_id=workspace_id,
            setter_id=setter_id,
            address_id=address_id,
            text=title_of(text),
            wall=at.replace(tzinfo=None),
            zone=zone,
            created_at=now,
            updated_at=now,
            **rest,
        )

    @property
    def recurring(self) -> bool:
        """Whether it fires more than once."""
        return bool(self.rrule)

    @property
    def after_done(self) -> bool:
        """Whether its next firing counts from when this one was done."""
        return AFTER_DONE in (self.rrule or ())

    @property
    def counts(self) -> int:
        """The largest COUNT of its rules: so far one may have to count to find the next firing; 0: not at all."""
        return max((int(found) for line in self.rrule or () for found in _COUNT.findall(line)), default=0)

    def next_when_done(self, done: datetime) -> datetime | None:
        """The firing that follows one that is done at `done`, aware in UTC; None when its rules have ended."""
        here = done.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        wall = following(tuple(self.rrule or ()), self.wall, here, self.zone)
        return None if wall is None else instant_of(wall, self.zone)

    def next_after(self, after: datetime) -> datetime | None:
        """The first firing by its rules strictly after `after`, aware in UTC; None when there is none."""
        if not self.rrule:
            return None
        wall = wall_after(self.wall, tuple(self.rrule), self.zone, after)
        return None if wall is None else instant_of(wall, self.zone)

    def cancel(self, now: datetime) -> Change:
        """Never ring again. ConflictError when it was cancelled already."""
        if self.status == CANCELLED:
            raise ConflictError("already_cancelled", number=self.number, title=self.text)
        return self.set_status(CANCELLED, now)

    def set_status(self, status: str, now: datetime) -> Change:
        """The change to another status; empty when it has it already."""
        if status == self.status:
            return Change()
        before, self.status = self.status, status
        self.updated_at = now
        self.version += 1
        return Change({"status": before}, {"status": status})

    def touch(self, now: datetime) -> int:
        """A change of one of its occurrences counts as a change of it; the new version."""
        self.updated_at = now
        self.version += 1
        return self.version

    def snapshot(self, due_at: datetime) -> dict[str, Any]:
        """What `reminder-scheduled` holds as `after`."""
        return {
            "number": self.number,
            "text": self.text,
            "task_id": str(self.task_id) if self.task_id else None,
            "status": self.status,
            "wall": self.wall.isoformat(),
            "zone": self.zone,
            "rrule": self.rrule,
            "due_at": due_at.isoformat(),
        }


def check_ahead(at: datetime, now: datetime) -> None:
    """UserError unless `at` lies in the future and within 100 years."""
    if at <= now:
        raise UserError("when_past", when=at)
    if at - now > HORIZON:
        raise UserError("when_far", when=at)


def zone_name(at: datetime) -> str:
    """The IANA name of an aware time's zone; UTC for a bare UTC offset of zero."""
    key = getattr(at.tzinfo, "key", None)
    if key:
        return str(key)
    if at.tzinfo is UTC or at.utcoffset() == timedelta(0):
        return "UTC"
    raise ValueError("a reminder's time needs an IANA zone")


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) of a wall time: RFC 5545 in a gap (02:30 becomes 03:30), the first one in an overlap."""
    # zoneinfo with fold=0 reads a time in the gap with the offset from before it, which is what RFC 5545 asks.
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_after(start: datetime, rrule: tuple[str, ...], zone: str, after: datetime) -> datetime | None:
    """The first firing's wall time strictly after the instant `after`, as the rules name it: a gap may move it on."""
    wall = next_wall(start, rrule, after.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone)
    # A gap or an overlap may turn the order of wall times around, so look once more when it did.
    while wall is not None and instant_of(wall, zone) <= after:
        wall = next_wall(start, rrule, wall, zone)
    return wall
