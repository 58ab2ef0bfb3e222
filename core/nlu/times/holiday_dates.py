"""The day that a holiday's rule gives in a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from core.nlu.times.calendar import CODES, easter, nth_weekday, step
from core.nlu.times.lunar import chinese, hanukkah, hebrew_new_year, hindu, islamic

_PASSOVER = 163  # days from Passover to the next Rosh Hashanah


def on(rule: str, year: int) -> date:
    """The day of a rule in a year; ValueError outside the calendar and in a year without one."""
    if not 1 <= year <= 9998:
        raise ValueError(year)
    solar = rule in _NAMED or rule[0] not in "HPKSITC"
    found = _solar(rule, year) if solar else _lunar(rule, year)
    if found is None:
        raise ValueError(year)
    return found


def _solar(rule: str, year: int) -> date | None:
    if rule[0] in "EO":
        base = easter(year) if rule[0] == "E" else orthodox_easter(year)
        return base + timedelta(days=int(rule[1:]))
    if rule in _NAMED:
        return _NAMED[rule](year)
    parts = rule.split()
    if "-" in parts[0]:
        return _fixed(parts, year)
    first = date(year, int(parts[0]), 1)
    found = nth_weekday(first, step(first, "month", 1), CODES.index(parts[1]), int(parts[2]))
    assert found is not None
    return found + timedelta(days=int(parts[3]) if len(parts) > 3 else 0)


def _fixed(parts: list[str], year: int) -> date:
    """ "7-4"; "10-16~" is observed on the nearest working day, "5-25 <MO" is the last Monday before it."""
    month, day = parts[0].rstrip("~").split("-")
    found = date(year, int(month), int(day))
    if parts[0].endswith("~"):
        return found + timedelta(days={5: -1, 6: 1}.get(found.weekday(), 0))
    if len(parts) == 1:
        return found
    weekday = CODES.index(parts[1][1:])
    if parts[1][0] == "<":
        found -= timedelta(days=(found.weekday() - weekday - 1) % 7 + 1)
        return found + timedelta(days=int(parts[2]) if len(parts) > 2 else 0)
    return found + timedelta(days=(weekday - found.weekday()) % 7)


def _lunar(rule: str, year: int) -> date | None:
    if rule[0] in "HPKS":
        return _hebrew(rule, year)
    kind, *parts = rule.split()
    if kind == "I":
        return islamic(year, int(parts[0]), int(parts[1]))
    month, day = (int(part) for part in parts[0].split("-"))
    if kind == "C":
        return chinese(year, (month, day), int(parts[1]))
    found = hindu(year, (month, day), int(parts[1]), int(parts[2]))
    return found + timedelta(days=int(parts[3]) if len(parts) > 3 else 0) if found is not None else None


def _hebrew(rule: str, year: int) -> date:
    new_year = hebrew_new_year(year)
    if rule == "S":  # 15 Shevat, before the leap month where there is one
        leap = (new_year - hebrew_new_year(year - 1)).days > 370
        return new_year - timedelta(days=_PASSOVER + (89 if leap else 59) + 1)
    base = {"H": new_year, "P": new_year - timedelta(days=_PASSOVER)}.get(rule[0]) or hanukkah(year)
    return base + timedelta(days=int(rule[1:]))


def _tax(year: int) -> date:
    """15 April, or the first working day behind it that is not the District of Columbia's Emancipation Day."""
    off = _fixed(["4-16~"], year)
    found = date(year, 4, 15)
    while found.weekday() > 4 or found == off:
        found += timedelta(days=1)
    return found


def _super(year: int) -> date | None:
    """The first Tuesday of March in the years of an American president's election."""
    return nth_weekday(date(year, 3, 1), date(year, 4, 1), 1, 1) if year % 4 == 0 else None


def _parsi(year: int) -> date:
    """The new year of a calendar of 365 days without leap years: 16 August from 2020 on, a day earlier every fourth."""
    return date(2020, 8, 16) + timedelta(days=365 * (year - 2020))


_NAMED: dict[str, Callable[[int], date | None]] = {"TAX": _tax, "SUPER": _super, "PARSI": _parsi}


def orthodox_easter(year: int) -> date:
    """Easter by the Julian computus, as a Gregorian date."""
    moon = (19 * (year % 19) + 15) % 30
    gap = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + gap + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
