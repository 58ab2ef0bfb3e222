"""Units of time and lengths such as "5 minutes", "1h30", "2 years 21 days", "half an hour"."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.reading import Grain
from core.nlu.times import numbers
from core.nlu.times.pieces import Amount
from core.nlu.times.scene import Scene

# unit -> grain, months, days, seconds
_SIZES: dict[str, tuple[Grain, int, int, int]] = {
    "second": ("second", 0, 0, 1),
    "minute": ("minute", 0, 0, 60),
    "hour": ("hour", 0, 0, 3600),
    "day": ("day", 0, 1, 0),
    "week": ("week", 0, 7, 0),
    "fortnight": ("week", 0, 14, 0),
    "month": ("month", 1, 0, 0),
    "quarter": ("quarter", 3, 0, 0),
    "year": ("year", 12, 0, 0),
    "decade": ("year", 120, 0, 0),
    "century": ("year", 1200, 0, 0),
}
_SHORT = {
    "s": "second", "sec": "second", "secs": "second", "m": "minute", "min": "minute", "mins": "minute", "h": "hour",
    "hr": "hour", "hrs": "hour", "d": "day", "w": "week", "wk": "week", "wks": "week", "mo": "month",
    "mos": "month", "qtr": "quarter", "qtrs": "quarter", "y": "year", "yr": "year", "yrs": "year",
}  # fmt: skip
UNITS = {name: name for name in _SIZES} | {name + "s": name for name in _SIZES} | {"centuries": "century"} | _SHORT
FIRST = ("#", *numbers.FRACTIONS, "a", "an", "half", "couple", "few", "several", "dozen", "quarter", "+", "-")
MAX = 10**7  # more units than this is no wish, and would not fit a date


def grain_of(word: str) -> Grain | None:
    """The grain of a unit's name ("weeks", "yr"), or None."""
    name = UNITS.get(word)
    return _SIZES[name][0] if name else None


def sized(value: float, unit: str, last: int) -> Amount:
    """`value` times a unit; fractions of days and longer become seconds."""
    grain, months, days, seconds = _SIZES[UNITS[unit]]
    value = min(value, MAX)
    short = unit in _SHORT and len(unit) < 3
    if value == int(value):
        n = int(value)
        return Amount(months=months * n, days=days * n, seconds=seconds * n, grain=grain, last=last, short=short)
    per_unit = months * 30 * 86400 + days * 86400 + seconds
    if months and (months * value) == int(months * value):
        return Amount(months=int(months * value), grain="month", last=last, short=short)
    finer: Grain = "hour" if days or months else "minute"
    return Amount(seconds=per_unit * value, grain=finer, last=last, short=short)


def single(scene: Scene, i: int) -> Amount | None:
    """One number with one unit."""
    special = quarter_hour(scene, i) or _colon_hours(scene, i)
    read = numbers.amount(scene.tokens, i)
    if special is not None or read is None:
        return special
    value, after = read
    after = scene.skip(after, "more", "full")
    if scene.word(after) == "-" and scene.glued(after):  # "2-hour"
        after += 1
    unit = scene.word(after)
    if scene.word(after + 1) == "time":
        unit = unit.removesuffix("'s")  # "a week's time"
    if unit not in UNITS or not _is_counted(scene, i, after):
        return None
    amount = sized(value, unit, after + 1)
    end = scene.run(after + 1, "and", "a", "half") or scene.run(after + 1, "and", "half")
    if end is not None and unit not in _SHORT:
        return sized(value + 0.5, unit, end)
    if scene.word(after + 1) == "." and scene.glued(after + 1) and unit in ("min", "hr", "hrs", "mins", "sec"):
        return replace(amount, last=after + 2)
    return amount


def _is_counted(scene: Scene, i: int, at: int) -> bool:
    """Whether the unit at `at` is one, behind the number at `i`."""
    unit = scene.word(at)
    if unit in ("m", "s"):
        return scene.glued(at)  # "1 m" may be a metre, "1990 s" a decade
    if (scene.word(i), unit) == ("a", "second") and _is_noun(scene.word(at + 1)):
        return False  # "a second opinion"
    clock = scene.word(i - 1) in ("at", "@") or scene.word(i).startswith("0")
    clock = clock and scene.digits(i) and len(scene.word(i)) == 4
    clock = clock or (
        len(scene.word(i)) == 4 and scene.word(scene.skip(at + 1, "on")) in ("today", "tomorrow", "tonight")
    )
    return not (clock and UNITS[unit] == "hour")  # "at 1930 hours", "1930 hours tomorrow"


def _is_noun(word: str) -> bool:
    return word.isalpha() and word not in ("and", "ago", "later", "from", "before", "after", "or", "to", "hence", "per")


def _colon_hours(scene: Scene, i: int) -> Amount | None:
    """ "1:30 hours"."""
    minutes = scene.word(i + 2)
    if not (scene.digits(i) and scene.word(i + 1) == ":" and scene.digits(i + 2) and len(minutes) == 2):
        return None
    if scene.word(i + 3) not in ("hours", "hrs") or len(scene.word(i)) > 2 or int(minutes) > 59:
        return None
    return Amount(seconds=int(scene.word(i)) * 3600 + int(minutes) * 60, grain="minute", last=i + 4)


def quarter_hour(scene: Scene, i: int) -> Amount | None:
    """ "a quarter of an hour", "three quarters of an hour"."""
    after = scene.skip(i, "a", "an")
    value = 15
    if scene.word(i) == "three" and scene.word(i + 1) == "quarters":
        value, after = 45, i + 1
    if scene.word(after) not in ("quarter", "quarters"):
        return None
    for tail in (("of", "an", "hour"), ("hour",), ("-", "hour")):
        end = scene.run(after + 1, *tail)
        if end is not None:
            return Amount(seconds=value * 60, grain="minute", last=end)
    return None


def read(scene: Scene, i: int) -> Amount | None:
    """A length of one or more units, each finer than the one before: "1d, 2hr, and 5min", "1h30"."""
    total = single(scene, i)
    if total is None:
        return None
    while True:
        after = scene.skip(total.last, ",", "and", "&") if scene.word(total.last) in (",", "and", "&") else total.last
        part = single(scene, after)
        if part is None or part.total >= total.total or scene.word(after) in ("a", "an", "half"):
            return _loose_minutes(scene, total)
        total = Amount(
            months=total.months + part.months,
            days=total.days + part.days,
            seconds=total.seconds + part.seconds,
            grain=part.grain,
            last=part.last,
            short=total.short,
        )


def _loose_minutes(scene: Scene, total: Amount) -> Amount:
    """The minutes of "1h30"."""
    digits = scene.word(total.last)
    loose = not scene.word(total.last + 1).isalnum() and scene.word(total.last + 1) not in (":", "/", ".", "-", "%")
    if total.grain == "hour" and not total.short and loose and len(digits) == 2 and digits.isdigit() and digits < "60":
        return replace(total, seconds=total.seconds + int(digits) * 60, grain="minute", last=total.last + 1)
    if total.grain == "hour" and total.short and scene.glued(total.last) and digits.isdigit() and len(digits) == 2:
        return replace(total, seconds=total.seconds + int(digits) * 60, grain="minute", last=total.last + 1)
    return total
