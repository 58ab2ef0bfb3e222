"""What is left of a period, or all of it: "rest of the week", "later this month", "all week", "2019 q1"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.nlu.times import units
from core.nlu.times.calendar import begin, step
from core.nlu.times.pieces import Day, Instant, Part, Piece
from core.nlu.times.scene import Scene

_ALL = ("all", "whole", "entire")
FIRST = ("rest", "remainder", "the", "later", *_ALL, "#")
_LATER = timedelta(hours=3)  # as "later" alone
_LAST = time(23)  # the last hour that "later today" may mean
_LONG = ("week", "month", "quarter", "year")


def read(scene: Scene, i: int) -> Piece | None:
    if scene.digits(i):
        return _year_first(scene, i)
    start = scene.skip(i, "the")
    word = scene.word(start)
    if word == "later" and start == i:
        soon = _later(scene, i + 1)
        if soon is not None:
            return soon
    after = scene.skip(start + 1, "of", "the", "this", "my", "current")
    if word in ("rest", "remainder") and after > start + 1 and scene.word(after) in ("day", "today"):
        midnight = datetime.combine(scene.today + timedelta(days=1), time(), tzinfo=scene.aware.tzinfo)
        return Instant(at=scene.aware, grain="minute", until=midnight, last=after + 1)
    period = scene.piece(after, Day) if word in _ALL and after > start + (word == "all") else None
    if period is not None and period.grain in _LONG:
        return replace(period, weak=False)  # "the whole of april", "the entire month of june"
    grain = units.grain_of(scene.word(after))
    if grain not in _LONG or scene.word(after) not in _LONG:
        return None
    if word not in ("rest", "remainder", "later", *_ALL) or (word == "later" and scene.word(after - 1) != "this"):
        return None
    first = begin(scene.today, grain, scene.preferences.week_start)
    return Day(start=first if word in _ALL else scene.today, end=step(first, grain, 1), last=after + 1)


def _later(scene: Scene, i: int) -> Piece | None:
    """ "later today" is some hours on, as long as it is today; "later this evening", "later tonight" is then."""
    if scene.word(i) != "today":
        part = scene.piece(i, Part)
        return part if part is not None and part.today and part.name not in ("noon", "midnight") else None
    at = (scene.now + _LATER).replace(second=0, microsecond=0)
    if at.date() > scene.today:
        at = datetime.combine(scene.today, _LAST)
    if at <= scene.now:
        return None
    return Instant(at=at.replace(tzinfo=scene.aware.tzinfo), grain="hour", last=i + 1)


def _year_first(scene: Scene, i: int) -> Day | None:
    """ "2019 q1", "2016-h2", "2016H2"."""
    year = scene.year(i)
    if year is None:
        return None
    at = scene.skip(year[1], "-")
    size = {"q": 3, "h": 6}.get(scene.word(at))
    if size is None or not scene.glued(at + 1) or not scene.digits(at + 1) or len(scene.word(at + 1)) != 1:
        return None
    nth = int(scene.word(at + 1))
    if not 1 <= nth <= 12 // size:
        return None
    start = date(year[0], (nth - 1) * size + 1, 1)
    return Day(start=start, end=step(start, "month", size), grain="quarter", weak=True, last=at + 2)
