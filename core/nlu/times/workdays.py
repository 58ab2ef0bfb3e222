"""Business days: "in 3 business days", "5 working days from now", "next business day"; Monday to Friday."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

FIRST = ("in", "within", "next", "coming", "following", "previous", "last", "past", "#", "the", "a")
_KINDS = ("business", "working", "work", "biz")
_SHORT = ("bd", "bds", "workday", "workdays", "weekday", "weekdays")
_MAX = 2600  # ten years of them


def read(scene: Scene, i: int) -> Day | None:
    pointed = scene.word(i) in ("in", "within")
    start = scene.skip(i, "in", "within", "the")
    several = _several(scene, start)
    if several is not None:
        return several
    if scene.word(start) == "next":
        count: tuple[int, int] | None = (1, start + 1)
        pointed = True
    else:
        count = (1, start + 1) if scene.word(start) == "a" else scene.whole(start)
    if count is None or not 0 < count[0] <= _MAX:
        return None
    last = behind(scene, count[1])
    if last is None:
        return None
    end = scene.run(last, "from", "now") or scene.run(last, "later") or scene.run(last, "hence")
    back = scene.run(last, "ago")
    if end is None and back is None and not pointed:
        return _anchored(scene, count[0], last)
    return Day(start=moved(scene.today, -count[0] if back else count[0]), last=end or back or last)


def _anchored(scene: Scene, count: int, i: int) -> Day | None:
    """ "two working days after friday", "3 business days before christmas"."""
    sign = {"after": 1, "from": 1, "following": 1, "before": -1}.get(scene.word(i))
    anchor = scene.piece(scene.skip(i + 1, "the"), Day) if sign is not None else None
    if sign is None or anchor is None or anchor.grain != "day":
        return None
    return Day(start=moved(anchor.start, sign * count), last=anchor.last)


def _several(scene: Scene, i: int) -> Day | None:
    """ "the previous 4 business days", "next 3 working days": a stretch of them."""
    back = scene.word(i) in ("previous", "last", "past")
    count = scene.whole(i + 1) if back or scene.word(i) in ("next", "coming", "following") else None
    if count is None or not 0 < count[0] <= _MAX:
        return None
    last = behind(scene, count[1])
    if last is None:
        return None
    if back:
        return Day(start=moved(scene.today, -count[0]), end=scene.today, last=last)
    return Day(start=moved(scene.today, 1), end=moved(scene.today, count[0]) + timedelta(days=1), last=last)


def behind(scene: Scene, i: int) -> int | None:
    """The place behind "business days", "workdays", "bd"."""
    if scene.word(i) in _SHORT:
        return i + 1
    return i + 2 if scene.word(i) in _KINDS and scene.word(i + 1) in ("day", "days") else None


def moved(day: date, count: int) -> date:
    """`count` business days on, or back when negative."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() > 4:
            day += timedelta(days=step)
    return day
