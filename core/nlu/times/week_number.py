"""Numbered weeks as calendars print them: "week 31", "week 3 of 2027", "the 5th week of 2026" (ISO 8601)."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

FIRST = ("week", "the", "calendar", "cw", "kw")


def read(scene: Scene, i: int) -> Day | None:
    at = scene.skip(i, "the", "calendar")
    if scene.word(at) not in ("week", "cw", "kw") or at - i > 2:
        return None
    at = scene.skip(at + 1, "number")
    if not scene.digits(at) or len(scene.word(at)) > 2 or scene.word(at + 1) in (":", "am", "pm", "%", "."):
        return None
    number, last = int(scene.word(at)), at + 1
    year = scene.year(scene.skip(last, "of", "in", ",", "/"))
    try:
        if year is not None:
            return _week(year[0], number, year[1])
        here = _week(scene.today.year, number, last)
        return here if here.start >= scene.today - timedelta(days=6) else _week(scene.today.year + 1, number, last)
    except ValueError:
        return None


def _week(year: int, number: int, last: int) -> Day:
    start = date.fromisocalendar(year, number, 1)
    return Day(start=start, end=start + timedelta(days=7), grain="week", weak=True, last=last)
