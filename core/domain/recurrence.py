"""Which wall times a set of RRULE and EXDATE lines names: RFC 5545, expanded lazily; no month is skipped silently."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from core.errors import UserError

LINES_MAX = 8
EXDATES_MAX = 2000
NAG_RINGS, NAG_SHORTEST = 20, timedelta(minutes=1)  # what ends after so few firings may ring as often as this
AFTER_DONE = "X-AFTER-DONE"  # a line beside the rules: the next firing counts from when this one was done
_UNITS = {
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}


_UNTIL = re.compile(r"(?<=UNTIL=)\d{8}T\d{6}Z", re.IGNORECASE)


def next_wall(start: datetime, lines: tuple[str, ...], after: datetime, zone: str = "UTC") -> datetime | None:
    """The first wall time strictly after `after`; `start` (naive, in `zone`) is DTSTART. None when the rules have
    ended. An UNTIL in UTC, as RFC 5545 has it, is read on the clock of `zone`."""
    rules, gone = _parted(lines)
    while True:
        found = [wall for line in rules if (wall := _rule(_near(start, line, after), line, zone).after(after))]
        first = min(found, default=None)
        if first is None or not _left_out(first, gone):
            return first
        after = datetime.combine(first.date(), time.max) if first.date() in gone else first


def count_between(
    start: datetime, lines: tuple[str, ...], zone: str, after: datetime, until: datetime, most: int
) -> int:
    """How many firings lie after `after` up to `until` (aware; `start` is naive in `zone`), counted to `most`."""
    low, high = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in (after, until))
    walls: set[datetime] = set()
    rules, gone = _parted(lines)
    for line in rules:
        firing = (wall for wall in _rule(_near(start, line, low), line, zone).xafter(low) if not _left_out(wall, gone))
        walls.update(islice(takewhile(lambda wall: wall <= high, firing), most))
    return min(len(walls), most)


def check_rules(start: datetime, lines: tuple[str, ...], shortest: timedelta, zone: str = "UTC") -> None:
    """UserError unless the lines are rules, and fire no more often than `shortest` (of their first 50 firings)."""
    if len(lines) > LINES_MAX:
        raise UserError("rrule_many", max=LINES_MAX)
    walls: list[datetime] = []
    at: datetime | None = start - timedelta(seconds=1)
    while len(walls) < 50 and at is not None:
        at = next_wall(start, lines, at, zone)
        if at is not None:
            walls.append(at)
    if not walls:
        raise UserError("rrule_never")
    if at is None and len(walls) <= NAG_RINGS:
        shortest = min(shortest, NAG_SHORTEST)
    gaps = [later - earlier for earlier, later in pairwise(walls)]
    if gaps and min(gaps) < shortest:
        raise UserError("rrule_often", minutes=int(shortest.total_seconds() // 60))


def following(lines: tuple[str, ...], wall: datetime, done: datetime, zone: str) -> datetime | None:
    """The firing that comes after one that was done at `done`: so much later, steps of days at the hour of `wall`."""
    rules, _ = _parted(lines)
    short = any("HOURLY" in line or "MINUTELY" in line for line in rules)
    start = done.replace(second=0, microsecond=0) if short else datetime.combine(done.date(), wall.time())
    return next_wall(start, lines, start, zone)


def _parted(lines: tuple[str, ...]) -> tuple[list[str], frozenset[date]]:
    """The rules, and what EXDATE lines take out of them: wall times, or whole days where VALUE=DATE says so."""
    rules: list[str] = []
    gone: set[date] = set()
    for line in lines:
        if line == AFTER_DONE:
            continue
        head, mark, values = line.partition(":")
        if not mark or head.upper().partition(";")[0] != "EXDATE":
            rules.append(line)
            continue
        whole = head.upper().endswith(";VALUE=DATE")
        try:
            said = [datetime.fromisoformat(value) for value in values.split(",")]
        except ValueError as error:
            raise UserError("rrule_bad", rule=line[:100]) from error
        if any(one.tzinfo is not None for one in said) or len(said) > EXDATES_MAX:
            raise UserError("rrule_bad", rule=line[:100])
        gone.update(one.date() if whole else one for one in said)
    return rules, frozenset(gone)


def _left_out(wall: datetime, gone: frozenset[date]) -> bool:
    return wall in gone or wall.date() in gone


def _near(start: datetime, line: str, after: datetime) -> datetime:
    """A later DTSTART of the same rule, at most two periods before `after`.

    dateutil walks from DTSTART, which takes seconds for a rule that is years old. Whole periods keep its phase. A rule
    with COUNT has to be counted from its beginning; months and years are few.
    """
    parts = dict(part.partition("=")[::2] for part in line.upper().removeprefix("RRULE:").split(";"))
    unit = _UNITS.get(parts.get("FREQ", ""))
    if unit is None or "COUNT" in parts or after <= start:
        return start
    interval = parts.get("INTERVAL", "1")
    period = unit * max(1, int(interval) if interval.isdecimal() else 1)
    return start + period * max(0, (after - start) // period - 1)


def _rule(start: datetime, line: str, zone: str) -> rrule | rruleset:
    if "DTSTART" in line.upper() or "\n" in line or len(line) > 500:
        raise UserError("rrule_bad", rule=line[:100])
    try:
        return rrulestr(_UNTIL.sub(lambda until: _on_the_clock(until.group(), zone), line), dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise UserError("rrule_bad", rule=line[:100]) from error


def _on_the_clock(until: str, zone: str) -> str:
    at = datetime.strptime(until.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return f"{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
