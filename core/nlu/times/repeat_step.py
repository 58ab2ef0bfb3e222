"""Steps of a unit: "every 3 days", "daily", "half-hourly", "twice a week", "3x a day", "every hour on the hour"."""

from __future__ import annotations

from collections.abc import Mapping

from core.nlu.times import units
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Amount, DayPart, Every, Freq
from core.nlu.times.repeat_days import codes
from core.nlu.times.scene import Scene

ADVERBS: dict[tuple[str, ...], tuple[Freq, int]] = {
    ("daily",): ("DAILY", 1), ("everyday",): ("DAILY", 1), ("nightly",): ("DAILY", 1), ("weekly",): ("WEEKLY", 1),
    ("monthly",): ("MONTHLY", 1), ("yearly",): ("YEARLY", 1), ("annually",): ("YEARLY", 1),
    ("hourly",): ("HOURLY", 1), ("quarterly",): ("MONTHLY", 3), ("biweekly",): ("WEEKLY", 2),
    ("bi", "-", "weekly"): ("WEEKLY", 2), ("fortnightly",): ("WEEKLY", 2), ("bimonthly",): ("MONTHLY", 2),
    ("bi", "-", "monthly"): ("MONTHLY", 2), ("semiannually",): ("MONTHLY", 6), ("biannually",): ("MONTHLY", 6),
    ("semi", "-", "annually"): ("MONTHLY", 6), ("half", "-", "yearly"): ("MONTHLY", 6),
    ("half", "-", "hourly"): ("MINUTELY", 30), ("half", "hourly"): ("MINUTELY", 30), ("biennially",): ("YEARLY", 2),
    ("day", "after", "day"): ("DAILY", 1), ("day", "in", "day", "out"): ("DAILY", 1),
    ("day", "in", ",", "day", "out"): ("DAILY", 1), ("week", "after", "week"): ("WEEKLY", 1),
    ("all", "days"): ("DAILY", 1), ("alternate", "days"): ("DAILY", 2), ("alternate", "weeks"): ("WEEKLY", 2),
    ("alternate", "months"): ("MONTHLY", 2), ("alternating", "days"): ("DAILY", 2),
    ("alternating", "weeks"): ("WEEKLY", 2),
}  # fmt: skip
_TWICE: dict[tuple[str, ...], tuple[int, str]] = {
    ("semimonthly",): (2, "month"), ("semi", "-", "monthly"): (2, "month"), ("semiweekly",): (2, "week"),
}  # fmt: skip
# These stand before nouns too: "the weekly report".
ADJECTIVES = (
    "daily", "nightly", "weekly", "monthly", "yearly", "hourly", "quarterly", "biweekly", "fortnightly", "bimonthly",
    "semimonthly", "semiweekly",
)  # fmt: skip
FIRST = (*{words[0] for words in (*ADVERBS, *_TWICE)}, "once", "twice", "thrice", "#", "on")
_LONGEST = max(map(len, ADVERBS))
_COUNTS = {"once": 1, "twice": 2, "thrice": 3}
_UNIT_OF_ADVERB = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_FREQ: dict[str, Freq] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "hour": "HOURLY"}
_WEEK = {2: {0, 3}, 3: {0, 2, 4}, 4: {0, 1, 3, 4}, 5: {0, 1, 2, 3, 4}, 6: {0, 1, 2, 3, 4, 5}}
_MONTH = {2: "1,15", 3: "1,11,21", 4: "1,8,15,22"}
MAX = 10000


def adverb(scene: Scene, i: int) -> Every | None:
    """A word or a set phrase for a step."""
    for size in range(_LONGEST, 0, -1):
        words = tuple(scene.word(i + step) for step in range(size))
        known = ADVERBS.get(words)
        if known is not None:
            if words[1:2] == ("after",) and scene.word(i + size) == ",":
                return None  # "news, day after day, expecting ..." tells a story
            part: DayPart | None = "night" if words == ("nightly",) else None
            return Every(freq=known[0], interval=known[1], last=i + size, part=part)
        often = _TWICE.get(words)
        if often is not None:
            return _spread(scene, often[0], often[1], i + size)
    return None


def often(scene: Scene, i: int) -> Every | None:
    """ "twice a day", "3 times per week", "3x a day", "once a month", "five days a week"."""
    count = _count(scene, i)
    if count is None:
        return None
    times, at = count
    if scene.word(at) in _UNIT_OF_ADVERB and times > 1:
        return _spread(scene, times, _UNIT_OF_ADVERB[scene.word(at)], at + 1)
    if scene.word(at) not in ("a", "an", "per", "each", "every", "in", "/"):
        return None
    at = scene.skip(at, "a", "an", "per", "each", "every", "in", "/")
    unit = units.UNITS.get(scene.word(at), "")
    if unit == "fortnight" or unit == "quarter":
        step = ("WEEKLY", 2) if unit == "fortnight" else ("MONTHLY", 3)
        return Every(freq=step[0], interval=step[1], last=at + 1) if times == 1 else None  # type: ignore[arg-type]
    if unit not in _FREQ or scene.word(at).endswith("s"):
        return None
    return _spread(scene, times, unit, at + 1)


def _count(scene: Scene, i: int) -> tuple[int, int] | None:
    if scene.word(i) in _COUNTS:
        return _COUNTS[scene.word(i)], i + 1
    if not (scene.digits(i) or scene.word(i) in NUMBER_WORDS):
        return None
    count = scene.whole(i)
    if count is None or not 0 < count[0] <= 24:
        return None
    days = scene.word(count[1]) == "days" and scene.word(count[1] + 2) in ("week", "wk")
    return (count[0], count[1] + 1) if scene.word(count[1]) in ("times", "time", "x", "×") or days else None


def _spread(scene: Scene, times: int, unit: str, last: int) -> Every | None:
    """So often within a unit, at even distances."""
    freq = _FREQ[unit]
    if times == 1:
        return Every(freq=freq, last=last)
    by: Mapping[str, str] | None = None
    if unit == "day":
        by = {"BYHOUR": ",".join(map(str, _hours(scene, times))), "BYMINUTE": "0"}
    elif unit == "week" and times == 7:
        return Every(freq="DAILY", last=last)
    elif unit == "week" and times in _WEEK:
        by = {"BYDAY": codes(_WEEK[times])}
    elif unit == "month" and times in _MONTH:
        by = {"BYMONTHDAY": _MONTH[times]}
    elif unit == "year" and 12 % times == 0:
        return Every(freq="MONTHLY", interval=12 // times, last=last)
    elif unit == "hour" and 60 % times == 0:
        return Every(freq="MINUTELY", interval=60 // times, last=last)
    return None if by is None else Every(freq=freq, by=by, last=last)


def _hours(scene: Scene, times: int) -> list[int]:
    """From the person's morning to their evening."""
    first, last = scene.preferences.morning.hour, scene.preferences.evening.hour
    if last <= first:
        first, last = 9, 19
    return sorted({first + int((last - first) * place / (times - 1) + 0.5) for place in range(times)})


def step(scene: Scene, i: int, interval: int) -> Every | None:
    """What follows "every": a unit, or an amount of one."""
    name = units.UNITS.get(scene.word(i), "")
    if name in ("decade", "century") or (scene.word(i) in ("m", "s", "d", "w", "y", "h") and name):
        return None
    if name and not scene.word(i).endswith("s"):
        half = scene.run(i + 1, "and", "a", "half")
        amount: Amount | None = units.sized(1.5, name, half) if half else None
        if name == "quarter" and scene.word(i + 1) in ("of", "hour", "-"):
            amount = units.quarter_hour(scene, i)
        return _stepped(amount or units.sized(interval, name, i + 1))
    if interval != 1:
        return None
    amount = units.read(scene, i)
    return _stepped(amount) if amount is not None else None


def _stepped(amount: Amount) -> Every | None:
    """A length of time as a step; none of less than a minute, none that mixes calendar and clock."""
    months, days, seconds = amount.months, amount.days, int(amount.seconds)
    freq: Freq
    if months and not days and not seconds:
        freq, count = ("YEARLY", months // 12) if amount.grain == "year" and months % 12 == 0 else ("MONTHLY", months)
    elif days and not months and not seconds:
        freq, count = ("WEEKLY", days // 7) if amount.grain == "week" and days % 7 == 0 else ("DAILY", days)
    elif seconds and not months and not days and seconds % 60 == 0 and seconds == amount.seconds:
        freq, count = ("HOURLY", seconds // 3600) if seconds % 3600 == 0 else ("MINUTELY", seconds // 60)
    else:
        return None
    return Every(freq=freq, interval=count, last=amount.last) if 0 < count <= MAX else None


def on_the_hour(scene: Scene, every: Every) -> Every:
    """ "every hour on the hour", "at half past", "at quarter past", "at 20 past", "at :15"."""
    i = every.last
    if every.freq != "HOURLY":
        return every
    end = scene.run(i, "on", "the", "hour")
    minute = 0
    if end is None:
        at = scene.skip(i, "at", "on", "a", "the") if scene.word(i) in ("at", "on") else i
        said = {"half": 30, "quarter": 15}.get(scene.word(at))
        number = (said, at + 1) if said else scene.whole(at)
        after = scene.skip(number[1], "minutes", "mins") if number else i
        if number is None or scene.word(after) not in ("past", "after") or not 0 < number[0] < 60:
            return every
        follower = scene.word(after + 1)
        if follower.isdigit() or follower in NUMBER_WORDS or follower in ("noon", "midnight"):
            return every
        minute, end = number[0], scene.run(after + 1, "the", "hour") or after + 1
    return Every(freq="HOURLY", interval=every.interval, by={**every.by, "BYMINUTE": str(minute)}, last=end)
