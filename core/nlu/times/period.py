"""Whole periods: "next month", "this quarter", "last year", "the weekend", "next 3 days"."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.reading import Grain
from core.nlu.times import numbers, units
from core.nlu.times.calendar import begin, step, week_start
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_SHIFT = {
    "this": 0, "current": 0, "same": 0, "next": 1, "coming": 1, "following": 1, "upcoming": 1, "last": -1, "past": -1,
    "previous": -1,
}  # fmt: skip
_WEEKENDS = ("weekend", "wkend", "weekends", "wknd")
FIRST = (*_SHIFT, "the", "weekend", "wkend", "in", "over", "q", "h", "after")
_MAX = 1000


def read(scene: Scene, i: int) -> Day | None:
    word = scene.word(i)
    if word in _WEEKENDS:
        return _weekend(scene, 0, i + 1)
    if word in ("q", "h"):
        return _quarter(scene, i)
    if word == "after":  # "after this year", "after next week": what comes behind it
        inner = scene.piece(i + 1, Day)
        if inner is None or inner.grain not in ("week", "month", "quarter", "year"):
            return None
        return Day(start=step(inner.start, inner.grain, 1), grain=inner.grain, last=inner.last)
    i = scene.skip(i, "in", "over") if word in ("in", "over") else i
    article = scene.word(i) == "the"
    i += article
    if article and scene.word(i) in _WEEKENDS:
        return _weekend(scene, 0, i + 1)
    shift = _SHIFT.get(scene.word(i))
    if shift is None:
        return _after_next(scene, i) if article else None
    return _one(scene, i + 1, shift) or _several(scene, i, shift)


def _one(scene: Scene, i: int, shift: int) -> Day | None:
    if shift == 0 and scene.word(i) in ("past", "last", "coming"):
        shift, i = (-1 if scene.word(i) != "coming" else 1), i + 1
    word = scene.word(i)
    if word in _WEEKENDS or (word == "week" and scene.word(i + 1) == "-" and scene.word(i + 2) == "end"):
        return _weekend(scene, shift, i + 1 if word in _WEEKENDS else i + 3)
    grain = units.grain_of(word)
    if grain not in ("week", "month", "quarter", "year") or word in ("fortnight", "decade", "century", "w", "y", "mo"):
        return None
    if word.endswith("s"):
        return None
    first = scene.preferences.week_start
    start = _moved(begin(scene.today, grain, first), grain, shift)
    return None if start is None else Day(start=start, end=_moved(start, grain, 1), grain=grain, last=i + 1)


def _moved(day: date, grain: Grain, count: int) -> date | None:
    try:
        return step(day, grain, count)
    except (ValueError, OverflowError):
        return None


def _weekend(scene: Scene, shift: int, last: int) -> Day:
    saturday = week_start(scene.today, 0) + timedelta(days=5 + 7 * shift)
    return Day(start=saturday, end=saturday + timedelta(days=2), last=last)


def _after_next(scene: Scene, i: int) -> Day | None:
    """ "the week after next", "the month after the next"."""
    grain = units.grain_of(scene.word(i))
    end = scene.run(i + 1, "after", "next") or scene.run(i + 1, "after", "the", "next")
    if end is None or grain not in ("week", "month", "quarter", "year"):
        return None
    start = _moved(begin(scene.today, grain, scene.preferences.week_start), grain, 2)
    return None if start is None else Day(start=start, end=_moved(start, grain, 1), grain=grain, last=end)


def _several(scene: Scene, i: int, shift: int) -> Day | None:
    """ "next 3 days", "the past 2 weeks": from tomorrow on, or up to today."""
    count = numbers.amount(scene.tokens, i + 1)
    if (
        count is None
        or shift == 0
        or scene.word(i) == "upcoming"
        or count[0] != int(count[0])
        or scene.word(i + 1) in ("a", "an")
    ):
        return None
    amount = units.read(scene, i + 1)
    if amount is None or not 0 < count[0] <= _MAX or amount.seconds:
        return None
    try:
        if shift > 0:
            start = scene.today + timedelta(days=1)
            return Day(start=start, end=_plus(start, amount.months, amount.days), last=amount.last)
        start = _plus(scene.today, -amount.months, -amount.days)
    except (ValueError, OverflowError):
        return None
    return Day(start=start, end=scene.today, last=amount.last)


def _plus(day: date, months: int, days: int) -> date:
    return step(day, "month", months) + timedelta(days=days)


def _quarter(scene: Scene, i: int) -> Day | None:
    """ "Q3 2026", "H1": weak, for so are reports called."""
    size = 3 if scene.word(i) == "q" else 6
    if not scene.glued(i + 1) or not scene.digits(i + 1):
        return None
    nth = int(scene.word(i + 1)) if len(scene.word(i + 1)) == 1 else 0
    if not 1 <= nth <= 12 // size:
        return None
    year = scene.year(scene.skip(i + 2, "of", "-"))
    at = year[0] if year else scene.today.year
    start = date(at, (nth - 1) * size + 1, 1)
    last = year[1] if year else i + 2
    if year is None and size == 6:
        return None
    return Day(start=start, end=step(start, "month", size), grain="quarter", weak=True, last=last)
