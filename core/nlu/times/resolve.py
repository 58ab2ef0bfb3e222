"""From an expression to its reading: points, intervals, shifts from now, recurrences, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from core.nlu.reading import Grain, Note, When
from core.nlu.times import recurring
from core.nlu.times.calendar import add_months
from core.nlu.times.expression import Expression
from core.nlu.times.pieces import Shift
from core.nlu.times.points import HORIZON_YEARS, Point, Problem, aware, point
from core.nlu.times.scene import Scene


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
        return replace(blank, start=expression.instant.at.astimezone(where), grain=expression.instant.grain)
    shift = expression.shift
    if shift is not None and expression.clock is None and expression.part is None:
        return _shifted(scene, shift, blank)
    if expression.every is not None:
        return recurring.when(scene, expression, blank, where)
    return _finished(scene, expression, point(scene, expression), blank, where)


def _finished(scene: Scene, expression: Expression, found: Point, blank: When, where: tzinfo) -> When:
    start, gap = aware(found.wall, where)
    notes = found.notes + gap
    others = tuple(
        replace(blank, start=aware(other, where)[0], grain=found.grain, has_time=found.has_time)
        for other in found.others
    )
    day = expression.day
    end = (
        aware(datetime.combine(day.end, time()), where)[0]
        if day is not None and day.end and not found.has_time
        else None
    )
    if expression.end is not None:
        end = _end(scene, expression.end, found.wall, where)
    return replace(blank, start=start, end=end, grain=found.grain, has_time=found.has_time, notes=notes, others=others)


def _end(scene: Scene, end: Expression, start: datetime, where: tzinfo) -> datetime:
    """The far end of an interval: the first time after its start that the words allow."""
    wall = point(scene, end).wall
    if end.clock is not None:
        wall = datetime.combine(max(start.date(), wall.date()) if end.day is None else wall.date(), wall.time())
        if wall <= start:
            half = wall + timedelta(hours=12)
            wall = half if half > start and not end.clock.sure else wall + timedelta(days=1)
    elif wall < start and end.day is not None and end.day.roll == "year":
        wall = datetime.combine(add_months(wall.date(), 12), wall.time())
    elif wall < start and end.day is not None and end.day.roll == "week":
        wall += timedelta(days=7)
    return aware(wall, where)[0]


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
    return replace(blank, start=start, grain=grain, elapsed=bool(amount.seconds), notes=notes)
