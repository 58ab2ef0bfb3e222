"""From a recurrence to its RFC 5545 lines and its first occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrulestr

from core.nlu.reading import AFTER_DONE, Grain, When
from core.nlu.times import points
from core.nlu.times.calendar import add_months
from core.nlu.times.pieces import Clock, Day, Every, Expression, Part
from core.nlu.times.scene import Scene

_GRAINS: dict[str, Grain] = {
    "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "day", "MONTHLY": "day", "YEARLY": "day",
}  # fmt: skip
_YEARS_WITHOUT = 3  # so far ahead "the 24th" is looked for among the occurrences


def when(scene: Scene, expression: Expression, blank: When, zone: tzinfo) -> When:
    """The first occurrence after now, with the lines that make the others: rules, then the days left out."""
    every = expression.every
    assert every is not None
    times = _times(scene, expression)
    has_time = bool(times) or every.freq in ("MINUTELY", "HOURLY") or "BYHOUR" in every.by
    lines = _lines(every, times)
    if expression.also is not None and expression.also.every is not None:
        other = _times(scene, expression.also)
        lines = _lines(every, times, fixed=True) + _lines(expression.also.every, other, fixed=True)
        times = sorted({*times, *other})
    base = _base(scene, expression, every, min(times, default=time()))
    first = _first(scene, lines, base, has_time=has_time, every=every)
    lines = _bounded(scene, expression, lines, first, zone)
    first, gone = _left_out(expression.without, lines, first, zone, has_time=has_time)
    start, gap = points.aware(first, zone)
    grain = "minute" if times and _GRAINS[every.freq] == "day" else _GRAINS[every.freq]
    done = (AFTER_DONE,) if every.after_done else ()
    return replace(blank, start=start, grain=grain, has_time=has_time, rrule=(*lines, *gone, *done), notes=gap)


def _lines(every: Every, times: Sequence[time], *, fixed: bool = False) -> list[str]:
    """The RRULE lines without "RRULE:"; several times of a day are BYHOUR, one line for each minute of theirs."""
    found: list[str] = []
    for by in (every.by, *every.more):
        if times:
            days = {name: value for name, value in by.items() if name not in ("BYHOUR", "BYMINUTE")}
        else:
            days = dict(by)
        if len(times) < 2 and not fixed:
            found.append(_line(every, days))
            continue
        for minute in sorted({at.minute for at in times}):
            hours = ",".join(str(at.hour) for at in sorted(times) if at.minute == minute)
            found.append(_line(every, {**days, "BYHOUR": hours, "BYMINUTE": str(minute)}))
    return found


def _line(every: Every, by: Mapping[str, str]) -> str:
    parts = [f"FREQ={every.freq}"]
    if every.interval != 1:
        parts.append(f"INTERVAL={every.interval}")
    return ";".join(parts + [f"{name}={value}" for name, value in by.items()])


def _times(scene: Scene, expression: Expression) -> list[time]:
    """The times of the day that are said; a bare hour leans to the part of the day beside it, else is read as on a
    date: 7 to 11 in the morning, else from noon."""
    every = expression.every
    name = every.part if every is not None else None
    part = expression.part or (Part(name=name, last=0) if name is not None else None)
    tomorrow = Day(start=scene.today + timedelta(days=1), last=0)
    found: list[time] = []
    if expression.clock is not None:
        found.append(points.at_clock(scene, tomorrow, expression.clock, part).wall.time())
    elif part is not None:
        found.append(points.part_time(part.name, scene.preferences))
    for further in expression.times:
        if isinstance(further, Clock):
            found.append(points.at_clock(scene, tomorrow, further, None).wall.time())
        else:
            found.append(points.part_time(further.name, scene.preferences))
    return list(dict.fromkeys(found))


def _base(scene: Scene, expression: Expression, every: Every, at: time) -> datetime:
    """Where counting begins: the stated start, else now for steps finer than a day, else today."""
    if expression.start is not None:
        started = points.point(scene, expression.start)
        return started.wall if started.has_time else datetime.combine(started.wall.date(), at)
    if every.freq in ("MINUTELY", "HOURLY") and at == time():
        return scene.now.replace(second=0, microsecond=0)
    return datetime.combine(scene.today, at)


def _first(scene: Scene, lines: Sequence[str], base: datetime, *, has_time: bool, every: Every) -> datetime:
    """The first occurrence after now; without a time of day today counts as gone."""
    fixed = any(name.startswith("BY") for name in every.by) or "BY" in lines[0]
    floor = scene.now if has_time else datetime.combine(scene.today, time.max)
    if base.date() > scene.today:
        floor = base - timedelta(seconds=1)
    if not fixed and every.freq in ("WEEKLY", "MONTHLY", "YEARLY", "DAILY"):
        # "every 2 weeks" without a day: the first is the next time the clock shows that hour.
        return base if base > floor else base + timedelta(days=1)
    found = _earliest([_nearest(line) if fixed else line for line in lines], base, floor)
    if found is None:
        raise OverflowError("no occurrence")
    return found


def _earliest(lines: Iterable[str], base: datetime, floor: datetime) -> datetime | None:
    begin = datetime.combine(base.date(), time()) if any("BYHOUR" in line for line in lines) else base
    found = [wall for line in lines if (wall := rrulestr(line, dtstart=begin).after(floor)) is not None]
    return min(found, default=None)


def _nearest(rule: str) -> str:
    """The rule without its interval: the first occurrence is the nearest fitting day, and counting starts there."""
    return ";".join(part for part in rule.split(";") if not part.startswith("INTERVAL="))


def _bounded(scene: Scene, expression: Expression, lines: Sequence[str], first: datetime, zone: tzinfo) -> list[str]:
    """The lines with their end: COUNT for one line, else UNTIL."""
    if expression.count and len(lines) == 1:
        return [f"{lines[0]};COUNT={expression.count}"]
    last: datetime | None = None
    if expression.count:
        walls = sorted(wall for line in lines for wall in islice(rrulestr(line, dtstart=first), expression.count))
        last = walls[expression.count - 1] if len(walls) >= expression.count else None
    elif expression.until is not None:
        until = points.point(scene, expression.until)
        last = until.wall if until.has_time else until.wall + timedelta(days=1) - timedelta(seconds=1)
    elif expression.amount is not None:
        amount = expression.amount
        day = add_months(first.date(), amount.months) + timedelta(days=amount.days)
        last = datetime.combine(day, first.time()) + timedelta(seconds=amount.seconds - 1)
    if last is None:
        return list(lines)
    stamp = f"{points.aware(last, zone)[0].astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return [f"{line};UNTIL={stamp}" for line in lines]  # RFC 5545: UNTIL is in UTC when DTSTART has a zone


def _left_out(
    without: Sequence[Day], lines: Sequence[str], first: datetime, zone: tzinfo, *, has_time: bool
) -> tuple[datetime, list[str]]:
    """The first occurrence that is left, and the line of those that are not; a day on which nothing falls is passed
    over, and "the 24th" is the next 24th on which something does."""
    if not without:
        return first, []
    ends = [_local(line, zone) for line in lines]
    horizon = first + timedelta(days=366 * _YEARS_WITHOUT)
    walls: list[datetime] = []
    for line in ends:
        for wall in islice(rrulestr(line, dtstart=first), 4000):
            if wall > horizon:
                break
            walls.append(wall)
    gone: list[datetime] = []
    for day in without:
        hit = _hit(day, walls)
        gone += [wall for wall in walls if wall.date() == hit]
    left = sorted(wall for wall in walls if wall not in gone)
    if not gone or not left:
        return first, []
    gone = sorted(set(gone))
    if has_time:
        return left[0], ["EXDATE:" + ",".join(f"{wall:%Y%m%dT%H%M%S}" for wall in gone)]
    return left[0], ["EXDATE;VALUE=DATE:" + ",".join(f"{wall:%Y%m%d}" for wall in gone)]


def _hit(day: Day, walls: Sequence[datetime]) -> date | None:
    days = sorted({wall.date() for wall in walls})
    if day.roll == "month":
        return next((one for one in days if one.day == day.start.day and one >= day.start), None)
    return day.start


def _local(line: str, zone: tzinfo) -> str:
    """The line with its UNTIL on the clock of the zone, as dateutil wants it beside a naive DTSTART."""
    head, mark, stamp = line.partition(";UNTIL=")
    if not mark:
        return line
    last = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone)
    return f"{head};UNTIL={last:%Y%m%dT%H%M%S}"
