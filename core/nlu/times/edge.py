"""Beginnings and ends: "eod", "eow", "eom", "end of next month", "beginning of the year"."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.nlu.reading import Grain
from core.nlu.times import stretch
from core.nlu.times.calendar import WEEKDAYS, begin, step, week_start
from core.nlu.times.pieces import Clock, Day, Part, Piece
from core.nlu.times.scene import Scene

_SHORT: dict[str, Grain] = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_END = ("end", "close")
_BEGIN = ("beginning", "start")
FIRST = ("the", "eod", "eow", "eom", "eoq", "eoy", "cob", *_END, *_BEGIN)
_UNITS: dict[str, Grain] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "workday": "day",
    "business": "day",
}  # fmt: skip


def read(scene: Scene, i: int) -> Piece | None:
    i = scene.skip(i, "the")
    word = scene.word(i)
    if word == "cob":
        return Part(name="end", last=i + 1)
    if word in _SHORT:
        return _end(scene, _SHORT[word], i + 1)
    after = scene.skip(i + 1, "of")
    if word not in (*_END, *_BEGIN) or after == i + 1:
        return None
    after = scene.skip(after, "the", "my", "this") if scene.word(after) in ("the", "my", "this") else after
    grain = _UNITS.get(scene.word(after))
    if grain is not None and scene.word(after - 1) != "next":
        return _end(scene, grain, after + 1) if word in _END else _begin(scene, grain, after + 1)
    day = scene.piece(after, Day)
    return None if day is None else _edge(day, word)


def _edge(day: Day, word: str) -> Day | None:
    """The first or last day of a stated period."""
    if day.grain == "day" and day.end is not None and day.end - day.start > timedelta(days=14):  # a season
        start = day.end - timedelta(days=1) if word in _END else day.start
        return replace(day, start=start, end=None if word in _BEGIN else day.end)
    if day.grain == "day":
        return day if word in _END else None
    if word in _BEGIN:
        return stretch.part(day, 0)
    last_day = step(day.start, day.grain, 1) - timedelta(days=1)
    if day.grain == "week":
        last_day = day.start + timedelta(days=(4 - day.start.weekday()) % 7)
    return Day(start=last_day, end=step(day.start, day.grain, 1), last=day.last)


def _end(scene: Scene, grain: Grain, last: int) -> Piece:
    """The end of the running period: the working day's last hour, Friday, or the last day."""
    if grain == "day":
        return Part(name="end", last=last)
    if grain == "week":
        first = week_start(scene.today, scene.preferences.week_start)
        friday = first + timedelta(days=(4 - first.weekday()) % 7)
        start = friday if friday >= scene.today else friday + timedelta(days=7)
        return Day(start=start, last=last, roll="week", notes=())
    start = begin(scene.today, grain)
    return Day(start=step(start, grain, 1) - timedelta(days=1), last=last)


def _begin(scene: Scene, grain: Grain, last: int) -> Piece | None:
    if grain == "day":
        return Part(name="morning", last=last)
    start = begin(scene.today, grain, scene.preferences.week_start)
    ahead = start if start >= scene.today else step(start, grain, 1)
    return stretch.part(Day(start=ahead, grain=grain, last=last), 0)


def closing_hour(scene: Scene, i: int, last: int) -> Clock | None:
    """The hour that "eow" or "end of tomorrow" carries with it: that at which the working day ends."""
    start = scene.skip(i, "the")
    tail = scene.word(last - 1)
    of_day = scene.word(start) in _END and (tail in ("week", "today", "tomorrow", "yesterday") or tail in WEEKDAYS)
    if scene.word(start) != "eow" and not of_day:
        return None
    end = scene.preferences.end_of_day
    return Clock(hour=end.hour, minute=end.minute, sure=True, last=i)
