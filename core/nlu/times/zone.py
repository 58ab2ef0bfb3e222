"""Stated zones: "PST", "UTC", "Berlin time", an IANA name; also what a person answers when asked for theirs."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from core.nlu.times.pieces import Zone
from core.nlu.times.scene import Scene

# What people mean by letters: the region, summer time included, for hardly anybody keeps winter time in July.
ABBREVIATIONS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC",
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "akst": "America/Anchorage", "hst": "Pacific/Honolulu",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki", "wet": "Europe/Lisbon", "bst": "Europe/London", "msk": "Europe/Moscow",
    "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "acst": "Australia/Adelaide", "awst": "Australia/Perth",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
}  # fmt: skip
# As the answer to "where are you?" these are not enough: a region with summer time, or the fixed offset; two regions.
SHARED = frozenset({"gmt", "cet", "eet", "est", "cst", "mst", "pst", "ist", "aest"})
_REGIONS = {
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "boston": "America/New_York",
    "washington": "America/New_York", "seattle": "America/Los_Angeles", "munich": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin", "milan": "Europe/Rome",
    "barcelona": "Europe/Madrid", "geneva": "Europe/Zurich", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "beijing": "Asia/Shanghai", "kyiv": "Europe/Kyiv", "austin": "America/Chicago",
    "dallas": "America/Chicago", "houston": "America/Chicago", "miami": "America/New_York",
    "atlanta": "America/New_York", "germany": "Europe/Berlin", "france": "Europe/Paris", "uk": "Europe/London",
    "england": "Europe/London", "japan": "Asia/Tokyo", "india": "Asia/Kolkata", "italy": "Europe/Rome",
    "spain": "Europe/Madrid", "austria": "Europe/Vienna", "switzerland": "Europe/Zurich", "nyc": "America/New_York",
    "la": "America/Los_Angeles", "edinburgh": "Europe/London", "manchester": "Europe/London",
}  # fmt: skip
_COAST = ("eastern", "central", "mountain", "pacific")  # "noon eastern"
FIRST = (*ABBREVIATIONS, "*")


@cache
def cities() -> dict[str, str]:
    """Lower-case city or IANA name -> IANA name; built on first use (about 10 ms)."""
    found = dict(_REGIONS)
    for name in sorted(available_timezones()):
        area, _, place = name.rpartition("/")
        if area and area.split("/")[0] not in ("Etc", "US", "Canada", "Brazil", "Chile", "Mexico", "SystemV", "posix"):
            found.setdefault(place.replace("_", " ").lower(), name)
        found[name.lower()] = name
    return found


def named(text: str) -> str | None:
    """The IANA name that `text` means ("Berlin", "EST", "america/new_york"), or None."""
    words = " ".join(text.lower().replace("_", " ").split())
    words = words.removesuffix(" time zone").removesuffix(" timezone").removesuffix(" time")
    return ABBREVIATIONS.get(words) or cities().get(words) or cities().get(words.replace(" ", "_"))


def read(scene: Scene, i: int) -> Zone | None:
    word = scene.word(i)
    if word in ABBREVIATIONS:
        last = scene.run(i + 1, "time") or i + 1
        return Zone(name=ABBREVIATIONS[word], last=last)
    if word in _COAST and not scene.word(i + 1).isalnum():
        return Zone(name=_REGIONS[word], last=i + 1)
    for length in (1, 2, 3):
        if scene.word(i + length) == "time":
            name = cities().get(" ".join(scene.word(i + step) for step in range(length)))
            return Zone(name=name, last=i + length + 1) if name else None
    return None
