"""Machine-written instants: ISO 8601 with a time, and a chat platform's <t:1772670600:f>."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from core.nlu.times.calendar import length
from core.nlu.times.pieces import Clock, Instant, Piece
from core.nlu.times.scene import Scene

_NOW = (
    ("right", "now"), ("now",), ("at", "the", "moment"), ("at", "present"), ("at", "the", "present", "time"),
    ("at", "this", "time"), ("at", "this", "moment"), ("at", "the", "present", "moment"), ("asap",), ("immediately",),
    ("as", "soon", "as", "possible"),
)  # fmt: skip
_LONGEST = 60  # tokens of a platform's own writing of a date
_LOOSE = ("asap", "as", "immediately")
FIRST = ("#", "<", *{words[0] for words in _NOW})


def read(scene: Scene, i: int) -> Piece | None:
    word = scene.word(i)
    if word == "<":
        return _platform(scene, i)
    if scene.digits(i):
        return _iso(scene, i)
    for words in _NOW:
        end = scene.run(i, *words)
        onward = word == "now" and scene.word(i - 1) == "from" and end is not None and scene.word(end).startswith("on")
        if end is not None and (onward or scene.word(i - 1) == "every" or scene.run(end, "and", "then") is not None):
            return None
        if end is not None and not (word == "at" and scene.word(end) in ("of", "next", "tomorrow", "that", "when")):
            return Instant(at=scene.aware, grain="second", last=end, weak=word in _LOOSE)
    return None


def _platform(scene: Scene, i: int) -> Instant | None:
    if scene.run(i, "<", "!", "date", "^") is not None:
        return _slack(scene, i)
    if scene.run(i, "<", "t", ":") is None or not scene.digits(i + 3) or len(scene.word(i + 3)) > 11:
        return None
    last = i + 4
    if scene.word(last) == ":":
        last += 2
    if scene.word(last) != ">":
        return None
    return Instant(at=datetime.fromtimestamp(int(scene.word(i + 3)), UTC), grain="minute", last=last + 1)


def _slack(scene: Scene, i: int) -> Instant | None:
    """ "<!date^1772670600^{date_short} at {time}|Mar 5>": what a person sees is behind it, up to the bracket."""
    if not scene.digits(i + 4) or len(scene.word(i + 4)) > 11:
        return None
    for last in range(i + 5, min(i + 5 + _LONGEST, len(scene.tokens))):
        if scene.word(last) == ">":
            return Instant(at=datetime.fromtimestamp(int(scene.word(i + 4)), UTC), grain="minute", last=last + 1)
    return None


def _iso(scene: Scene, i: int) -> Instant | None:
    """ "2016-12-16T12:23:59Z": the T form; with a blank the date and the clock are forms of their own."""
    parts = [scene.word(i + step) for step in range(6)]
    if len(parts[0]) == 8 and parts[1] == "t" and scene.digits(i + 2) and scene.glued(i + 2):
        return _compact(scene, i)
    if parts[1] != "-" or parts[3] != "-" or parts[5] != "t" or len(parts[0]) != 4:
        return None
    if not (scene.digits(i + 2) and scene.digits(i + 4)):
        return None
    year, month, day = int(parts[0]), int(parts[2]), int(parts[4])
    clock = _clock(scene, i + 6)
    if clock is None or not (year >= 1 and 1 <= month <= 12 and 1 <= day <= length(year, month)):
        return None
    last, zone = _offset(scene, clock.last)
    where = zone or scene.aware.tzinfo
    aware = datetime(year, month, day, clock.hour, clock.minute, clock.second, tzinfo=where)
    return Instant(at=aware, grain="second" if clock.grain == "second" else "minute", last=last)


def _compact(scene: Scene, i: int) -> Instant | None:
    """ "20270315T093000Z"."""
    try:
        at = datetime.fromisoformat(f"{scene.word(i)}T{scene.word(i + 2)}")
    except ValueError:
        return None
    last, zone = _offset(scene, i + 3)
    return Instant(at=at.replace(tzinfo=zone or scene.aware.tzinfo), grain="second", last=last)


def _clock(scene: Scene, i: int) -> Clock | None:
    if not scene.digits(i) or scene.word(i + 1) != ":" or not scene.digits(i + 2):
        return None
    hour, minute = int(scene.word(i)), int(scene.word(i + 2))
    last, second = i + 3, 0
    if scene.word(last) == ":" and scene.digits(last + 1):
        second, last = int(scene.word(last + 1)), last + 2
        if scene.word(last) == "." and scene.digits(last + 1) and scene.glued(last + 1):
            last += 2
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(hour=hour, minute=minute, second=second, grain="second" if last > i + 3 else "minute", last=last)


def _offset(scene: Scene, i: int) -> tuple[int, timezone | None]:
    if scene.word(i) == "z" and scene.glued(i):
        return i + 1, UTC
    if scene.word(i) in ("+", "-") and scene.glued(i) and scene.digits(i + 1):
        sign = 1 if scene.word(i) == "+" else -1
        text, last = scene.word(i + 1), i + 2
        if scene.word(last) == ":" and scene.digits(last + 1):
            text, last = text + scene.word(last + 1), last + 2
        hours, minutes = int(text[:2]), int(text[2:4] or 0)
        if hours <= 14 and minutes < 60:
            return last, timezone(sign * timedelta(hours=hours, minutes=minutes))
    return i, None
