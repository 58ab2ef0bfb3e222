"""A weekday of a week that is so many weeks ahead: "in 2 weeks on thursday", "thursday in two weeks"."""

from __future__ import annotations

from datetime import timedelta

from core.nlu.times import units
from core.nlu.times.calendar import WEEKDAYS, week_start
from core.nlu.times.pieces import Amount, Day
from core.nlu.times.scene import Scene

FIRST = ("in", *WEEKDAYS)


def read(scene: Scene, i: int) -> Day | None:
    weekday = WEEKDAYS.get(scene.word(i))
    if weekday is not None:
        weeks = _weeks(scene, i + 1) if scene.word(i + 1) == "in" else None
        return None if weeks is None else _day(scene, weeks, weekday, weeks.last)
    weeks = _weeks(scene, i)
    if weeks is None:
        return None
    at = scene.skip(weeks.last, "time")
    at = scene.skip(at, "on", ",")
    weekday = WEEKDAYS.get(scene.word(at))
    return None if weekday is None else _day(scene, weeks, weekday, at + 1)


def _weeks(scene: Scene, i: int) -> Amount | None:
    """The whole weeks that stand behind "in"."""
    amount = units.read(scene, i + 1)
    whole = amount is not None and amount.grain == "week" and amount.days % 7 == 0
    return amount if whole and amount is not None and not (amount.months or amount.seconds) else None


def _day(scene: Scene, weeks: Amount, weekday: int, last: int) -> Day:
    then = scene.today + timedelta(days=weeks.days)
    monday = week_start(then, 0)
    return Day(start=monday + timedelta(days=weekday), last=last)
