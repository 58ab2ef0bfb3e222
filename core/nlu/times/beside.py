"""Days told from a named one: "the day after thanksgiving", "the monday before christmas", "the week after easter"."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.nlu.times import units
from core.nlu.times.calendar import WEEKDAYS, add_months, week_start
from core.nlu.times.numbers import NUMBER_WORDS, ORDINALS
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_NAMED = ("day", "week", "weekend")
FIRST = ("the", "last", "#", "day", "week", "weekend", *WEEKDAYS, *ORDINALS)


def _several(scene: Scene, i: int) -> Day | None:
    """ "the 3 days after easter": all of them."""
    amount = units.read(scene, i)
    sign = {"after": 1, "following": 1, "before": -1}.get(scene.word(amount.last)) if amount is not None else None
    if amount is None or sign is None or amount.seconds:
        return None
    anchor = scene.piece(scene.skip(amount.last + 1, "the"), Day)
    if anchor is None or anchor.grain != "day":
        return None
    first = anchor.start + timedelta(days=1) if sign > 0 else anchor.start
    moved = add_months(first, sign * amount.months) + timedelta(days=sign * amount.days)
    return Day(start=min(first, moved), end=max(first, moved), last=anchor.last)


def _nth(scene: Scene, nth: int, i: int) -> Day | None:
    """ "the second monday after easter"."""
    first = read(scene, i) if scene.word(i) in WEEKDAYS and 0 < nth <= 53 else None
    if first is None:
        return None
    back = scene.word(i + 1) == "before" or scene.word(i + 2) == "before"
    return replace(first, start=first.start + timedelta(days=(nth - 1) * (-7 if back else 7)))


def read(scene: Scene, i: int) -> Day | None:
    at = scene.skip(i, "the")
    nth = scene.ordinal(at)
    if nth is not None:
        return _nth(scene, nth[0], nth[1])
    if at > i and (scene.digits(at) or scene.word(at) in NUMBER_WORDS):
        return _several(scene, at)
    if scene.word(at) == "last" and scene.word(at + 1) in WEEKDAYS and scene.word(at + 2) == "before":
        at += 1  # "the last friday before christmas"
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
    start = anchor.start + timedelta(days=sign - (word == "weekend" and sign < 0))
    weekday = WEEKDAYS.get(word, 5 if word == "weekend" else start.weekday())
    start += timedelta(days=sign * ((weekday - start.weekday()) * sign % 7))
    return Day(start=start, end=start + timedelta(days=2) if word == "weekend" else None, last=anchor.last)
