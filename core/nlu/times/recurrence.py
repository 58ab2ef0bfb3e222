"""What comes again: "every day", "every other friday and saturday", "on fridays", "daily", "every 3rd friday"."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.nlu.times import units
from core.nlu.times.calendar import CODES, MONTHS, PLURALS, WEEKDAYS
from core.nlu.times.numbers import ORDINALS
from core.nlu.times.pieces import Every
from core.nlu.times.scene import Scene

Freq = Literal["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
_ADVERBS: dict[str, tuple[Freq, int, dict[str, str]]] = {
    "daily": ("DAILY", 1, {}), "weekly": ("WEEKLY", 1, {}), "monthly": ("MONTHLY", 1, {}),
    "yearly": ("YEARLY", 1, {}), "annually": ("YEARLY", 1, {}), "hourly": ("HOURLY", 1, {}),
    "quarterly": ("MONTHLY", 3, {}), "biweekly": ("WEEKLY", 2, {}), "fortnightly": ("WEEKLY", 2, {}),
    "weekdays": ("WEEKLY", 1, {"BYDAY": "MO,TU,WE,TH,FR"}), "weekends": ("WEEKLY", 1, {"BYDAY": "SA,SU"}),
    "workdays": ("WEEKLY", 1, {"BYDAY": "MO,TU,WE,TH,FR"}), "nightly": ("DAILY", 1, {}), "everyday": ("DAILY", 1, {}),
}  # fmt: skip
_FREQ: dict[str, tuple[Freq, int]] = {
    "minute": ("MINUTELY", 1), "hour": ("HOURLY", 1), "day": ("DAILY", 1), "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2), "month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1),
}  # fmt: skip
_PARTS: dict[str, Literal["morning", "afternoon", "evening", "night", "noon"]] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "noon": "noon",
}  # fmt: skip
_JOINTS = (",", "and", "&", "/", "or")
FIRST = ("every", "each", "on", "the", "last", "#", *_ADVERBS, *PLURALS, *ORDINALS)


def read(scene: Scene, i: int) -> Every | None:
    word = scene.word(i)
    if word in _ADVERBS:
        freq, interval, by = _ADVERBS[word]
        onto = _on_days(scene, i + 1, freq, interval)
        if onto is not None:
            return onto
        return Every(freq=freq, interval=interval, by=by, last=i + 1, part="night" if word == "nightly" else None)
    if word in PLURALS:
        return _weekdays(scene, i, 1)
    if word in ("every", "each"):
        return _every(scene, scene.skip(i + 1, "single", "!"))
    start = scene.skip(i, "on", "the")
    if word == "on" and scene.word(start) in (*PLURALS, *_ADVERBS):
        return read(scene, start)
    return _each(scene, start)


def _each(scene: Scene, i: int) -> Every | None:
    """ "(on the) first monday of each month": the month says that it comes again."""
    found = _nth(scene, i)
    if found is None or scene.word(found.last - 2) not in ("each", "every") or scene.word(found.last - 1) != "month":
        return None
    return found


def _every(scene: Scene, i: int) -> Every | None:
    interval = 1
    if scene.word(i) in ("other", "second") and scene.word(i + 1) not in MONTHS and not _nth_follows(scene, i):
        interval, i = 2, i + 1
    count = scene.whole(i)
    if count is not None and 0 < count[0] <= 10000 and scene.word(count[1]) in units.UNITS:
        return _stepped(scene, count[0], scene.word(count[1]), count[1] + 1)
    word = scene.word(i)
    if word in ("weekday", "workday", "business"):
        last = i + 2 if word == "business" else i + 1
        return Every(freq="WEEKLY", interval=interval, by={"BYDAY": "MO,TU,WE,TH,FR"}, last=last)
    if word == "weekend":
        return Every(freq="WEEKLY", interval=interval, by={"BYDAY": "SA,SU"}, last=i + 1)
    if word in _PARTS:
        return Every(freq="DAILY", interval=interval, part=_PARTS[word], last=i + 1)
    if word in _FREQ:
        return _unit(scene, i, interval)
    if word in WEEKDAYS or word in PLURALS:
        return _weekdays(scene, i, interval)
    return _nth(scene, i) or _dates(scene, i, interval)


def _nth_follows(scene: Scene, i: int) -> bool:
    """Whether "second friday of the month" is meant, not "every second friday"."""
    return scene.word(i) == "second" and scene.word(i + 2) in ("of", "each", "in")


def _stepped(scene: Scene, count: int, unit: str, last: int) -> Every | None:
    name = units.UNITS[unit]
    if name not in _FREQ:
        return None
    freq, size = _FREQ[name]
    every = Every(freq=freq, interval=count * size, last=last)
    if (
        freq == "WEEKLY"
        and scene.word(last) == "on"
        and (scene.word(last + 1) in WEEKDAYS or scene.word(last + 1) in PLURALS)
    ):
        return _weekdays(scene, last + 1, count * size)
    return (_on_days(scene, last, freq, count * size) if freq == "MONTHLY" else None) or every


def _unit(scene: Scene, i: int, interval: int) -> Every | None:
    freq, size = _FREQ[scene.word(i)]
    after = scene.skip(i + 1, "on", "the") if scene.word(i + 1) == "on" else i + 1
    if freq == "WEEKLY" and after > i + 1 and (scene.word(after) in WEEKDAYS or scene.word(after) in PLURALS):
        return _weekdays(scene, after, interval * size)
    if freq == "MONTHLY" and after > i + 1 and scene.ordinal(after) is None and scene.word(after - 1) == "the":
        plain = scene.whole(after)
        if plain is not None and 1 <= plain[0] <= 31:
            return Every(freq=freq, interval=interval * size, by=_month_day(plain[0]), last=plain[1])
    onto = _on_days(scene, i + 1, freq, interval * size)
    if onto is not None:
        return onto
    if freq == "DAILY" and scene.word(i + 1) in _PARTS:
        return Every(freq=freq, interval=interval, part=_PARTS[scene.word(i + 1)], last=i + 2)
    return Every(freq=freq, interval=interval * size, last=i + 1)


def _on_days(scene: Scene, i: int, freq: Freq, interval: int) -> Every | None:
    """ "weekly on fridays", "yearly on may 5", "every year on the 5th of may", "monthly on the 3rd"."""
    if scene.word(i) != "on":
        return None
    at = scene.skip(i + 1, "the")
    if freq == "WEEKLY":
        return _weekdays(scene, at, interval)
    if freq == "YEARLY":
        return _dates(scene, at, interval)
    found = _nth(scene, at) if freq == "MONTHLY" else None
    return None if found is None else replace(found, interval=interval)


def _weekdays(scene: Scene, i: int, interval: int) -> Every | None:
    """One or more weekdays: "monday, wednesday and friday", "mon/wed", "monday to friday"."""
    days: list[int] = []
    last = i
    while True:
        word = scene.word(i)
        weekday = WEEKDAYS.get(word, PLURALS.get(word))
        if weekday is None:
            break
        days.append(weekday)
        last = i + 1
        i = last + 1 if scene.word(last) == "." and scene.glued(last) else last
        until = WEEKDAYS.get(scene.word(i + 1), PLURALS.get(scene.word(i + 1)))
        if scene.word(i) in ("-", "to", "through") and until is not None:
            days += [(weekday + ahead) % 7 for ahead in range(1, (until - weekday) % 7 + 1)]
            last = i = i + 2
        i = scene.skip(i, *_JOINTS)
        i = scene.skip(i, "on", "every") if scene.word(i) in ("on", "every") and i > last else i
    if not days:
        return None
    codes = ",".join(CODES[day] for day in sorted(set(days)))
    part = _PARTS.get(scene.word(last)) or _PARTS.get(scene.word(last).removesuffix("s"))
    return Every(freq="WEEKLY", interval=interval, by={"BYDAY": codes}, part=part, last=last + (part is not None))


def _nth(scene: Scene, i: int) -> Every | None:
    """ "3rd friday", "last day of the month", "first monday each month", "15th"."""
    nth = (-1, i + 1) if scene.word(i) == "last" else scene.ordinal(i)
    if nth is None:
        return None
    value, after = nth
    word = scene.word(after)
    if word in MONTHS or scene.word(scene.skip(after, "of", "the")) in MONTHS:
        return None
    last = _of_month(scene, after + 1)
    if word in WEEKDAYS and -1 <= value <= 5:
        return Every(freq="MONTHLY", by={"BYDAY": f"{value}{CODES[WEEKDAYS[word]]}"}, last=last)
    if word in ("day", "weekday", "workday") and abs(value) <= 31:
        if word == "day":
            return Every(freq="MONTHLY", by=_month_day(value), last=last)
        return Every(freq="MONTHLY", by={"BYDAY": "MO,TU,WE,TH,FR", "BYSETPOS": str(value)}, last=last)
    if 1 <= value <= 31:
        return _days_of_month(scene, value, after)
    return None


def _days_of_month(scene: Scene, first: int, last: int) -> Every:
    """ "15th", "1st and 15th", "1st, 10th and 31st of the month"."""
    days = [first]
    while True:
        following = scene.ordinal(scene.skip(last, *_JOINTS, "the")) if scene.word(last) in _JOINTS else None
        if following is None or not 1 <= following[0] <= 31:
            break
        if scene.word(following[1]) in WEEKDAYS or scene.word(scene.skip(following[1], "of", "the")) in MONTHS:
            break
        days.append(following[0])
        last = following[1]
    by = _month_day(first)
    if len(days) > 1:  # the last day stands in for a 31st; one stand-in cannot be told apart for several others
        by = {"BYMONTHDAY": ",".join("-1" if day == 31 else str(day) for day in sorted(set(days)))}
    return Every(freq="MONTHLY", by=by, last=_of_month(scene, last))


def _of_month(scene: Scene, i: int) -> int:
    for tail in (("of", "the", "month"), ("of", "each", "month"), ("of", "every", "month"), ("each", "month"),
                 ("every", "month"), ("in", "the", "month"), ("of", "month")):  # fmt: skip
        end = scene.run(i, *tail)
        if end is not None:
            return end
    return i


def _month_day(day: int) -> dict[str, str]:
    """The last day stands in where a month has no 29th, 30th or 31st."""
    if day <= 28:
        return {"BYMONTHDAY": str(day)}
    return {"BYMONTHDAY": ",".join(str(one) for one in range(28, day + 1)), "BYSETPOS": "-1"}


def _dates(scene: Scene, i: int, interval: int) -> Every | None:
    """ "jan 27th", "1/30 and 9/30", "may"."""
    months: list[int] = []
    days: list[int] = []
    last = i
    while True:
        found = _date(scene, i)
        if found is None:
            break
        months.append(found[0])
        days.append(found[1])
        last = found[2]
        i = scene.skip(last, *_JOINTS)
        if i == last:
            break
    if not months or len(set(days)) > 1:
        return None
    by = {"BYMONTH": ",".join(map(str, sorted(set(months)))), "BYMONTHDAY": str(days[0])}
    return Every(freq="YEARLY", interval=interval, by=by, last=last)


def _date(scene: Scene, i: int) -> tuple[int, int, int] | None:
    if scene.word(i) in MONTHS:
        day = scene.ordinal(i + 1) or scene.whole(i + 1)
        return (MONTHS[scene.word(i)], day[0], day[1]) if day and 1 <= day[0] <= 31 else None
    if scene.digits(i) and scene.word(i + 1) == "/" and scene.digits(i + 2):
        pair = (int(scene.word(i)), int(scene.word(i + 2)))
        month, day_of = (pair[1], pair[0]) if scene.preferences.day_first or pair[0] > 12 else pair
        return (month, day_of, i + 3) if 1 <= month <= 12 and 1 <= day_of <= 31 else None
    said = scene.ordinal(i) or (scene.whole(i) if scene.word(i + 1) in MONTHS else None)
    if said is not None:
        at = scene.skip(said[1], "of")
        if scene.word(at) in MONTHS:
            return MONTHS[scene.word(at)], said[0], at + 1
    return None
