"""From an expression to its reading: points, intervals, shifts from now, recurrences, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from core.nlu.reading import Grain, Note, When
from core.nlu.times import recurring
from core.nlu.times.calendar import add_months, step
from core.nlu.times.pieces import Day, Expression, Instant, Shift
from core.nlu.times.points import HORIZON_YEARS, Point, Problem, aware, point
from core.nlu.times.scene import Scene

# How long the parts of the day last, in hours.
PART_HOURS = {"morning": 3, "afternoon": 4, "evening": 2, "night": 3}
_LONG = ("week", "month", "quarter", "year")


def when(scene: Scene, expression: Expression, zone: str, text: str) -> When:
    """The reading of one expression. Raises Problem with a note that says why there is none."""
    try:
        return _when(scene, expression, zone, text)
    except (OverflowError, ValueError) as error:
        raise Problem(Note("too_far", (("years", str(HORIZON_YEARS)),))) from error


def _when(scene: Scene, expression: Expression, zone: str, text: str) -> When:
    if expression.impossible is not None:
        raise Problem(expression.impossible.note)
    span = (scene.spans[expression.first].start, scene.spans[expression.last - 1].end)
    stated = expression.zone.name if expression.zone is not None else None
    where = ZoneInfo(stated) if stated else scene.aware.tzinfo
    assert where is not None
    blank = When(
        start=scene.aware, grain="second", has_time=True, zone=stated or zone, span=span,
        text=text[span[0] : span[1]], zone_stated=stated is not None,
    )  # fmt: skip
    if expression.instant is not None:
        return _instant(scene, expression, expression.instant, blank, where)
    shift = expression.shift
    if shift is not None and expression.clock is None and expression.part is None:
        return _shifted(scene, shift, blank)
    if expression.every is not None:
        return recurring.when(scene, expression, blank, where)
    if stated and expression.day is None and expression.shift is None:
        scene = scene.seen_from(where)  # "5pm tokyo time" is the next time a clock shows it there
    return _finished(scene, expression, point(scene, expression), blank, where)


def _instant(scene: Scene, expression: Expression, instant: Instant, blank: When, where: tzinfo) -> When:
    start = instant.at.astimezone(where)
    end = instant.until.astimezone(where) if instant.until is not None else None
    if expression.end is not None:
        end = _end(scene, expression.end, start.replace(tzinfo=None), where)
    return replace(blank, start=start, grain=instant.grain, end=end)


def _finished(scene: Scene, expression: Expression, found: Point, blank: When, where: tzinfo) -> When:
    start, gap = aware(found.wall, where)
    notes = found.notes + gap
    others = tuple(
        replace(blank, start=aware(other, where)[0], grain=found.grain, has_time=found.has_time)
        for other in found.others
    )
    end = _lasts(expression, found, where)
    if expression.end is not None:
        running = _running(expression, found.wall)
        start = aware(running, where)[0]
        end = _end(scene, expression.end, running, where)
    return replace(blank, start=start, end=end, grain=found.grain, has_time=found.has_time, notes=notes, others=others)


def _lasts(expression: Expression, found: Point, where: tzinfo) -> datetime | None:
    """The end that is not said: of a stated length, of the whole period, of the part of the day."""
    day, part = expression.day, expression.part
    if expression.lasting is not None:
        amount = expression.lasting
        last = add_months(found.wall.date(), amount.months) + timedelta(days=amount.days)
        begin = aware(datetime.combine(last, found.wall.time()), where)[0].astimezone(UTC)
        return (begin + timedelta(seconds=amount.seconds)).astimezone(where)
    if day is not None and day.through is not None and expression.clock is not None:
        return aware(datetime.combine(day.through, found.wall.time()), where)[0]
    if day is not None and (not found.has_time or expression.closing):
        behind = day.end or (step(day.start, day.grain, 1) if day.grain in _LONG else None)
        return aware(datetime.combine(behind, time()), where)[0] if behind is not None else None
    if part is not None and expression.clock is None and part.name in PART_HOURS:
        return aware(found.wall + timedelta(hours=PART_HOURS[part.name]), where)[0]
    return None


def _running(expression: Expression, start: datetime) -> datetime:
    """The start of an interval of dates without a year: one that runs just now is meant, not the next year's."""
    day, end = expression.day, expression.end
    if day is None or end is None or end.day is None or day.roll != "year" or day.stated_year or end.day is day:
        return start
    if end.day.roll != "year" or end.day.stated_year or end.day.start >= start.date():
        return start
    return datetime.combine(add_months(start.date(), -12), start.time())


def _end(scene: Scene, end: Expression, start: datetime, where: tzinfo) -> datetime:
    """The far end of an interval: the first time after its start that the words allow."""
    if end.instant is not None:
        return end.instant.at.astimezone(where)
    wall = point(scene, end).wall
    if end.day is not None and wall.date() < start.date():
        wall = _next_round(end.day, wall, start)
    if end.clock is not None and not end.clock.sure and end.part is None:
        day = max(start.date(), wall.date())
        halves = [datetime.combine(day, wall.time().replace(hour=wall.hour % 12 + late)) for late in (0, 12)]
        wall = next((half for half in halves if half > start), halves[0] + timedelta(days=1))
    elif end.clock is not None:
        wall = datetime.combine(max(start.date(), wall.date()) if end.day is None else wall.date(), wall.time())
        if wall <= start:
            half = wall + timedelta(hours=12)
            wall = half if half > start and not end.clock.sure else wall + timedelta(days=1)
    return aware(wall, where)[0]


def _next_round(day: Day, wall: datetime, start: datetime) -> datetime:
    """The end moved by its period until it lies behind the start: "monday 8 am - friday 5 pm" said on a Wednesday."""
    if day.roll == "year":
        return datetime.combine(add_months(wall.date(), 12), wall.time())
    if day.roll == "week":
        return wall + timedelta(days=7 * ((start.date() - wall.date()).days // 7 + 1))
    if day.roll == "month":
        return datetime.combine(add_months(start.date().replace(day=1), 1), wall.time()).replace(day=wall.day)
    return wall


def _shifted(scene: Scene, shift: Shift, blank: When) -> When:
    """From now on: hours and finer by true time, days and longer by the wall clock."""
    amount = shift.amount
    sign = -1 if shift.back else 1
    day = add_months(scene.today, sign * amount.months) + timedelta(days=sign * amount.days)
    start, notes = aware(datetime.combine(day, scene.now.time()), scene.aware.tzinfo)
    if day == scene.today:
        start, notes = scene.aware, ()
    if amount.seconds:
        start = (start.astimezone(UTC) + timedelta(seconds=sign * amount.seconds)).astimezone(scene.aware.tzinfo)
    grain: Grain = "second" if amount.seconds and amount.grain in ("second", "minute") else amount.grain
    if amount.months or amount.days:
        grain = "second" if amount.seconds else "minute"
    notes += _shorter(scene, sign * amount.months)
    return replace(blank, start=start, grain=grain, elapsed=bool(amount.seconds), notes=notes)


def _shorter(scene: Scene, months: int) -> tuple[Note, ...]:
    """So many months on there is no such day: the last one is meant, and said to be."""
    there = add_months(scene.today, months)
    if there.day == scene.today.day:
        return ()
    return (Note("month_end", (("said", str(scene.today.day)), ("shifted", str(there.day)))),)
