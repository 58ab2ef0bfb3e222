"""Weekdays: "friday", "next friday", "last monday", "friday after next", "friday of next week", "friday the 13th"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.reading import Note
from core.nlu.times import calendar_date, numeric_date
from core.nlu.times.calendar import PLURALS, WEEKDAYS, after_weekday, week_start
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_NEXT = ("next",)
_BACK = ("last", "past", "previous")
_THIS = ("this", "coming", "upcoming")
FIRST = (*WEEKDAYS, *_NEXT, *_BACK, *_THIS, "#", "the", "a", "on")
_WEAK = ("sun", "sat", "wed")  # also words of their own


def read(scene: Scene, i: int) -> Day | None:
    word = scene.word(i)
    if word in WEEKDAYS:
        return _bare(scene, i)
    if scene.whole(i) is not None:
        return _counted(scene, i)
    return _pointed(scene, scene.skip(i, "the"))


def _bare(scene: Scene, i: int) -> Day | None:
    word = scene.word(i)
    weekday = WEEKDAYS[word]
    last = i + 1
    dotted = len(word) <= 4 and scene.word(last) == "." and scene.glued(last)
    last += dotted
    after = scene.run(last, "after", "next")
    ahead = _next_one(scene, weekday)
    if after is not None:
        return Day(start=ahead + timedelta(days=7), last=after)
    for words, weeks in ((("week",), 1), (("fortnight",), 2), (("before", "last"), -2)):
        end = scene.run(last, *words)
        if end is not None:
            return Day(start=ahead + timedelta(days=7 * weeks), last=end)
    week = _of_week(scene, last)
    if week is not None:
        return Day(start=_in_week(week[0], weekday), last=week[1])
    dated = _dated(scene, last, weekday)
    if dated is not None:
        return dated
    start = scene.today if scene.today.weekday() == weekday else ahead
    return Day(start=start, roll="week", weekday=weekday, weak=word in _WEAK, last=last)


def _next_one(scene: Scene, weekday: int) -> date:
    return after_weekday(scene.today, weekday)


def _of_week(scene: Scene, i: int) -> tuple[date, int] | None:
    """ "of next week", ", next week", "this week": the first day of that week, as the person's weeks start."""
    i = scene.skip(i, ",", "of", "in", "-")
    i = scene.skip(i, "the")
    after_next = scene.run(i, "week", "after", "next")
    if after_next is not None:
        return week_start(scene.today, scene.preferences.week_start) + timedelta(days=14), after_next
    shifts = {"next": 1, "following": 1, "this": 0, "last": -1, "previous": -1}
    if scene.word(i) in shifts and scene.word(i + 1) == "week":
        first = week_start(scene.today, scene.preferences.week_start)
        return first + timedelta(days=7 * shifts[scene.word(i)]), i + 2
    return None


def _in_week(first: date, weekday: int) -> date:
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _dated(scene: Scene, i: int, weekday: int) -> Day | None:
    """ "friday, jul 18", "friday the 13th", "friday 5/12": the date rules, the weekday picks its year or month."""
    start = scene.skip(i, ",", "-", "(")
    form = numeric_date if scene.digits(start) and scene.word(start + 1) in ("/", "-", ".") else calendar_date
    day = form.read(scene, start)
    if not isinstance(day, Day) or day.grain != "day":
        return None
    if scene.digits(start) and day.last == start + 1:
        return None
    if scene.word(start - 1) == "(" and scene.word(day.last) == ")":
        day = replace(day, last=day.last + 1)
    if day.stated_year or day.start.weekday() == weekday:
        return replace(day, weak=False)
    return replace(day, start=_matching(day, weekday, scene.today), roll="", weak=False)


def _matching(day: Day, weekday: int, today: date) -> date:
    """The first start that is that weekday when the period rolls on; the date as it is when none is near."""
    start = day.start
    if not day.roll:
        return start
    steps = range(-11, 12 * 12) if day.roll == "month" else range(-7 * 12, 12 * 12, 12)
    fitting: list[date] = []
    for months in steps:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        try:
            found = date(year, month + 1, start.day)
        except ValueError:
            continue
        if found.weekday() == weekday:
            fitting.append(found)
    return calendar_date.nearest(fitting, today) if fitting else start


def _counted(scene: Scene, i: int) -> Day | None:
    """ "2 thursdays ago", "two sundays from now"."""
    read_count = scene.whole(i)
    if read_count is None or not 0 < read_count[0] < 1000:
        return None
    count, after = read_count
    weekend = scene.word(after) in ("weekend", "weekends")
    weekday = 5 if weekend else PLURALS.get(scene.word(after), WEEKDAYS.get(scene.word(after)))
    if weekday is None:
        return None
    for tail in (("ago",), ("back",)):
        end = scene.run(after + 1, *tail)
        if end is not None:
            behind = scene.today - timedelta(days=(scene.today.weekday() - weekday - 1) % 7 + 1)
            start = behind - timedelta(days=7 * (count - 1))
            return Day(start=start, end=start + timedelta(days=2) if weekend else None, last=end)
    end = scene.run(after + 1, "from", "now") or scene.run(after + 1, "hence")
    if end is not None:
        return Day(start=_next_one(scene, weekday) + timedelta(days=7 * (count - 1)), last=end)
    return None


def _pointed(scene: Scene, i: int) -> Day | None:
    """ "next friday", "this coming friday", "last friday", "next weekday"."""
    word = scene.word(i)
    in_week = _week_first(scene, i)
    if in_week is not None:
        return in_week
    after = scene.skip(i + 1, "coming", "upcoming") if word == "this" else i + 1
    if word == "a" or scene.word(after) not in WEEKDAYS:
        return _workday(scene, i)
    weekday = WEEKDAYS[scene.word(after)]
    last = after + 1
    ahead = _next_one(scene, weekday)
    dated = _dated(scene, last, weekday)
    if dated is not None:
        return dated
    if word in _NEXT:
        return _next(scene, weekday, last)
    if word in _BACK:
        return Day(start=ahead - timedelta(days=14 if ahead - scene.today == timedelta(7) else 7), last=last)
    if word in _THIS:
        here = scene.today.weekday() == weekday and word == "this"
        return Day(start=scene.today if here else ahead, last=last)
    return None


def _week_first(scene: Scene, i: int) -> Day | None:
    """ "next week on friday", "previous week - monday"."""
    week = _of_week(scene, i)
    if week is None:
        return None
    after = scene.skip(week[1], "on", "-", ",")
    weekday = WEEKDAYS.get(scene.word(after))
    return None if weekday is None else Day(start=_in_week(week[0], weekday), last=after + 1)


def _next(scene: Scene, weekday: int, last: int) -> Day:
    """ "next friday" may be the one of next week or the next to occur: the person's habit first, the other offered."""
    ahead = _next_one(scene, weekday)
    of_next_week = week_start(scene.today, scene.preferences.week_start) + timedelta(days=7)
    of_next_week += timedelta(days=(weekday - of_next_week.weekday()) % 7)
    if ahead == of_next_week:
        return Day(start=ahead, last=last)
    chosen, other = of_next_week, ahead
    if scene.preferences.next_weekday == "next_to_occur":
        chosen, other = ahead, of_next_week
    note = Note("ambiguous_next", (("chosen", chosen.isoformat()), ("other", other.isoformat())))
    return Day(start=chosen, others=(other,), notes=(note,), last=last)


def _workday(scene: Scene, i: int) -> Day | None:
    if scene.word(i + 1) not in ("weekday", "workday") or scene.word(i) not in (*_NEXT, *_BACK):
        return None
    step = 1 if scene.word(i) in _NEXT else -1
    day = scene.today + timedelta(days=step)
    while day.weekday() > 4:
        day += timedelta(days=step)
    return Day(start=day, last=i + 2)
