"""Days that follow the moon: new moons, and dates of the Hebrew, Islamic, Hindu and Chinese calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import radians, sin

_MONTH = 29.530588861  # days from new moon to new moon
_FIRST = datetime(2000, 1, 6, 14, 20, 37, tzinfo=UTC)  # the mean new moon from which they are counted
_HEBREW = -1373427  # ordinal of 1 Tishri of the year 1
_ISLAMIC = 227014  # ordinal of the day before 1 Muharram of the year 1


def hebrew_new_year(year: int) -> date:
    """Rosh Hashanah within a Gregorian year, by the fixed calendar."""
    hebrew = year + 3761
    before, here, after = (_elapsed(hebrew + shift) for shift in (-1, 0, 1))
    late = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return date.fromordinal(_HEBREW + here + late)


def _elapsed(year: int) -> int:
    """Days before a Hebrew year begins, its last postponements left aside."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + 1 if (3 * (days + 1)) % 7 < 3 else days


def hanukkah(year: int) -> date:
    """25 Kislev, which depends on how long the year is."""
    new_year = hebrew_new_year(year)
    long = (hebrew_new_year(year + 1) - new_year).days in (355, 385)
    return new_year + timedelta(days=84 if long else 83)


def islamic(year: int, month: int, day: int) -> date | None:
    """The first such day of the Islamic calendar within a Gregorian year, a month beginning after the new moon."""
    near = int((year - 622) * 1.030684)
    for islamic_year in range(near - 1, near + 3):
        mean = (islamic_year - 1) * 354 + (3 + 11 * islamic_year) // 30 + 29 * (month - 1) + month // 2
        begin = new_moon(date.fromordinal(_ISLAMIC + mean)) + timedelta(hours=7)
        found = begin.date() + timedelta(days=day)
        if found.year == year:
            return found
    return None


def hindu(year: int, ingress: tuple[int, int], tithi: int, hour: int) -> date | None:
    """The day on which a lunar day (1 to 30) stands at an hour of India, in the month that begins with the last new
    moon before the sun enters a sign, about the date `ingress`."""
    begin = _new_moon_before(datetime(year, *ingress, tzinfo=UTC))
    first = begin + timedelta(hours=5.5)
    for ahead in range(33):
        day = first.date() + timedelta(days=ahead)
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 5.5)
        angle = elongation(at)
        angle += 360 if (at - begin).days > 20 and angle < 90 else 0
        if at > begin and (at - begin).days < 3 and angle > 300:
            continue
        if at > begin and tithi <= angle / 12 + 1:
            return day
    return None


def chinese(year: int, about: tuple[int, int], day: int) -> date:
    """A day of the Chinese month whose new moon is the last one on or before the date `about`."""
    last = datetime(year, *about, 16, tzinfo=UTC)
    return (_new_moon_before(last) + timedelta(hours=8)).date() + timedelta(days=day - 1)


def _new_moon_before(at: datetime) -> datetime:
    found = new_moon(at.date())
    return found if found <= at else new_moon(at.date() - timedelta(days=29))


@cache
def _new_moon(k: int) -> datetime:
    sun, moon, node = 2.5534 + 29.1053567 * k, 201.5643 + 385.81693528 * k, 160.7108 + 390.67050284 * k
    late = (
        -0.4072 * _sin(moon) + 0.17241 * _sin(sun) + 0.01608 * _sin(2 * moon) + 0.01039 * _sin(2 * node)
        + 0.00739 * _sin(moon - sun) - 0.00514 * _sin(moon + sun) + 0.00208 * _sin(2 * sun)
    )  # fmt: skip
    return _FIRST + timedelta(days=_MONTH * k + late)


def new_moon(near: date) -> datetime:
    """The new moon nearest to a date (Meeus, Astronomical Algorithms, 49), right to a few minutes within centuries."""
    days = near.toordinal() - _FIRST.date().toordinal()
    return _new_moon(round(days / _MONTH))


def elongation(at: datetime) -> float:
    """How far the moon stands before the sun, in degrees from 0 to 360, right to a fifth of a degree."""
    days = (at - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400
    d = 297.8502 + 12.19074912 * days
    sun, moon, node = 357.5291 + 0.98560028 * days, 134.9634 + 13.06499295 * days, 93.2721 + 13.22935024 * days
    found = (
        d + 6.289 * _sin(moon) + 1.274 * _sin(2 * d - moon) + 0.658 * _sin(2 * d) + 0.214 * _sin(2 * moon)
        - 0.186 * _sin(sun) - 0.114 * _sin(2 * node) + 0.059 * _sin(2 * d - 2 * moon) - 1.915 * _sin(sun)
        + 0.057 * _sin(2 * d - sun - moon) + 0.053 * _sin(2 * d + moon) - 0.02 * _sin(2 * sun)
    )  # fmt: skip
    return found % 360


def _sin(degrees: float) -> float:
    return sin(radians(degrees))
