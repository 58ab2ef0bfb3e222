"""Numbered weeks and days as calendars print them: "week 31", "week 3 of 2027", "2027-W10-3" (ISO 8601)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

FIRST = ("week", "the", "calendar", "cw", "kw", "#")


def read(scene: Scene, i: int) -> Day | None:
    if scene.digits(i):
        return _written(scene, i)
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


def _written(scene: Scene, i: int) -> Day | None:
    """ "2027-W10", "2027W10" and a day of it: all of one piece, with nothing touching its end."""
    year = scene.year(i)
    at = scene.run(i + 1, "w") or scene.run(i + 1, "-", "w")
    if year is None or at is None or not scene.digits(at) or scene.glued(i):
        return None
    weekday, last = 1, at + 1
    if scene.word(last) == "-" and scene.digits(last + 1) and scene.glued(last + 1):
        weekday, last = int(scene.word(last + 1)[:4]), last + 2
    if not all(scene.glued(place) for place in range(i + 1, last)) or len(scene.word(at)) != 2:
        return None
    try:
        if last == at + 1:
            return replace(_week(year[0], int(scene.word(at)), last), weak=False)
        return Day(start=date.fromisocalendar(year[0], int(scene.word(at)), weekday), last=last)
    except ValueError:
        return None


def _week(year: int, number: int, last: int) -> Day:
    start = date.fromisocalendar(year, number, 1)
    return Day(start=start, end=start + timedelta(days=7), grain="week", weak=True, last=last)
