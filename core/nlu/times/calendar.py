"""Sums on the calendar: months, weeks, the nth weekday of a month."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from core.nlu.reading import Grain

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tue": 1, "tues": 1, "wednesday": 2, "wed": 2, "weds": 2, "thursday": 3,
    "thu": 3, "thur": 3, "thurs": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
PLURALS = {
    "mondays": 0, "tuesdays": 1, "wednesdays": 2, "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6,
    "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10,
    "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day (31 January + 1)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, length(year, month + 1)))


def length(year: int, month: int) -> int:
    """Days in a month; ValueError outside years 1 to 9999."""
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return calendar.monthrange(year, month)[1]


def week_start(day: date, first: int) -> date:
    """The first day of the week that holds `day`; `first` as datetime.weekday()."""
    return day - timedelta(days=(day.weekday() - first) % 7)


def begin(day: date, grain: Grain, first: int = 0) -> date:
    """Where the week, month, quarter or year of `day` begins."""
    if grain == "week":
        return week_start(day, first)
    if grain == "month":
        return day.replace(day=1)
    if grain == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1) if grain == "year" else day


def step(day: date, grain: Grain, count: int) -> date:
    """`count` days, weeks, months, quarters or years on."""
    if grain in ("month", "quarter", "year"):
        return add_months(day, count * {"month": 1, "quarter": 3, "year": 12}[grain])
    return day + timedelta(days=count * (7 if grain == "week" else 1))


def after_weekday(day: date, weekday: int) -> date:
    """The first such weekday after `day`."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def nth_weekday(start: date, end: date, weekday: int, nth: int) -> date | None:
    """The nth (from the end when negative) such weekday from `start` to before `end`."""
    if nth > 0:
        day = after_weekday(start - timedelta(days=1), weekday) + timedelta(days=7 * (nth - 1))
    else:
        last = end - timedelta(days=1)
        day = last - timedelta(days=(last.weekday() - weekday) % 7) + timedelta(days=7 * (nth + 1))
    return day if start <= day < end else None


def easter(year: int) -> date:
    """Western Easter Sunday, by the Gregorian computus."""
    century, golden = year // 100, year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    gap = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    shift = (golden + 11 * moon + 22 * gap) // 451
    month, day = divmod(moon + gap - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def nearest_weekend(day: date) -> date:
    """The Saturday of the weekend that holds the day or lies nearest to it."""
    return day - timedelta(days=1) if day.weekday() == 6 else day + timedelta(days=(5 - day.weekday() + 3) % 7 - 3)
