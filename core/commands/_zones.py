"""Time zones by the names that people use: IANA names, cities, and the abbreviations that need a question."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

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
    matches = process.extract(words.casefold().replace(" ", "_"), list(_names()), scorer=fuzz.WRatio, limit=limit)
    return [_names()[name][0] for name, score, _ in matches if score >= 60]


@cache
def _names() -> dict[str, list[str]]:
    """Lower-case IANA name, and city alone, to the zones so called."""
    found: dict[str, list[str]] = {}
    for zone in sorted(available_timezones()):
        if zone.startswith(("posix/", "right/", "SystemV/")):
            continue
        found.setdefault(zone.casefold(), []).append(zone)
        if "/" in zone and not zone.startswith("Etc/"):
            found.setdefault(zone.rsplit("/", 1)[1].casefold(), []).append(zone)
    return found
