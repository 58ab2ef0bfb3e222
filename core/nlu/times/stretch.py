"""The early, middle and late part of a period: "late march", "mid january", "early next week", "beginning of 2017"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.reading import Grain
from core.nlu.times import units
from core.nlu.times.calendar import MONTHS, add_months, begin, step
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_PLACE = {
    "early": 0, "earlier": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "midway": 1, "late": 2,
}  # fmt: skip
# First day of each part and the day behind it, counted from the period's beginning: days of a week or a month, months
# of a quarter or a year. A last part that ends with None ends with the period.
_PARTS: dict[Grain, tuple[tuple[int, int | None], ...]] = {
    "week": ((0, 3), (2, 4), (3, None)),
    "month": ((0, 10), (10, 20), (20, None)),
    "quarter": ((0, 1), (1, 2), (2, None)),
    "year": ((0, 3), (4, 8), (8, None)),
}
_DECADE = ((0, 48), (36, 84), (72, None))  # in months
FIRST = ("the", "in", "at", *_PLACE)


def read(scene: Scene, i: int) -> Day | None:
    at = scene.skip(i, "the") if scene.word(i) == "the" else i
    place = _PLACE.get(scene.word(at))
    if place is None:
        return None
    noun = scene.word(at) in ("beginning", "start", "middle")
    behind = scene.skip(at + 1, "-", "in", "of", "the") if scene.word(at + 1) in ("-", "in", "of", "the") else at + 1
    if noun and scene.word(at + 1) not in ("of", "-"):
        return None  # "should start in april"
    period = _period(scene, behind)
    return None if period is None else part(period, place)


def part(period: Day, place: int) -> Day:
    """The early (0), middle (1) or late (2) part of a whole period."""
    first, behind = _DECADE[place] if _decade(period) else _PARTS[period.grain][place]
    end = period.end or step(period.start, period.grain, 1)
    return replace(
        period,
        start=_moved(period.start, period.grain, first),
        end=end if behind is None else _moved(period.start, period.grain, behind),
        grain="day", weak=False, roll="",
    )  # fmt: skip


def _period(scene: Scene, i: int) -> Day | None:
    """The period at `i`; a month's name, and "the year", are of the one that runs or comes next."""
    for piece in scene.pieces(i):
        if isinstance(piece, Day) and piece.grain == "year" and _decade(piece):
            return piece
        if isinstance(piece, Day) and piece.grain in _PARTS and (piece.end is None or _single(piece)):
            here = scene.word(i) in MONTHS and piece.roll == "year"
            return _running(scene, piece) if here else piece
    grain = units.grain_of(scene.word(i))
    pointed = scene.word(i - 1) == "the" or (scene.word(i - 1), grain) == ("mid", "week")
    if grain not in _PARTS or not pointed or scene.word(i).endswith("s"):
        return None
    start = begin(scene.today, grain, scene.preferences.week_start)
    return Day(start=start, grain=grain, last=i + 1)


def _decade(piece: Day) -> bool:
    return piece.end is not None and piece.end.year - piece.start.year == 10


def _single(piece: Day) -> bool:
    return piece.end == step(piece.start, piece.grain, 1)


def _running(scene: Scene, month: Day) -> Day:
    """ "late march" said on the 4th is of this March, said on the 31st of the next."""
    return (
        month if month.start + timedelta(days=31) > scene.today else replace(month, start=add_months(month.start, 12))
    )


def _moved(start: date, grain: Grain, count: int) -> date:
    return start + timedelta(days=count) if grain in ("week", "month") else add_months(start, count)
