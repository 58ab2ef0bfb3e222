"""Times of day as they are spoken: "half past three", "a quarter to noon", "20 past 3pm", "ten thirty am"."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.times import clock
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Clock
from core.nlu.times.scene import Scene
from core.nlu.times.units import UNITS

FIRST = ("#", "half", "quarter", "a", "oh", "zero")
_PAST = ("past", "after")
_TO = ("to", "before", "till", "of")


def read(scene: Scene, i: int) -> Clock | None:
    return _relative(scene, i) or (_words(scene, i) if scene.word(i) in NUMBER_WORDS or scene.word(i) == "oh" else None)


def _minutes(scene: Scene, i: int) -> tuple[int, int] | None:
    i = scene.skip(i, "a")
    if scene.word(i) in ("half", "quarter"):
        return (30 if scene.word(i) == "half" else 15), i + 1
    found = scene.whole(i)
    if found is None or not 0 < found[0] < 60:
        return None
    return found[0], scene.skip(found[1], "minutes", "minute", "mins", "min")


def _relative(scene: Scene, i: int) -> Clock | None:
    minutes = _minutes(scene, i)
    if minutes is None:
        return None
    value, after = minutes
    joint = scene.word(after)
    digits = scene.digits(after) and (_at(scene, i) or clock.meridiem(scene, after + 1) is not None)
    if scene.word(i) == "half" and (joint in NUMBER_WORDS or digits):  # British "half three"
        base = _hour(scene, after)
        return _moved(base, 30) if base is not None else None
    unit = scene.word(after - 1) in ("minutes", "minute", "mins", "min")
    base = _hour(scene, after + 1) if joint in (*_PAST, *_TO, "from") else None
    if base is not None and scene.word(base.last) in UNITS and not base.sure:
        return None  # "in four to six weeks"
    if base is None or (joint == "from" and not (unit and base.sure)):
        return None
    counted = scene.digits(i) or scene.word(i) in NUMBER_WORDS
    if counted and not unit and joint == "to" and scene.word(i - 1) in ("from", "between"):
        return None  # "from 22 to 4pm", "from eleven to one"
    if joint == "of" and value == 30:
        return None
    plain = scene.digits(i) and not unit and not base.sure and not (joint == "past" or value in (5, 10, 15, 20, 25))
    if plain or (joint == "to" and scene.digits(i) and not unit and value < 13 and not _at(scene, i)):
        return None  # "5 to 7" is an interval
    return _moved(base, value if joint in (*_PAST, "from") else -value)


def _at(scene: Scene, i: int) -> bool:
    return scene.word(i - 1) in ("at", "@", "around")


def _hour(scene: Scene, i: int) -> Clock | None:
    if scene.word(i) in ("noon", "midday", "midnight"):
        return Clock(hour=0 if scene.word(i) == "midnight" else 12, sure=True, last=i + 1)
    if scene.digits(i):
        found = clock.reading(scene, i)
        return found if found is not None and (found.minute == 0 or found.grain == "minute") else None
    return _words(scene, i, base=True)


def _moved(base: Clock, minutes: int) -> Clock:
    total = (base.hour * 60 + base.minute + minutes) % 1440
    sure = base.sure
    if not sure and total // 60 in (0, 23):
        total = (total + 720) % 1440  # "quarter to one" is not 0:45 by itself
    return replace(base, hour=total // 60, minute=total % 60, grain="minute", bare=False, sure=sure, spoken=True)


def _words(scene: Scene, i: int, *, base: bool = False) -> Clock | None:
    """ "seven", "seven thirty", "twelve oh three", with am or pm or none."""
    oh = scene.word(i) in ("oh", "zero") and scene.word(i + 2) == "hundred"
    hour = scene.whole(i + oh)
    if hour is None or not 0 < hour[0] <= 23:
        return None
    value, after = hour
    if scene.word(after) == "hundred" and not base:
        return _military(scene, i, value, after + 1)
    minute, last = 0, after
    dash = scene.skip(after, "-")
    zero = scene.word(dash) in ("oh", "o", "zero", "ou")
    low = scene.whole(dash + zero)
    if low is not None and not scene.digits(dash + zero) and (1 <= low[0] <= 9 if zero else 10 <= low[0] <= 59):
        minute, last = low
    half = clock.meridiem(scene, last)
    if scene.word(last) in ("o'clock", "oclock"):
        half = clock.meridiem(scene, last + 1)
        return clock.made(value, 0, 0, half, last + 1, "hour")
    found = clock.made(value, minute, 0, half, last, "minute" if minute else "hour")
    if found is None or base:
        return found
    return found if half is not None else replace(found, bare=True, spoken=True)


def _military(scene: Scene, i: int, hour: int, after: int) -> Clock | None:
    """ "fifteen hundred hours", "at oh nine hundred"."""
    end = scene.run(after, "hours")
    pointed = scene.word(i - 1) in ("at", "@", "by", "until")
    if not pointed and (end is None or scene.word(end) == "of" or (hour < 10 and scene.word(i) not in ("oh", "zero"))):
        return None  # "two hundred hours of practice"
    return Clock(hour=hour, sure=True, last=end or after)
