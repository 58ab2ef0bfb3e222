"""Holidays: "christmas", "last thanksgiving", "easter 2018", "black friday of next year", "tax day in two years"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from core.nlu.times import units
from core.nlu.times.calendar import add_months, nearest_weekend, week_start
from core.nlu.times.holiday_dates import on
from core.nlu.times.holiday_rules import RULES
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene


def _plain(words: Sequence[str]) -> tuple[str, ...]:
    """Words as they sound: "mother's", "mothers'" and "mothers" are one."""
    return tuple(word.replace("'", "") for word in words)


_NAMES = {
    _plain(form.split()): rule
    for rule, names in RULES
    for name in names.split("|")
    for form in (name.replace("-", " - "), name.replace("-", " "))
}
_LONGEST = max(map(len, _NAMES))
_RARE = 9  # years within which a holiday comes again
_POINT = {"next": 1, "this": 0, "coming": 1, "upcoming": 1, "last": -1, "past": -1, "previous": -1}
_FIRST = {name[0] for name in _NAMES}
FIRST = (
    *_FIRST,
    *{f"{word[:-1]}'s" for word in _FIRST if word.endswith("s")},
    *_POINT,
    "the",
    "#",
    "first",
    "second",
    "third",
    "fourth",
)


def read(scene: Scene, i: int) -> Day | None:
    start = scene.skip(i, "the")
    point = _POINT.get(scene.word(start))
    start += point is not None
    found = _named(scene, start)
    if found is None:
        return None
    rule, last = found
    behind = {"weekend": True, "week": False}.get(scene.word(last))
    try:
        day = _placed(scene, rule, last + (behind is not None), point)
        return day if behind is None else _around(scene, day, weekend=behind)
    except (ValueError, OverflowError, StopIteration):
        return None


def _around(scene: Scene, day: Day, *, weekend: bool) -> Day:
    """ "labor day weekend", "christmas week"."""
    if weekend:
        start = nearest_weekend(day.start)
        return replace(day, start=start, end=start + timedelta(days=2), weak=False)
    start = week_start(day.start, scene.preferences.week_start)
    return replace(day, start=start, end=start + timedelta(days=7), grain="week")


def rule_at(scene: Scene, i: int) -> tuple[str, int] | None:
    """The rule of the holiday named at `i`, and the place after it."""
    nth = scene.ordinal(i)
    if nth is not None:
        last = scene.run(nth[1], "advent", "sunday") or scene.run(nth[1], "sunday", "of", "advent")
        last = last or scene.run(nth[1], "advent")
        return (f"12-25 <SU -{7 * (4 - nth[0])}", last) if last is not None and 1 <= nth[0] <= 4 else None
    words: list[str] = []
    ends: list[int] = []
    at = i
    while len(words) < _LONGEST and scene.word(at):
        words.append(scene.word(at))
        # The sign behind "presidents'" stands apart; behind any other letter it is a slip.
        at = scene.skip(at + 1, "'") if words[-1].endswith("s") and scene.glued(at + 1) else at + 1
        ends.append(at)
    plain = _plain(words)
    for size in range(len(plain), 0, -1):
        if plain[:size] in _NAMES:
            return _NAMES[plain[:size]], ends[size - 1]
    return None


def _named(scene: Scene, i: int) -> tuple[Callable[[int], date], int] | None:
    found = rule_at(scene, i)
    return (partial(on, found[0]), found[1]) if found is not None else None


def _placed(scene: Scene, rule: Callable[[int], date], last: int, point: int | None) -> Day:
    year = scene.year(scene.skip(last, "of", "in", ","))
    if year is not None:
        return Day(start=rule(year[0]), stated_year=True, last=year[1])
    pointed = _year_shift(scene, last)
    if pointed is not None:
        return Day(start=rule(scene.today.year + pointed[0]), last=pointed[1])
    moved = _moved(scene, last)
    if moved is not None:
        return Day(start=_from(rule, moved[0]), last=moved[1])
    if point == -1:
        return Day(start=_before(rule, scene.today), last=last)
    # "plan the christmas party": a holiday is a date only behind a preposition, or when it is pointed at.
    return Day(start=_from(rule, scene.today), last=last, weak=point is None)


def _from(rule: Callable[[int], date], day: date) -> date:
    """The first such day at or after `day`."""
    return next(found for year in range(day.year, day.year + _RARE) if (found := _try(rule, year)) and found >= day)


def _before(rule: Callable[[int], date], day: date) -> date:
    years = range(day.year, day.year - _RARE, -1)
    return next(found for year in years if (found := _try(rule, year)) and found < day)


def _try(rule: Callable[[int], date], year: int) -> date | None:
    try:
        return rule(year)
    except ValueError:
        return None


def _year_shift(scene: Scene, i: int) -> tuple[int, int] | None:
    i = scene.skip(i, "of", "in")
    shift = {"next": 1, "this": 0, "last": -1, "following": 1}.get(scene.word(i))
    return (shift, i + 2) if shift is not None and scene.word(i + 1) == "year" else None


def _moved(scene: Scene, i: int) -> tuple[date, int] | None:
    """ "in 9 months", "two years ago", "9 months from now": from where to look."""
    ahead = scene.word(i) == "in"
    amount = units.read(scene, i + ahead)
    if amount is None or amount.seconds:
        return None
    end = scene.run(amount.last, "from", "now")
    back = scene.run(amount.last, "ago")
    if not ahead and end is None and back is None:
        return None
    sign = -1 if back is not None else 1
    day = add_months(scene.today, sign * amount.months) + timedelta(days=sign * amount.days)
    return day, back or end or amount.last
