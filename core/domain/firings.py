"""The next firings of a reminder, and why one stands elsewhere than was said: clocks that change, short months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from core.domain.recurrence import AFTER_DONE
from core.domain.reminder import instant_of, wall_after

MOST = 5
LAST_DAYS = 28  # every month has these


@dataclass(frozen=True, slots=True)
class Shift:
    """`gap`: the clocks skip the time that was said; `overlap`: they show it twice, and it is the first; `month_end`:
    that month lacks the day. `said` and `becomes` are times of day (of an overlap the offset that holds), or days of
    the month."""

    code: Literal["gap", "overlap", "month_end"]
    said: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Firing:
    """When it rings: `at` is aware in UTC."""

    at: datetime
    zone: str
    shifts: tuple[Shift, ...] = ()

    @property
    def local(self) -> datetime:
        """As the clock on the wall shows it."""
        return self.at.astimezone(ZoneInfo(self.zone))


def ahead(wall: datetime, zone: str, rrule: tuple[str, ...] = (), most: int = MOST) -> list[Firing]:
    """The first firings of what begins at `wall` (naive, in `zone`), as the scheduler makes them one after another."""
    found: list[Firing] = []
    at: datetime | None = wall
    while at is not None and len(found) < most:
        instant = instant_of(at, zone)
        found.append(Firing(instant, zone, (*_clocks(at, instant, zone), *_month_end(at, rrule))))
        fixed = rrule and AFTER_DONE not in rrule  # what counts from when it was done has no second firing yet
        at = wall_after(wall, rrule, zone, instant) if fixed else None
    return found


def _clocks(wall: datetime, instant: datetime, zone: str) -> tuple[Shift, ...]:
    where = ZoneInfo(zone)
    real = instant.astimezone(where).replace(tzinfo=None)
    if real != wall:
        return (Shift("gap", f"{wall:%H:%M}", f"{real:%H:%M}"),)
    second = wall.replace(tzinfo=where, fold=1)
    if second.utcoffset() == wall.replace(tzinfo=where).utcoffset():
        return ()
    return (Shift("overlap", f"{wall:%H:%M}", f"UTC{instant.astimezone(where).isoformat()[-6:]}"),)


def _month_end(wall: datetime, rrule: tuple[str, ...]) -> tuple[Shift, ...]:
    """A rule for the last day there is of 28 to 31, in a month that lacks the day that was said."""
    for line in rrule:
        parts = dict(part.partition("=")[::2] for part in line.upper().split(";"))
        days = [int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day.isdigit()]
        if parts.get("BYSETPOS") == "-1" and LAST_DAYS in days and LAST_DAYS <= wall.day < max(days):
            return (Shift("month_end", str(max(days)), str(wall.day)),)
    return ()
