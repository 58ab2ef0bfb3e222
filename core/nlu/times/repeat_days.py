"""Sets of weekdays: "monday, wednesday and friday", "mon-fri", "weekdays and saturdays", "every other weekend"."""

from __future__ import annotations

from core.nlu.times.calendar import CODES, PLURALS, WEEKDAYS
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import DayPart, Every
from core.nlu.times.scene import Scene

JOINTS = (",", "and", "&", "/", "or", "+")
_WORK = (0, 1, 2, 3, 4)
_END = (5, 6)
# In the singular they need an "every" before them, or a part of the day in the plural behind.
_CLASSES: dict[tuple[str, ...], tuple[tuple[int, ...], bool]] = {
    ("weekdays",): (_WORK, True), ("weekday",): (_WORK, False), ("workdays",): (_WORK, True),
    ("workday",): (_WORK, False), ("week", "days"): (_WORK, True), ("week", "day"): (_WORK, False),
    ("business", "days"): (_WORK, True), ("business", "day"): (_WORK, False), ("working", "days"): (_WORK, True),
    ("working", "day"): (_WORK, False), ("work", "days"): (_WORK, True), ("work", "day"): (_WORK, False),
    ("school", "days"): (_WORK, True), ("school", "day"): (_WORK, False), ("weekends",): (_END, True),
    ("weekend",): (_END, False), ("wkends",): (_END, True), ("week", "-", "ends"): (_END, True),
}  # fmt: skip
WORKDAYS = ",".join(CODES[:5])
PARTS: dict[str, DayPart] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "noon": "noon",
    "lunchtime": "noon", "nite": "night",
}  # fmt: skip
FIRST = (*WEEKDAYS, *PLURALS, *(words[0] for words in _CLASSES))


def codes(days: set[int]) -> str:
    """The days as BYDAY has them, Monday first."""
    return ",".join(CODES[day] for day in sorted(days))


def listed(scene: Scene, i: int) -> tuple[set[int], int, bool] | None:
    """The weekdays that are listed at `i`, the place after them, and whether any of them is a plural."""
    days: set[int] = set()
    plural = False
    last = at = i
    while (one := _ranged(scene, at)) is not None:
        days |= one[0]
        plural = plural or one[2]
        last = one[1]
        at = scene.skip(last, *JOINTS)
        if at > last and scene.word(at) in ("on", "every", "each"):
            at += 1
    return (days, last, plural) if days else None


def _ranged(scene: Scene, i: int) -> tuple[set[int], int, bool] | None:
    """One weekday, one class of them, or "monday to friday"."""
    for size in (3, 2, 1):
        known = _CLASSES.get(tuple(scene.word(i + step) for step in range(size)))
        if known is not None:
            return set(known[0]), i + size, known[1]
    first = _one(scene, i)
    if first is None:
        return None
    weekday, last = first
    until = _one(scene, last + 1) if scene.word(last) in ("-", "to", "through", "thru", "till", "until", "–") else None
    plural = scene.word(i) in PLURALS
    if until is None:
        return {weekday}, last, plural
    return {(weekday + ahead) % 7 for ahead in range((until[0] - weekday) % 7 + 1)}, until[1], plural


def _one(scene: Scene, i: int) -> tuple[int, int] | None:
    word = scene.word(i)
    weekday = WEEKDAYS.get(word, PLURALS.get(word))
    if weekday is None:
        return None
    dotted = len(word) <= 5 and scene.word(i + 1) == "." and scene.glued(i + 1) and scene.word(i + 2) in (*JOINTS, "at")
    return weekday, i + 1 + dotted


def every(scene: Scene, i: int, interval: int) -> Every | None:
    """The weekly rule of the weekdays at `i`, with the part of the day behind them ("every monday morning")."""
    found = listed(scene, i)
    if found is None:
        return None
    days, last, _ = found
    part = part_at(scene, last)
    at = last + 1 if part is not None else last
    return Every(freq="WEEKLY", interval=interval, by={"BYDAY": codes(days)}, part=part, last=at)


def plural(scene: Scene, i: int, interval: int = 1) -> Every | None:
    """Weekdays that come again because they, or the part of the day behind them, stand in the plural."""
    found = listed(scene, i)
    if found is None or scene.digits(i - 1) or scene.word(i - 1) in NUMBER_WORDS:
        return None  # "in two weekends"
    mornings = scene.word(found[1]).endswith("s") and part_at(scene, found[1]) is not None
    return every(scene, i, interval) if found[2] or mornings or _enumerated(scene, i, found) else None


def _enumerated(scene: Scene, i: int, found: tuple[set[int], int, bool]) -> bool:
    """Days one by one are those of every week: "gym mon, wed, fri 6am", "on monday and thursday"."""
    words = [scene.word(at) for at in range(i, found[1])]
    joined = len(found[0]) > 2 or scene.word(i - 1) == "on"
    return joined and len(found[0]) > 1 and all(word in WEEKDAYS or word in JOINTS[:4] for word in words)


def part_at(scene: Scene, i: int) -> DayPart | None:
    """The part of the day that a word names, also in the plural."""
    word = scene.word(i)
    return PARTS.get(word) or PARTS.get(word.removesuffix("s"))
