"""Wall times of pieces: a day, a time of day, a part of the day; what has passed, and what daylight saving skips."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from core.nlu.reading import Grain, Note, Preferences
from core.nlu.times.calendar import add_months, length
from core.nlu.times.pieces import Clock, Day, Expression, Part
from core.nlu.times.scene import Scene

HORIZON_YEARS = 100


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """The expression is understood and cannot be granted."""

    note: Note


@dataclass(frozen=True, slots=True)
class Point:
    """A wall time under way to its reading."""

    wall: datetime
    grain: Grain
    has_time: bool = True
    notes: tuple[Note, ...] = ()
    others: tuple[datetime, ...] = ()


def aware(wall: datetime, zone: tzinfo | None) -> tuple[datetime, tuple[Note, ...]]:
    """`wall` in `zone`. A time that the clocks skip is read with the offset before the gap (RFC 5545, 3.3.5), one that
    they show twice is the first."""
    local = wall.replace(tzinfo=zone, fold=0)
    real = local.astimezone(UTC).astimezone(zone)
    if real.replace(tzinfo=None) == wall:
        return local, ()
    note = Note("gap_shifted", (("said", f"{wall:%H:%M}"), ("shifted", f"{real:%H:%M}")))
    return real, (note,)


def point(scene: Scene, expression: Expression) -> Point:
    part, clock = expression.part, expression.clock
    day = _day(scene, expression)
    if clock is not None:
        return at_clock(scene, day, clock, part)
    if part is not None:
        return _at_part(scene, day, part)
    if day is None:
        raise Problem(Note("not_understood"))
    return _on_day(scene, day)


def _day(scene: Scene, expression: Expression) -> Day | None:
    if expression.day is not None or expression.shift is None:
        return expression.day
    amount = expression.shift.amount
    sign = -1 if expression.shift.back else 1
    start = add_months(scene.today, sign * amount.months) + timedelta(days=sign * amount.days)
    return Day(start=start, last=expression.last)


def _on_day(scene: Scene, day: Day) -> Point:
    start = day.start
    if day.weekday is not None and start == scene.today:
        start += timedelta(days=7)  # "friday" on a Friday is the next one; only a later time makes it today
    others = tuple(datetime.combine(other, time()) for other in day.others)
    return Point(datetime.combine(start, time()), day.grain, has_time=False, notes=day.notes, others=others)


def part_time(part: str, preferences: Preferences) -> time:
    """The hour that a part of the day stands for."""
    fixed = {"noon": time(12), "midnight": time(0), "end": preferences.end_of_day}
    return fixed.get(part) or getattr(preferences, part, None) or time(0)


def _at_part(scene: Scene, day: Day | None, part: Part) -> Point:
    at = part_time(part.name, scene.preferences)
    grain: Grain = "hour" if not at.minute else "minute"
    start = day.start if day is not None else scene.today + timedelta(days=part.shift_days)
    if part.name == "midnight" and day is not None and day.today:
        start += timedelta(days=1)
    wall = datetime.combine(start, at)
    notes = day.notes if day is not None else ()
    others = tuple(datetime.combine(other, at) for other in day.others) if day is not None else ()
    if wall > scene.now or part.shift_days < 0 or (day is not None and not day.today and not day.roll):
        return Point(wall, grain, notes=notes, others=others)
    if part.today or (day is not None and day.today):
        return _next_hour(scene, part, at)
    if day is None:
        tomorrow = wall + timedelta(days=1)
        notes = (Note("moved_to_tomorrow", (("time", f"{at:%H:%M}"),)),) if part.name != "midnight" else ()
        return Point(tomorrow, grain, notes=notes)
    return Point(datetime.combine(rolled(day, wall.time(), scene.now), at), grain, notes=notes)


def _next_hour(scene: Scene, part: Part, at: time) -> Point:
    """A part of today that is past means soon: the next full hour, and the person is told."""
    wall = scene.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Point(wall, "hour", notes=(Note("part_of_day_passed", (("part", part.name), ("time", f"{at:%H:%M}"))),))


def rolled(day: Day, at: time, now: datetime) -> date:
    """The day moved by its period until `at` on it lies ahead of `now`."""
    start = day.start
    if not day.roll or datetime.combine(start, at) > now:
        return start
    if day.roll == "week":
        return start + timedelta(days=7)
    if day.roll == "month":
        return next(found for ahead in range(1, 13) if (found := add_months(start, ahead)).day == start.day)
    year = start.year + 1
    while day.month_day is not None and day.month_day[1] > length(year, day.month_day[0]):
        year += 1
    return start.replace(year=year)


def at_clock(scene: Scene, day: Day | None, clock: Clock, part: Part | None) -> Point:
    """A time of day on `day`, or the next time the clock shows it."""
    grain = clock.grain
    if day is None and part is not None and (part.today or part.shift_days):
        day = Day(start=scene.today + timedelta(days=part.shift_days), today=part.today, last=0)
    hours = _hours(clock, part)
    if day is not None and part is not None and part.name == "night" and hours[0] < 5 and scene.now.hour >= 3:
        # "tonight at 2", "friday night at 1am": the night's small hours are on the next day
        day = replace(day, start=day.start + timedelta(days=1), today=False, weekday=None)
    walls = [time(hour, clock.minute, clock.second) for hour in hours]
    if day is None:
        return _next_showing(scene, walls, grain, sure=len(hours) == 1)
    if day.grain != "day":
        day = replace(day, end=None)
    if len(walls) == 2:
        walls = _dated_hours(walls, day, scene, written=grain != "hour" and not clock.spoken)
    notes = day.notes
    start = rolled(day, walls[0], scene.now)
    wall = datetime.combine(start, walls[0])
    # A day that can be read in two ways is told before an hour that can.
    others = tuple(datetime.combine(other, walls[0]) for other in day.others)
    others += tuple(datetime.combine(start, other) for other in walls[1:])
    return Point(wall, grain, notes=notes, others=others)


def _hours(clock: Clock, part: Part | None) -> list[int]:
    """The hours of 24 that may be meant: one when it is sure or the part of day tells, else both."""
    hour = clock.hour
    if clock.sure:
        return [hour]
    if part is None:
        return [hour % 12, hour % 12 + 12]
    if part.name == "morning":
        return [hour % 12]
    if part.name in ("night", "evening", "midnight") and hour == 12:
        return [0]
    if part.name == "night" and hour < 5:
        return [hour]
    if part.name == "noon":
        return [hour if hour in (10, 11) else hour % 12 + 12]
    return [hour % 12 + 12]


def _dated_hours(walls: list[time], day: Day, scene: Scene, *, written: bool) -> list[time]:
    """With a date 7 to 11 are mornings, the rest is from noon on; today only what lies ahead."""
    early, late = walls
    leaning = {"am": [early, late], "pm": [late, early]}.get(scene.preferences.bare_hour)
    if day.day_first and written:
        return [early, late] if early.hour else [late, early]
    if day.today:
        ahead = [wall for wall in walls if datetime.combine(day.start, wall) > scene.now]
        if ahead:
            return ahead if len(ahead) == 1 else leaning or ([early, late] if early.hour >= 7 else [late, early])
    return leaning or ([early, late] if 7 <= early.hour <= 11 else [late, early])


def _next_showing(scene: Scene, walls: list[time], grain: Grain, *, sure: bool) -> Point:
    """The next time the clock shows it; an unsure hour only within 07:00 to 22:59."""
    today = [datetime.combine(scene.today, wall) for wall in walls]
    ahead = sorted(wall if wall > scene.now else wall + timedelta(days=1) for wall in today)
    if sure:
        notes = () if ahead[0] == today[0] else (Note("moved_to_tomorrow", (("time", f"{walls[0]:%H:%M}"),)),)
        return Point(ahead[0], grain, notes=notes)
    awake = [wall for wall in ahead if 7 <= wall.hour <= 22] or ahead
    half = scene.preferences.bare_hour
    chosen = next((wall for wall in ahead if half != "usual" and (wall.hour < 12) == (half == "am")), awake[0])
    return Point(chosen, grain, others=tuple(wall for wall in ahead if wall != chosen))
