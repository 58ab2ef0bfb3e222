"""The nth of something: "third tuesday of september", "last day of october", "the week of may 3rd"."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.times.calendar import MONTHS, WEEKDAYS, add_months, nth_weekday, step, week_start
from core.nlu.times.numbers import ORDINALS, TENS
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

FIRST = ("#", "the", "last", "final", "week", "closest", "nearest", *ORDINALS, *TENS)
_OUT = ("of", "in", "on", "each", "from")


def read(scene: Scene, i: int) -> Day | None:
    i = scene.skip(i, "the")
    if scene.word(i) == "week":
        return _week_of(scene, i)
    place = _place(scene, i)
    if place is None:
        return _closest(scene, i)
    nth, after = place
    word = scene.word(after)
    known = word in WEEKDAYS or word in ("day", "week", "weekend")
    frame = _frame(scene, after + 1) if known else None
    if frame is None and word in WEEKDAYS and nth > 0 and scene.digits(i) + scene.glued(i + 1) != 1:
        return _of_this_month(scene, nth, after)
    if frame is None:
        return None
    start, end, last = frame
    if word in WEEKDAYS:
        found = nth_weekday(start, end, WEEKDAYS[word], nth)
    elif word == "week":
        return _nth_week(start, end, nth, last)
    elif word == "weekend":
        found = nth_weekday(start, end, 5, nth)
    else:
        found = (start if nth > 0 else end) + timedelta(days=nth - (nth > 0))
    if found is None or (word == "day" and not start <= found < end):
        return None
    if scene.word(after + 2) == "the" and found < scene.today and not scene.year(last - 1):
        return None
    return Day(start=found, last=last, end=found + timedelta(days=2) if word == "weekend" else None)


def _of_this_month(scene: Scene, nth: int, after: int) -> Day | None:
    """ "third tuesday" alone: of this month, or of the next when it is past."""
    month = scene.today.replace(day=1)
    for ahead in range(4):
        start = add_months(month, ahead)
        found = nth_weekday(start, add_months(start, 1), WEEKDAYS[scene.word(after)], nth)
        if found is not None and found >= scene.today:
            return Day(start=found, last=after + 1)
    return None


def _place(scene: Scene, i: int) -> tuple[int, int] | None:
    """Which one, from the end when negative: "third", "last", "2nd last", "second to last"."""
    if scene.word(i) in ("last", "final"):
        return -1, i + 1
    read_nth = scene.ordinal(i)
    if read_nth is None or not 0 < read_nth[0] <= 366:
        return None
    nth, after = read_nth
    back = scene.run(after, "to", "last") or scene.run(after, "last")
    return (-nth, back) if back is not None else (nth, after)


def _frame(scene: Scene, i: int) -> tuple[date, date, int] | None:
    """The month or year that is meant: "of september 2014", "of last month", "in 2018", "of the month"."""
    if scene.word(i) not in _OUT:
        return None
    i = scene.skip(i + 1, "the")
    year = scene.year(i)
    if year is not None and 1 <= year[0] <= 9998:
        return date(year[0], 1, 1), date(year[0] + 1, 1, 1), year[1]
    if scene.word(i) in MONTHS:
        return _month(scene, i)
    if scene.word(i) in ("month", "year") and scene.word(i - 1) == "the":
        grain: str = scene.word(i)
        start = scene.today.replace(day=1) if grain == "month" else date(scene.today.year, 1, 1)
        return start, add_months(start, 1 if grain == "month" else 12), i + 1
    day = scene.piece(i, Day)
    if day is None or day.grain not in ("month", "quarter", "year"):
        return None
    return day.start, step(day.start, day.grain, 1), day.last


def _month(scene: Scene, i: int) -> tuple[date, date, int] | None:
    month = MONTHS[scene.word(i)]
    at = scene.skip(i + 1, ",", "of", "in")
    year = scene.year(at)
    value, last = year if year is not None else (scene.today.year + (month < scene.today.month), i + 1)
    if not 1 <= value <= 9998:
        return None
    start = date(value, month, 1)
    return start, add_months(start, 1), last


def _nth_week(start: date, end: date, nth: int, last: int) -> Day:
    """Weeks belong where their Thursday lies, as ISO 8601 has it."""
    if nth > 0:
        thursday = nth_weekday(start, end, 3, 1) or start
        monday = thursday - timedelta(days=3) + timedelta(days=7 * (nth - 1))
        if (end - start).days < 40 and monday < start:
            monday = (nth_weekday(start, end, 0, 1) or start) + timedelta(days=7 * (nth - 1))
    else:
        sunday = nth_weekday(start, end, 6, -1) or start
        monday = sunday - timedelta(days=6) + timedelta(days=7 * (nth + 1))
    return Day(start=monday, end=monday + timedelta(days=7), grain="week", last=last)


def _week_of(scene: Scene, i: int) -> Day | None:
    if scene.word(i + 1) != "of":
        return None
    day = scene.piece(scene.skip(i + 2, "the"), Day)
    if day is None or day.grain != "day":
        return None
    # The week that is ahead of a Sunday or a Saturday is hardly the one that has just gone by.
    start = week_start(day.start, scene.preferences.week_start)
    if day.start - start == timedelta(days=6):
        start += timedelta(days=7)
    return Day(start=start, end=start + timedelta(days=7), grain="week", last=day.last)


def _closest(scene: Scene, i: int) -> Day | None:
    """ "the closest monday to oct 5th"."""
    if scene.word(i) not in ("closest", "nearest") or scene.word(i + 1) not in WEEKDAYS:
        return None
    if scene.word(i + 2) != "to":
        return None
    anchor = scene.piece(scene.skip(i + 3, "the"), Day)
    if anchor is None or anchor.grain != "day":
        return None
    ahead = (WEEKDAYS[scene.word(i + 1)] - anchor.start.weekday()) % 7
    return Day(start=anchor.start + timedelta(days=ahead if ahead <= 3 else ahead - 7), last=anchor.last)
