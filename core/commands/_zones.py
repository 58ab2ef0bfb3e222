"""Time zones by the names that people use: IANA names, cities, and the abbreviations that need a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from core.commands._cities import CITIES

# What two places share: a region that keeps summer time or the fixed offset, or two regions, to choose from.
SHARED: dict[str, list[str]] = {
    "gmt": ["UTC", "Europe/London"],
    "cet": ["Europe/Berlin", "Etc/GMT-1"],
    "eet": ["Europe/Helsinki", "Etc/GMT-2"],
    "est": ["America/New_York", "Etc/GMT+5"],
    "cst": ["America/Chicago", "Asia/Shanghai", "Etc/GMT+6"],
    "mst": ["America/Denver", "America/Phoenix"],
    "pst": ["America/Los_Angeles", "Etc/GMT+8"],
    "ist": ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
    "aest": ["Australia/Sydney", "Australia/Brisbane"],
}

REGIONS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip
LIKE = 60  # of 100: so alike are a name and what was meant by it
_YEARS = range(2020, 2035)


def resolve(words: str) -> list[str]:
    """The zones that the words can mean: one when they are clear, several to choose from, none when unknown."""
    plain = words.strip().casefold()
    if plain in SHARED:
        return SHARED[plain]
    names = _names()
    found = names.get(plain) or names.get(plain.replace(" ", "_"), [])
    # Two names of one zone (Asia/Singapore, Singapore) leave nothing to choose.
    return list({_offsets(name): name for name in reversed(found)}.values())[::-1]


def _offsets(name: str) -> tuple[timedelta | None, ...]:
    zone = ZoneInfo(name)
    return tuple(datetime(year, month, 1, tzinfo=zone).utcoffset() for year in _YEARS for month in (1, 4, 7, 10))


def likely(words: str, limit: int = 3) -> list[str]:
    """IANA names that look like the words."""
    names = _names()
    # Two names lead to most zones: that of the zone, and its city's.
    matches = process.extract(words.casefold().replace(" ", "_"), list(names), scorer=fuzz.WRatio, limit=limit * 3)
    found = (names[name][0] for name, score, _ in matches if score >= LIKE)
    return list(dict.fromkeys(found))[:limit]


def completed(words: str, limit: int, first: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(what it says, the zone) for what is being typed: what is called so, what begins so, what looks like it."""
    plain = words.strip().casefold().replace("_", " ")
    if not plain:
        return [(zone, zone) for zone in first][:limit]
    found = {zone: zone for zone in resolve(words)}
    for begins in (True, False):
        for name, (shown, zone) in _shown().items():
            if (name.startswith(plain) or name.rpartition("/")[2].startswith(plain)) if begins else plain in name:
                found.setdefault(zone, shown)
    if not found:
        found = {zone: zone for zone in likely(words, limit)}
    return [(shown, zone) for zone, shown in found.items()][:limit]


@cache
def _shown() -> dict[str, tuple[str, str]]:
    """What people may begin to type, to what is shown for it and the zone: places alone, no old abbreviations."""
    found = {zone.casefold().replace("_", " "): (zone, zone) for zone in _zones() if zone.startswith(REGIONS)}
    for zone, city in _cities():
        found.setdefault(city.casefold(), (f"{city} ({zone})", zone))
    return found


@cache
def _names() -> dict[str, list[str]]:
    """Lower-case IANA name, and city alone, to the zones so called."""
    found: dict[str, list[str]] = {}
    for zone in _zones():
        found.setdefault(zone.casefold(), []).append(zone)
        if "/" in zone and not zone.startswith("Etc/"):
            found.setdefault(zone.rsplit("/", 1)[1].casefold(), []).append(zone)
    for zone, city in _cities():
        found.setdefault(city.casefold(), [zone])
    return found


def _zones() -> list[str]:
    return [zone for zone in sorted(available_timezones()) if not zone.startswith(("posix/", "right/", "SystemV/"))]


def _cities() -> Iterator[tuple[str, str]]:
    return ((zone, city.strip()) for zone, cities in CITIES.items() for city in cities.split(","))
