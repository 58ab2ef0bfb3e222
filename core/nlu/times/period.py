"""Whole periods: "next month", "this quarter", "last year", "the weekend", "next 3 days"."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from core.nlu.reading import Grain
from core.nlu.times import numbers, units
from core.nlu.times.calendar import begin, step, week_start
from core.nlu.times.pieces import Amount, Day, Instant, Piece
from core.nlu.times.scene import Scene

_SHIFT = {
    "this": 0, "current": 0, "same": 0, "next": 1, "coming": 1, "following": 1, "upcoming": 1, "last": -1, "past": -1,
    "previous": -1,
}  # fmt: skip
_WEEKENDS = ("weekend", "wkend", "weekends", "wknd")
FIRST = (*_SHIFT, "#", "the", *_WEEKENDS, "in", "over", "q", "h", "after")
_MAX = 1000


def read(scene: Scene, i: int) -> Piece | None:
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
        return _after_next(scene, i) or _weekend(scene, 0, i + 1)
    shift = _SHIFT.get(scene.word(i))
    if shift is None:
        return (_after_next(scene, i) or _running(scene, i) if article else None) or _counted(scene, i)
    return _one(scene, i + 1, shift) or _several(scene, i, shift)


def _running(scene: Scene, i: int) -> Day | None:
    """ "the week" behind "in": the one that runs; "the year to date"."""
    if scene.word(i) not in ("week", "month", "quarter", "year") or scene.word(i - 2) not in ("in", "during"):
        return None
    grain = units.grain_of(scene.word(i)) or "week"
    start = begin(scene.today, grain, scene.preferences.week_start)
    to_date = scene.run(i + 1, "to", "date") or scene.run(i + 1, "-", "to", "-", "date")
    if to_date is not None:
        return Day(start=start, end=scene.today, last=to_date)
    after = scene.word(i + 1)
    return None if after.isalnum() or after == "-" else Day(start=start, grain=grain, last=i + 1)


def _counted(scene: Scene, i: int) -> Piece | None:
    """ "4 past months", "6 previous weeks": the pointer stands behind the number."""
    count = scene.whole(i)
    shift = _SHIFT.get(scene.word(count[1])) if count is not None else None
    if count is None or not shift or scene.word(count[1]) == "upcoming" or scene.word(count[1] + 1) not in units.UNITS:
        return None
    amount = units.sized(count[0], scene.word(count[1] + 1), count[1] + 2)
    return _stretch(scene, amount, shift) if 0 < count[0] <= _MAX else None


def _one(scene: Scene, i: int, shift: int) -> Piece | None:
    if shift == 0 and scene.word(i) in ("past", "last", "coming"):
        shift, i = (-1 if scene.word(i) != "coming" else 1), i + 1
    word = scene.word(i)
    if word in _WEEKENDS and scene.word(i - 1) in ("coming", "upcoming"):
        shift = 0
    if word in _WEEKENDS or (word == "week" and scene.word(i + 1) == "-" and scene.word(i + 2) == "end"):
        return _weekend(scene, shift, i + 1 if word in _WEEKENDS else i + 3)
    if word == "hour" and shift:  # "the last minute" is what comes late
        return _hours(scene, units.sized(1, word, i + 1), shift)
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
    back = scene.run(i + 1, "before", "last")
    if scene.word(i) in _WEEKENDS and (end or back):
        return _weekend(scene, 2 if end else -2, end or back or i)
    if back is not None and grain in ("week", "month", "quarter", "year"):
        begun = _moved(begin(scene.today, grain, scene.preferences.week_start), grain, -2)
        return Day(start=begun, end=_moved(begun, grain, 1), grain=grain, last=back) if begun is not None else None
    if end is None or grain not in ("week", "month", "quarter", "year"):
        return None
    start = _moved(begin(scene.today, grain, scene.preferences.week_start), grain, 2)
    return None if start is None else Day(start=start, end=_moved(start, grain, 1), grain=grain, last=end)


def _several(scene: Scene, i: int, shift: int) -> Piece | None:
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
    if amount is None or not 0 < count[0] <= _MAX or scene.word(amount.last - 1).startswith(("decade", "centur")):
        return None
    return _stretch(scene, amount, shift)


def _stretch(scene: Scene, amount: Amount, shift: int) -> Piece | None:
    """So much from the next day, hour or minute on, or up to the one that runs; quarters are those of the calendar."""
    if amount.seconds:
        return _hours(scene, amount, shift) if not amount.months and not amount.days else None
    try:
        here = begin(scene.today, "quarter") if amount.grain == "quarter" else scene.today
        if shift > 0:
            start = here + timedelta(days=1) if here == scene.today else step(here, "quarter", 1)
            return Day(start=start, end=_plus(start, amount.months, amount.days), last=amount.last)
        return Day(start=_plus(here, -amount.months, -amount.days), end=here, last=amount.last)
    except (ValueError, OverflowError):
        return None


def _hours(scene: Scene, amount: Amount, shift: int) -> Instant:
    size = {"hour": 3600, "minute": 60}.get(amount.grain, 1)
    now = scene.aware.replace(microsecond=0)
    gone = (now.minute * 60 + now.second) % size if size > 1 else 0
    full = now.astimezone(UTC) - timedelta(seconds=gone)
    if shift > 0:
        full += timedelta(seconds=size)
        return Instant(at=full, until=full + timedelta(seconds=amount.seconds), grain=amount.grain, last=amount.last)
    return Instant(at=full - timedelta(seconds=amount.seconds), until=full, grain=amount.grain, last=amount.last)


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
    pointed = {"next": 1, "this": 0, "last": -1}.get(scene.word(scene.skip(i + 2, "of")))
    year = scene.year(scene.skip(i + 2, "of", "-"))
    if pointed is not None and scene.word(scene.skip(i + 2, "of") + 1) == "year":
        year = (scene.today.year + pointed, scene.skip(i + 2, "of") + 2)
    start = date(year[0] if year else scene.today.year, (nth - 1) * size + 1, 1)
    if year is None and pointed is None and step(start, "month", size) <= scene.today:
        start = start.replace(year=start.year + 1)  # the one of this year is over
    last = year[1] if year else i + 2
    if year is None and size == 6:
        return None
    return Day(start=start, end=step(start, "month", size), grain="quarter", weak=True, last=last)
