"""Times of day in digits: "3:30pm", "15h20", "9 am", "at 1400", "8.30 pm", "6:00:00pm", "at 5"."""

from __future__ import annotations

from core.nlu.reading import Note
from core.nlu.times.calendar import WEEKDAYS
from core.nlu.times.pieces import Clock, Impossible
from core.nlu.times.scene import Scene

FIRST = ("#",)
_AT = (
    "at",
    "@",
    "around",
    "about",
    "approximately",
    "until",
    "till",
    "til",
    "by",
    "before",
    "after",
    "from",
    "to",
    "for",
    "-",
    "past",
)


_MILITARY_DAYS = ("today", "tomorrow", "tonight", *WEEKDAYS)  # "1500 hours tomorrow"


def read(scene: Scene, i: int) -> Clock | Impossible | None:
    """The reading at `i`; behind "at" also the note that there is no such time ("at 25:00")."""
    found = reading(scene, i)
    if found is not None or scene.word(i - 1) not in ("at", "@") or not _looks_like_clock(scene, i):
        return found
    said = f"{scene.word(i)}:{scene.word(i + 2)}"
    return Impossible(note=Note("no_such_time", (("said", said),)), last=i + 3)


def _looks_like_clock(scene: Scene, i: int) -> bool:
    colon = scene.word(i + 1) == ":" and scene.glued(i + 1) and scene.digits(i + 2)
    return scene.digits(i) and colon and len(scene.word(i)) <= 2 and len(scene.word(i + 2)) == 2


def reading(scene: Scene, i: int) -> Clock | None:
    """A time of day in digits."""
    if not scene.digits(i) or _inside(scene, i) or len(scene.word(i)) > 4:
        return None
    long = len(scene.word(i)) >= 3
    found = _packed(scene, i) if long else (_colon(scene, i) or _hour(scene, i))
    if found is None or scene.word(found.last) in ("%", "°"):
        return None
    return found


def _inside(scene: Scene, i: int) -> bool:
    before = scene.word(i - 1)
    if before in ("$", "€", "£", "#"):
        return True
    return scene.glued(i) and bool(before) and (before.isalnum() or before in (":", ".", "/", "_", "=", "+"))


def meridiem(scene: Scene, i: int) -> tuple[bool, int] | None:
    """(is pm, the place after) of "am", "p.m.", "p m", "in the pm"; "a" and "p" only when they touch the number."""
    word = scene.word(i)
    if word in ("am", "pm"):
        return word == "pm", i + 1
    if word in ("a", "p"):
        if scene.word(i + 1) == "." and scene.word(i + 2) == "m":
            end = i + 4 if scene.word(i + 3) == "." and scene.glued(i + 3) else i + 3
            return word == "p", end
        if scene.word(i + 1) == "m":
            return word == "p", i + 2
        if scene.glued(i) and not scene.glued(i + 1):
            return word == "p", i + 1
    if word in ("in", "the"):
        end = scene.skip(i, "in", "the")
        if scene.word(end) in ("am", "pm"):
            return scene.word(end) == "pm", end + 1
    return None


def with_meridiem(hour: int, pm: bool) -> int | None:
    """The hour of 24; None where it makes no sense ("0 pm" stays out, "15 pm" is 15)."""
    if hour > 12:
        return hour if pm and hour < 24 else None
    return hour % 12 + (12 if pm else 0)


def _colon(scene: Scene, i: int) -> Clock | None:
    """Hour and minute with a sign between, perhaps seconds."""
    sign = scene.word(i + 1)
    if sign not in (":", ".", "h") or not scene.glued(i + 1) or not scene.glued(i + 2):
        return _h_alone(scene, i) if sign == "h" and scene.glued(i + 1) else None
    minute = scene.word(i + 2)
    if not scene.digits(i + 2) or len(minute) != 2:
        return None
    hour, last, second = int(scene.word(i)), i + 3, 0
    seconds = (
        scene.word(last) == ":" and scene.glued(last) and scene.digits(last + 1) and len(scene.word(last + 1)) == 2
    )
    if seconds:
        second, last = int(scene.word(last + 1)), last + 2
    if scene.word(last) in (":", "/") and scene.glued(last) and scene.digits(last + 1):
        return None
    if scene.word(last) == "ish" and scene.glued(last):
        last += 1
    if scene.word(last) in ("h", "hrs") and sign == ":" and not second:
        last += 1  # "14:00h"
    half = meridiem(scene, last)
    closes = scene.word(i - 1) in ("-", "to", "until") and scene.word(i - 3) == ":"  # "8:10 - 12.30"
    if sign == "." and half is None and scene.word(i - 1) not in ("at", "@", "between", "from") and not closes:
        return None
    return made(hour, int(minute), second, half, last, "second" if seconds else "minute", sure=_sure(scene, i))


def _sure(scene: Scene, i: int) -> bool:
    """24-hour writing shows in a leading zero or an h."""
    return scene.word(i).startswith("0") or scene.word(i + 1) == "h"


def made(
    hour: int, minute: int, second: int, half: tuple[bool, int] | None, last: int, grain: str, *, sure: bool = False
) -> Clock | None:
    """A clock reading from its parts, None when it names no time of day."""
    if half is not None:
        full = with_meridiem(hour, half[0])
        if full is None:
            return None
        hour, last, sure = full, half[1], True
    if hour == 24 and minute == second == 0 and grain != "hour":
        hour, sure = 0, True
    if hour > 23 or minute > 59 or second > 59:
        return None
    kind = "second" if grain == "second" else "minute" if grain == "minute" else "hour"
    return Clock(
        hour=hour,
        minute=minute,
        second=second,
        grain=kind,  # type: ignore[arg-type]
        sure=sure or hour > 12 or hour == 0,
        last=last,
    )


def _h_alone(scene: Scene, i: int) -> Clock | None:
    """ "19h": below 13 it would be a length of time."""
    hour = int(scene.word(i))
    if scene.digits(i + 2) and scene.glued(i + 2):
        return None
    if not (13 <= hour <= 23 or scene.word(i - 1) in ("-", "at", "until")) or hour > 23:
        return None
    return Clock(hour=hour, sure=True, last=i + 2)


def _packed(scene: Scene, i: int) -> Clock | None:
    """ "1400", "730": only with a preposition, am or pm, or "ish"."""
    text = scene.word(i)
    hour, minute = int(text[:-2]), int(text[-2:])
    half = meridiem(scene, i + 1)
    ish = scene.word(i + 1) == "ish" and scene.glued(i + 1)
    company = scene.word(i - 1) in ("at", "@", "around", "approximately", "until", "till", "tonight", "by")
    closed = not scene.word(i + 1).isalnum() or scene.word(i + 1) in ("to", "for", "and")
    company = company or (len(text) == 4 and scene.word(i + 1) in ("h", "hrs") and hour < 24 and scene.glued(i + 1))
    company = company or (scene.word(i - 1) in ("tomorrow", "today", "me") and len(text) == 4 and closed)
    zulu = len(text) == 4 and scene.word(i + 1) == "z" and scene.glued(i + 1)
    dated = scene.word(i - 1) in _MILITARY_DAYS or scene.word(scene.skip(i + 2, "on")) in _MILITARY_DAYS
    zulu = zulu or (len(text) == 4 and (text[0] == "0" or dated) and scene.word(i + 1) in ("hours", "hrs"))
    bounded = len(text) == 4 and _of_interval(scene, i)
    zulu = zulu or (len(text) == 4 and text[0] == "0" and scene.word(i + 1) in ("utc", "gmt"))
    if half is None and not (ish or company or zulu or bounded):
        return None
    if half is None and len(text) == 4 and scene.word(i + 1) == "z" and scene.glued(i + 1):
        return made(hour, minute, 0, None, i + 1, "minute", sure=True)
    if half is None and len(text) == 4 and scene.word(i + 1) in ("hours", "hrs", "h"):
        return made(hour, minute, 0, None, i + 2, "minute", sure=True)
    return made(hour, minute, 0, half, i + 1 + ish, "minute", sure=len(text) == 4 and (hour > 12 or text[0] == "0"))


def _of_interval(scene: Scene, i: int) -> bool:
    """ "from 0730 to 0930", "0900-1100"."""
    early = scene.word(i)[0] == "0"
    if scene.word(i - 1) in ("from", "between"):
        return early
    further = scene.word(i + 2)
    if early and scene.word(i + 1) in ("-", "to") and scene.digits(i + 2) and len(further) == 4:
        return further[0] in "012" and further[2] in "012345"
    other = scene.word(i - 2)
    joined = scene.word(i - 1) in ("to", "and", "until", "-") and len(other) == 4 and scene.digits(i - 2)
    return joined and (other[0] == "0" or (early and other[0] == "1"))


def _hour(scene: Scene, i: int) -> Clock | None:
    hour = int(scene.word(i))
    split = _spaced(scene, i)
    if split is not None:
        return split
    half = meridiem(scene, i + 1)
    if half is not None:
        lone = half[1] == i + 2 and scene.word(i + 1) in ("a", "p")
        found = made(hour, 0, 0, half, i + 1, "hour")
        if found is not None and lone:
            return Clock(hour=found.hour, sure=True, bare=True, last=found.last)
        return found
    last = i + 1
    if scene.word(last) == "ish" and scene.glued(last):
        return made(hour, 0, 0, None, last + 1, "hour")
    if scene.word(last) in ("o'clock", "oclock"):
        half = meridiem(scene, last + 1)
        return made(hour, 0, 0, half, last + 1, "hour")
    if (
        hour > 23
        or scene.word(last) in (":", "/", "st", "nd", "rd", "th")
        or (scene.word(last) == "." and scene.glued(last + 1))
    ):
        return None
    return Clock(hour=hour, bare=True, sure=hour > 12 or hour == 0, last=last)


def _spaced(scene: Scene, i: int) -> Clock | None:
    """ "3 30 pm", "at 03 45"."""
    minute = scene.word(i + 1)
    if not scene.digits(i + 1) or len(minute) != 2:
        return None
    half = meridiem(scene, i + 2)
    if half is None and not (scene.word(i - 1) == "at" and scene.word(i).startswith("0")):
        return None
    return made(int(scene.word(i)), int(minute), 0, half, i + 2, "minute", sure=scene.word(i).startswith("0"))
