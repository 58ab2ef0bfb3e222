"""From a recurrence to its RRULE and its first occurrence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from dateutil.rrule import rrulestr

from core.nlu.reading import Grain, When
from core.nlu.times import points
from core.nlu.times.calendar import add_months
from core.nlu.times.expression import Expression
from core.nlu.times.pieces import Day, Every
from core.nlu.times.scene import Scene

_GRAINS: dict[str, Grain] = {
    "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "day", "MONTHLY": "day", "YEARLY": "day",
}  # fmt: skip


def when(scene: Scene, expression: Expression, blank: When, zone: tzinfo) -> When:
    """The first occurrence after now, with the rule that makes the others."""
    every = expression.every
    assert every is not None
    at, has_time, notes = _time_of_day(scene, expression)
    base = _base(scene, expression, every, at)
    rule = line(every)
    first = _first(scene, rule, base, at, has_time=has_time, every=every)
    start, gap = points.aware(first, zone)
    rule += _bounds(scene, expression, start)
    grain = "minute" if has_time and _GRAINS[every.freq] == "day" else _GRAINS[every.freq]
    if every.freq in ("MINUTELY", "HOURLY") or "BYHOUR" in every.by:
        has_time = True
    return replace(blank, start=start, grain=grain, has_time=has_time, rrule=(rule,), notes=notes + gap)


def line(every: Every) -> str:
    """The RRULE line without "RRULE:"."""
    parts = [f"FREQ={every.freq}"]
    if every.interval != 1:
        parts.append(f"INTERVAL={every.interval}")
    return ";".join(parts + [f"{name}={value}" for name, value in every.by.items()])


def _time_of_day(scene: Scene, expression: Expression) -> tuple[time, bool, tuple[()]]:
    """A bare hour of a recurrence is read as on a date: 7 to 11 in the morning, else from noon."""
    clock, part = expression.clock, expression.part
    if clock is not None:
        base = scene.now.replace(hour=0, minute=0, second=0, microsecond=0)
        day = Day(start=base.date() + timedelta(days=1), last=0)
        return points.at_clock(scene, day, clock, part).wall.time(), True, ()
    name = part.name if part is not None else expression.every.part if expression.every else None
    if name is not None:
        return points.part_time(name, scene.preferences), True, ()
    return time(), False, ()


def _base(scene: Scene, expression: Expression, every: Every, at: time) -> datetime:
    """Where counting begins: the stated start, else now for steps finer than a day, else today."""
    if expression.start is not None:
        started = points.point(scene, expression.start)
        return started.wall if started.has_time else datetime.combine(started.wall.date(), at)
    if every.freq in ("MINUTELY", "HOURLY") and at == time():
        return scene.now.replace(second=0, microsecond=0)
    return datetime.combine(scene.today, at)


def _first(scene: Scene, rule: str, base: datetime, at: time, *, has_time: bool, every: Every) -> datetime:
    """The first occurrence after now; without a time of day today counts as gone."""
    fixed = any(name.startswith("BY") for name in every.by)
    hourly = every.freq in ("MINUTELY", "HOURLY") or "BYHOUR" in every.by
    floor = scene.now if has_time or hourly else datetime.combine(scene.today, time.max)
    if base.date() > scene.today:
        floor = base - timedelta(seconds=1)
    if not fixed and every.freq in ("WEEKLY", "MONTHLY", "YEARLY", "DAILY"):
        # "every 2 weeks" without a day: the first is the next time the clock shows that hour.
        return base if base > floor else base + timedelta(days=1)
    anchor = replace_interval(rule) if fixed else rule
    found = rrulestr(anchor, dtstart=base).after(floor)
    if found is None:
        raise OverflowError("no occurrence")
    result: datetime = found
    return result


def replace_interval(rule: str) -> str:
    """The rule without its interval: the first occurrence is the nearest fitting day, and counting starts there."""
    return ";".join(part for part in rule.split(";") if not part.startswith("INTERVAL="))


def _bounds(scene: Scene, expression: Expression, start: datetime) -> str:
    if expression.count:
        return f";COUNT={expression.count}"
    if expression.until is None:
        if expression.amount is None:
            return ""
        last = add_months(start.date(), expression.amount.months) + timedelta(days=expression.amount.days)
        closing = points.aware(datetime.combine(last, start.time()), start.tzinfo)[0]
        return _until(closing - timedelta(seconds=1))
    until = points.point(scene, expression.until)
    last = until.wall if until.has_time else until.wall + timedelta(days=1) - timedelta(seconds=1)
    return _until(points.aware(last, start.tzinfo)[0])


def _until(last: datetime) -> str:
    """RFC 5545: UNTIL is in UTC when DTSTART has a zone."""
    return f";UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
