"""Recurrences in words: "every Mon, Wed at 9:00, 5 times". What nobody has words for stays a rule of RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.messages import Day
from core.replies.book import Book

_UNITS = {
    "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year",
}  # fmt: skip
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = "MO,TU,WE,TH,FR"
_WEEKDAY = re.compile(r"([+-]?\d*)(MO|TU|WE|TH|FR|SA|SU)")
_SPAN = re.compile(r"28(,\d\d)+")  # the 31st, or the last day where a month is shorter


class _UnknownError(Exception):
    """A part for which there are no words."""


def said(lines: Sequence[str], zone: str, book: Book) -> str:
    """The rules of one recurrence; the days that end them are those of `zone`."""
    return book.text("rule_and").join(_line(line, zone, book) for line in lines)


def _line(line: str, zone: str, book: Book) -> str:
    parts = dict(part.split("=", 1) for part in line.removeprefix("RRULE:").split(";") if "=" in part)
    try:
        return _words(parts, zone, book)
    except (_UnknownError, ValueError, KeyError, IndexError):
        return line


def _words(parts: dict[str, str], zone: str, book: Book) -> str:
    left = dict(parts)
    text = _on(left, _every(left, book), book)
    if "BYHOUR" in left:
        minutes = left.pop("BYMINUTE", "0").split(",")
        hours = left.pop("BYHOUR").split(",")
        times = ", ".join(f"{int(hour)}:{int(minute):02}" for hour in hours for minute in minutes)
        text = book.text("rule_at", rule=text, times=times)
    if "UNTIL" in left:
        text = book.text("rule_until", rule=text, day=Day(_last(left.pop("UNTIL"), zone).date()))
    if "COUNT" in left:
        text = book.text("rule_times", rule=text, n=left.pop("COUNT"))
    if left.keys() - {"WKST"}:
        raise _UnknownError
    return text


def _every(left: dict[str, str], book: Book) -> str:
    """ "every week", "every 2 weeks"; weekdays of every week have words of their own."""
    unit, n = _UNITS[left.pop("FREQ")], int(left.pop("INTERVAL", "1"))
    if unit == "week" and n == 1 and "BYDAY" in left and "BYSETPOS" not in left:
        days = left.pop("BYDAY")
        return book.text("rule_workdays" if days == _WORKDAYS else "rule_weekdays", days=_weekdays(days, book))
    return book.text(f"rule_{unit}") if n == 1 else book.text(f"rule_{unit}s", n=n)


def _on(left: dict[str, str], text: str, book: Book) -> str:
    """On which days of it."""
    months = [book.text("calendar_months").split()[int(one) - 1] for one in _listed(left.pop("BYMONTH", ""))]
    dated = "BYMONTHDAY" in left
    monthly = not (dated and "-1" not in _listed(left["BYMONTHDAY"]))  # a date names its month itself
    days = _dates(left, months, book) if dated else [_weekdays(left.pop("BYDAY", ""), book, left)]
    shown = ", ".join(day for day in days if day)
    if months and not shown:
        return book.text("rule_in", rule=text, months=", ".join(months))
    if months and monthly:
        shown = book.text("rule_of", days=shown, months=", ".join(months))
    return book.text("rule_on", rule=text, days=shown) if shown else text


def _dates(left: dict[str, str], months: list[str], book: Book) -> list[str]:
    days = left.pop("BYMONTHDAY")
    if left.get("BYSETPOS") == "-1" and _SPAN.fullmatch(days):  # the 31st, and the last day of shorter months
        left.pop("BYSETPOS")
        days = days.rpartition(",")[2]
    numbers = [int(one) for one in _listed(days)]
    if any(one < -1 for one in numbers) or "BYDAY" in left:
        raise _UnknownError
    if months and min(numbers) > 0:
        return [book.text("rule_date", day=day, month=month) for month in months for day in numbers]
    return [book.text("rule_monthday", n=one) if one > 0 else book.text("rule_last_day") for one in numbers]


def _weekdays(days: str, book: Book, left: dict[str, str] | None = None) -> str:
    """ "Mon, Wed", "the 3rd Fri", "the last working day"."""
    names, places = book.text("calendar_days").split(), book.text("rule_places").split(", ")
    place = (left or {}).pop("BYSETPOS", "")
    if place:
        if days != _WORKDAYS:
            raise _UnknownError
        return f"{places[int(place) - 1] if int(place) > 0 else places[-1]} {book.text('rule_workday')}"
    found = []
    for day in _listed(days):
        number, name = _WEEKDAY.fullmatch(day).groups()  # type: ignore[union-attr]  # a rule of ours is well formed
        shown = names[_DAYS.index(name)]
        if number and int(number) < -1:
            raise _UnknownError
        found.append(f"{places[int(number) - 1 if int(number) > 0 else -1]} {shown}" if number else shown)
    return ", ".join(found)


def _last(until: str, zone: str) -> datetime:
    """UTC where it ends with a Z, else the clock of the place; a day alone is that day."""
    at = datetime.fromisoformat(until.removesuffix("Z"))
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) if until.endswith("Z") else at


def _listed(values: str) -> list[str]:
    return [one for one in values.split(",") if one]
