"""A recurrence within a period: "every monday in april", "every day this month", "daily for the rest of the year"."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.nlu.times.calendar import MONTHS, step
from core.nlu.times.expression import join
from core.nlu.times.pieces import Day, Expression
from core.nlu.times.scene import Scene

_LONG = ("week", "month", "quarter", "year")


def within(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every weekday in april", "every day this month": all of that period."""
    every = expression.every
    if expression.start is not None or expression.until is not None or every is None or "BYMONTHDAY" in every.by:
        return None
    if scene.run(at, "for", "the", "next") is not None:
        return None  # so long from the first time on
    preposition = scene.word(at) in ("in", "during", "for", "over", "throughout")
    period = join(scene, scene.skip(at + 1, "all", "of") if preposition else at) or join(scene, at)
    if period is None or period.day is None or not _is_long(period.day):
        return None
    if scene.word(at) == "for" and period.day.grain not in _LONG and period.day.start > scene.today:
        return None  # "for the next 3 days" counts from the first time
    if not preposition and scene.word(at) not in ("this", "next"):
        return None
    if expression.clock is None and expression.part is None:
        expression = replace(expression, clock=period.clock, part=period.part)
    day = period.day
    behind = step(day.start, day.grain, 1) if day.grain in _LONG else day.end or day.start
    last = period.last
    while scene.word(last) in ("and", "&", ",", "-", "to") and scene.word(last + 1) in MONTHS and day.grain == "month":
        behind = step(behind, "month", (MONTHS[scene.word(last + 1)] - behind.month) % 12 + 1)
        last += 2
    closing = replace(day, start=behind - timedelta(days=1), end=None, grain="day", roll="")
    until = Expression(first=at, last=last, day=closing)
    begin = Expression(first=at, last=last, day=replace(day, grain="day", end=None, roll=""))
    ahead = day.start > scene.today
    return replace(expression, start=begin if ahead else None, until=until, last=last)


def _is_long(day: Day) -> bool:
    """Whether it is a period, as a month, a summer, or the rest of a year."""
    return day.grain in _LONG or (day.end is not None and day.end > day.start + timedelta(days=2))
