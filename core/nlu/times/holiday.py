"""Holidays: "christmas", "last thanksgiving", "easter 2018", "black friday of next year", "tax day in two years"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from core.nlu.times import units
from core.nlu.times.calendar import CODES, add_months, easter, nth_weekday, step
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

# "month-day"; "month weekday nth"; "E+days" from western, "O+days" from orthodox Easter; "+days" behind moves it.
_RULES = {
    "12-25": "christmas|christmas day|xmas|xmas day|x - mas",
    "12-24": "christmas eve|xmas eve",
    "12-26": "boxing day|st stephen's day",
    "12-31": "new year's eve|new years eve|new year eve|nye|sylvester",
    "1-1": "new year's day|new years day|new year's|new years|new year day|new year",
    "1-6": "epiphany|three kings day",
    "2-2": "groundhog day|groundhogs day",
    "2-14": "valentine's day|valentines day|valentine's|valentine day|valentine",
    "3-8": "international women's day|women's day|womens day",
    "3-17": "st patrick's day|st patricks day|st paddy's day|saint paddy's day|saint patrick's day|saint patricks day|st . patrick's day",  # noqa: E501
    "4-1": "april fools|april fools day|april fool's day|april fools' day",
    "4-22": "earth day",
    "5-1": "labour day|may day|international workers' day|international workers day|workers' day",
    "5-4": "star wars day",
    "5-5": "cinco de mayo",
    "6-19": "juneteenth",
    "7-4": "independence day|4th of july day",
    "7-14": "bastille day",
    "10-3": "german unity day",
    "10-31": "halloween|hallowe'en|all hallows eve",
    "11-1": "all saints day|all saints' day|world vegan day",
    "11-2": "all souls day|all souls' day",
    "11-5": "guy fawkes day|guy fawkes night|bonfire night",
    "11-11": "veterans day|veteran's day|remembrance day|armistice day|singles day",
    "1 MO 3": "mlk day|martin luther king day|martin luther king's day|martin luther kings day|martin luther king jr day",  # noqa: E501
    "2 MO 3": "presidents day|president's day|presidents' day|washington's birthday",
    "5 SU 2": "mother's day|mothers day|mothers' day",
    "5 MO -1": "memorial day",
    "6 SU 3": "father's day|fathers day|fathers' day",
    "9 MO 1": "labor day",
    "9 SU 1 +7": "grandparents day|national grandparents day|grandparent's day",
    "10 MO 2": "columbus day|indigenous peoples day|indigenous peoples' day",
    "11 TU 1": "election day",
    "11 TH 4": "thanksgiving|thanksgiving day|turkey day",
    "11 TH 4 +1": "black friday",
    "11 TH 4 +4": "cyber monday",
    "3 SU 2": "daylight saving start|daylight savings start|daylight saving start day|daylight savings start day",
    "11 SU 1": "daylight saving end|daylight savings end|daylight saving end day|daylight savings end day",
    "4 FR -1": "arbor day",
    "E-47": "shrove tuesday|mardi gras|pancake day|pancake tuesday|fat tuesday",
    "E-48": "shrove monday|rose monday",
    "E-46": "ash wednesday",
    "E-7": "palm sunday",
    "E-3": "maundy thursday|holy thursday",
    "E-2": "good friday",
    "E-1": "holy saturday|easter saturday",
    "E+0": "easter|easter sunday|easter day",
    "E+1": "easter monday|easter mon",
    "E+39": "ascension day|ascension",
    "E+49": "pentecost|whit sunday|whitsunday",
    "E+50": "whit monday|monday of the holy spirit|pentecost monday",
    "E+56": "trinity sunday",
    "E+60": "corpus christi",
    "O+0": "orthodox easter|orthodox easter sunday",
    "O-48": "clean monday|orthodox shrove monday|orthodox clean monday",
    "O-8": "lazarus saturday",
    "O-2": "orthodox good friday|great friday",
    "O+1": "orthodox easter monday",
    "O+49": "orthodox pentecost",
}
_NAMES = {tuple(name.split()): rule for rule, names in _RULES.items() for name in names.split("|")}
_LONGEST = max(map(len, _NAMES))
_POINT = {"next": 1, "this": 0, "coming": 1, "upcoming": 1, "last": -1, "past": -1, "previous": -1}
FIRST = (*{name[0] for name in _NAMES}, *_POINT, "the")


def read(scene: Scene, i: int) -> Day | None:
    start = scene.skip(i, "the")
    point = _POINT.get(scene.word(start))
    start += point is not None
    found = _named(scene, start)
    if found is None:
        return None
    rule, last = found
    try:
        return _placed(scene, rule, last, point)
    except (ValueError, OverflowError):
        return None


def rule_at(scene: Scene, i: int) -> tuple[str, int] | None:
    """The rule of the holiday named at `i`, and the place after it."""
    for size in range(_LONGEST, 0, -1):
        name = tuple(scene.word(i + step) for step in range(size))
        if name in _NAMES:
            return _NAMES[name], i + size
    return None


def _named(scene: Scene, i: int) -> tuple[Callable[[int], date], int] | None:
    for size in range(_LONGEST, 0, -1):
        name = tuple(scene.word(i + step) for step in range(size))
        if name in _NAMES:
            return partial(on, _NAMES[name]), i + size
    return None


def _placed(scene: Scene, rule: Callable[[int], date], last: int, point: int | None) -> Day:
    year = scene.year(scene.skip(last, "of", "in", ","))
    if year is not None:
        return Day(start=rule(year[0]), stated_year=True, last=year[1])
    pointed = _year_shift(scene, last)
    if pointed is not None:
        return Day(start=rule(scene.today.year + pointed[0]), last=pointed[1])
    moved = _moved(scene, last)
    if moved is not None:
        return Day(start=_from(rule, moved[0]), last=moved[1])
    if point == -1:
        ago = rule(scene.today.year)
        return Day(start=ago if ago < scene.today else rule(scene.today.year - 1), last=last)
    # "plan the christmas party": a holiday is a date only behind a preposition, or when it is pointed at.
    return Day(start=_from(rule, scene.today), last=last, weak=point is None)


def _from(rule: Callable[[int], date], day: date) -> date:
    """The first such day at or after `day`."""
    start = rule(day.year)
    return start if start >= day else rule(day.year + 1)


def _year_shift(scene: Scene, i: int) -> tuple[int, int] | None:
    i = scene.skip(i, "of", "in")
    shift = {"next": 1, "this": 0, "last": -1, "following": 1}.get(scene.word(i))
    return (shift, i + 2) if shift is not None and scene.word(i + 1) == "year" else None


def _moved(scene: Scene, i: int) -> tuple[date, int] | None:
    """ "in 9 months", "two years ago", "9 months from now": from where to look."""
    ahead = scene.word(i) == "in"
    amount = units.read(scene, i + ahead)
    if amount is None or amount.seconds:
        return None
    end = scene.run(amount.last, "from", "now")
    back = scene.run(amount.last, "ago")
    if not ahead and end is None and back is None:
        return None
    sign = -1 if back is not None else 1
    day = add_months(scene.today, sign * amount.months) + timedelta(days=sign * amount.days)
    return day, back or end or amount.last


def on(rule: str, year: int) -> date:
    """The day of a rule in a year; ValueError outside the calendar."""
    if rule[0] in "EO":
        base = easter(year) if rule[0] == "E" else orthodox_easter(year)
        return base + timedelta(days=int(rule[1:]))
    if "-" in rule and " " not in rule:
        month, day = rule.split("-")
        return date(year, int(month), int(day))
    parts = rule.split()
    first = date(year, int(parts[0]), 1)
    found = nth_weekday(first, step(first, "month", 1), CODES.index(parts[1]), int(parts[2]))
    assert found is not None
    return found + timedelta(days=int(parts[3]) if len(parts) > 3 else 0)


def orthodox_easter(year: int) -> date:
    """Easter by the Julian computus, as a Gregorian date."""
    moon = (19 * (year % 19) + 15) % 30
    gap = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + gap + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
