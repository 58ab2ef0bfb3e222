"""The time that it is now, on another day: "this time tomorrow", "same time next week", "this day next month"."""

from __future__ import annotations

from datetime import timedelta

from core.nlu.times.calendar import add_months
from core.nlu.times.pieces import Amount, Clock, Day, Piece, Shift
from core.nlu.times.scene import Scene

FIRST = ("this", "same", "the", "at")
_UNITS = {"week": (0, 7), "month": (1, 0), "year": (12, 0)}


def read(scene: Scene, i: int) -> Piece | None:
    at = scene.skip(i, "at", "the")
    word = scene.word(at + 1)
    if scene.word(at) not in ("this", "same") or word not in ("time", "day"):
        return None
    last = at + 2
    sign = {"next": 1, "last": -1}.get(scene.word(last))
    size = _UNITS.get(scene.word(last + 1))
    if sign is not None and size is not None:
        return _moved(scene, word, sign, size, last + 2)
    if word == "day" or not any(isinstance(piece, Day) for piece in scene.pieces(scene.skip(last, "on"))):
        return None
    return Clock(hour=scene.now.hour, minute=scene.now.minute, grain="minute", sure=True, last=last)


def _moved(scene: Scene, word: str, sign: int, size: tuple[int, int], last: int) -> Piece:
    months, days = size
    if word == "time":
        return Shift(amount=Amount(months=months, days=days, grain="day", last=last), back=sign < 0, last=last)
    return Day(start=add_months(scene.today, sign * months) + timedelta(days=sign * days), last=last)
