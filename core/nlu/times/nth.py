"""The nth of something: "third tuesday of september", "last day of october", "the week of may 3rd"."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.times import workdays
from core.nlu.times.calendar import MONTHS, WEEKDAYS, add_months, nearest_weekend, nth_weekday, step, week_start
from core.nlu.times.numbers import ORDINALS, TENS
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_WEEKENDS = ("weekend", "wkend", "wknd", "weekends")
_COUNTED = ("day", "week", "month", "quarter", *_WEEKENDS)
FIRST = ("#", "the", "last", "final", "penultimate", "week", *_WEEKENDS, "closest", "nearest", *ORDINALS, *TENS)
_SIZES = {"days": (1, 0), "weeks": (7, 0), "months": (0, 1), "quarters": (0, 3)}  # in days and months
_OUT = ("of", "in", "on", "each", "from")


def read(scene: Scene, i: int) -> Day | None:
    i = scene.skip(i, "the")
    place = _place(scene, i)
    if place is None:
        return _week_of(scene, i) or _weekend_of(scene, i) or _closest(scene, i)
    nth, after = place
    word = scene.word(after)
    several = _several(scene, nth, after) or _working(scene, nth, after)
    if several is not None:
        return several
    frame = _frame(scene, after + 1) if word in WEEKDAYS or word in _COUNTED else None
    if frame is None and word == "quarter":
        frame = _year(scene, after + 1)
    if frame is not None:
        return _counted(scene, nth, after, frame)
    if word == "quarter" and 0 < nth <= 4:
        return _quarter(scene, nth, after + 1)
    if word in WEEKDAYS and nth > 0 and scene.digits(i) + scene.glued(i + 1) != 1:
        return _of_this_month(scene, nth, after)
    return None


def _counted(scene: Scene, nth: int, after: int, frame: tuple[date, date, int]) -> Day | None:
    """The nth of what `after` names, within the frame."""
    start, end, last = frame
    word = scene.word(after)
    if word == "week":
        return _nth_week(start, end, nth, last)
    if word in ("month", "quarter"):
        return _nth_part(start, end, nth, last, 1 if word == "month" else 3)
    if word == "day":
        found: date | None = (start if nth > 0 else end) + timedelta(days=nth - (nth > 0))
    else:
        found = nth_weekday(start, end, WEEKDAYS.get(word, 5), nth)
    if found is None or not start <= found < end:
        return None
    if scene.word(after + 2) == "the" and found < scene.today and not scene.year(last - 1):
        return None
    return Day(start=found, last=last, end=found + timedelta(days=2) if word in _WEEKENDS else None)


def _quarter(scene: Scene, nth: int, last: int) -> Day:
    """ "third quarter": this year's, or next year's when it is over; weak, for so are reports called."""
    start = date(scene.today.year, nth * 3 - 2, 1)
    if add_months(start, 3) <= scene.today:
        start = add_months(start, 12)
    return Day(start=start, end=add_months(start, 3), grain="quarter", weak=True, last=last)


def _working(scene: Scene, nth: int, after: int) -> Day | None:
    """ "first working day of april", "last business day of this month"."""
    behind = workdays.behind(scene, after)
    frame = _frame(scene, behind) if behind is not None else None
    if frame is None:
        return None
    start, end, last = frame
    found = workdays.moved(start - timedelta(days=1) if nth > 0 else end, nth)
    return Day(start=found, last=last) if start <= found < end else None


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
    if scene.word(i) == "penultimate":
        return -2, i + 1
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
    year = _year(scene, i + 1 if scene.word(i) == "year" else i)
    if year is not None:
        return year
    if scene.word(i) in MONTHS:
        return _month(scene, i)
    if scene.word(i) in ("month", "year") and scene.word(i - 1) == "the":
        grain: str = scene.word(i)
        start = scene.today.replace(day=1) if grain == "month" else date(scene.today.year, 1, 1)
        return start, add_months(start, 1 if grain == "month" else 12), i + 1
    day = scene.piece(i, Day)
    if day is None or day.grain not in ("week", "month", "quarter", "year"):
        return None
    return day.start, step(day.start, day.grain, 1), day.last


def _year(scene: Scene, i: int) -> tuple[date, date, int] | None:
    year = scene.year(i)
    if year is None or not 1 <= year[0] <= 9998:
        return None
    return date(year[0], 1, 1), date(year[0] + 1, 1, 1), year[1]


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
        thursday = nth_weekday(start, end, 3, -1) or start
        monday = thursday - timedelta(days=3) + timedelta(days=7 * (nth + 1))
    return Day(start=monday, end=monday + timedelta(days=7), grain="week", last=last)


def _nth_part(start: date, end: date, nth: int, last: int, months: int) -> Day | None:
    """ "the 9th month of next year", "third quarter of 2020"."""
    first = add_months(start if nth > 0 else end, months * (nth - (nth > 0)))
    if not start <= first < end or (end - start).days < 360:
        return None
    return Day(start=first, end=add_months(first, months), grain="month" if months == 1 else "quarter", last=last)


def _several(scene: Scene, nth: int, i: int) -> Day | None:
    """ "first five days of last year", "last 3 weeks of august"."""
    count = scene.whole(i)
    if count is None or abs(nth) != 1 or not 1 < count[0] <= 366 or scene.word(count[1]) not in _SIZES:
        return None
    frame = _frame(scene, count[1] + 1)
    if frame is None:
        return None
    start, end, last = frame
    days, months = _SIZES[scene.word(count[1])]
    edge = add_months(start if nth > 0 else end, nth * months * count[0]) + timedelta(days=nth * days * count[0])
    if not start <= edge <= end:
        return None
    return Day(start=start, end=edge, last=last) if nth > 0 else Day(start=edge, end=end, last=last)


def _week_of(scene: Scene, i: int) -> Day | None:
    if scene.word(i) != "week" or scene.word(i + 1) not in ("of", "beginning", "commencing", "starting"):
        return None
    day = scene.piece(scene.skip(i + 2, "the"), Day)
    if day is None or day.grain != "day":
        return None
    # The week that is ahead of a Sunday or a Saturday is hardly the one that has just gone by.
    start = week_start(day.start, scene.preferences.week_start)
    if day.start - start == timedelta(days=6):
        start += timedelta(days=7)
    return Day(start=start, end=start + timedelta(days=7), grain="week", last=day.last)


def _weekend_of(scene: Scene, i: int) -> Day | None:
    """ "the weekend of halloween": the one that holds the day or lies nearest to it."""
    if scene.word(i) not in _WEEKENDS or scene.word(i + 1) != "of":
        return None
    day = scene.piece(scene.skip(i + 2, "the"), Day)
    if day is None or day.grain != "day":
        return None
    saturday = nearest_weekend(day.start)
    return Day(start=saturday, end=saturday + timedelta(days=2), last=day.last)


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
