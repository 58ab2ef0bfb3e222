"""Days told from a named one: "the day after thanksgiving", "the monday before christmas", "the week after easter"."""

from __future__ import annotations

from datetime import timedelta

from core.nlu.times.calendar import WEEKDAYS, week_start
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_NAMED = ("day", "week", "weekend")
FIRST = ("the", "day", "week", "weekend", *WEEKDAYS)


def read(scene: Scene, i: int) -> Day | None:
    at = scene.skip(i, "the")
    word = scene.word(at)
    if word not in _NAMED and word not in WEEKDAYS:
        return None
    joint = scene.skip(at + 1, "right", "just", "immediately")
    sign = {"after": 1, "before": -1}.get(scene.word(joint))
    if sign is None:
        return None
    anchor = scene.piece(scene.skip(joint + 1, "the"), Day)
    if anchor is None or anchor.grain != "day" or (anchor.weekday is not None and word in WEEKDAYS):
        return None
    if word == "week":
        start = week_start(anchor.start, scene.preferences.week_start) + timedelta(days=7 * sign)
        return Day(start=start, end=start + timedelta(days=7), grain="week", last=anchor.last)
    start = anchor.start + timedelta(days=sign)
    weekday = WEEKDAYS.get(word, 5 if word == "weekend" else start.weekday())
    start += timedelta(days=sign * ((weekday - start.weekday()) * sign % 7))
    return Day(start=start, end=start + timedelta(days=2) if word == "weekend" else None, last=anchor.last)
