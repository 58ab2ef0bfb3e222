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
# Offsets with half hours have no names of their own: the zone that keeps each of them all year.
_UNEVEN = {
    "+0330": "Asia/Tehran", "+0430": "Asia/Kabul", "+0530": "Asia/Kolkata", "+0545": "Asia/Kathmandu",
    "+0630": "Asia/Yangon", "+0845": "Australia/Eucla", "+0930": "Australia/Darwin", "-0930": "Pacific/Marquesas",
}  # fmt: skip
_LONGEST = 8  # tokens of a zone's name
FIRST = ("+", *ABBREVIATIONS, "*")


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


def _offset(scene: Scene, i: int) -> Zone | None:
    """ "+2", "-05:00", "+5:30" behind UTC or a clock, as the name of a zone that keeps it."""
    if scene.word(i) not in ("+", "-") or not scene.digits(i + 1) or not scene.glued(i + 1):
        return None
    if not scene.glued(i) and len(scene.word(i + 1)) != 4:
        return None
    digits, last = scene.word(i + 1), i + 2
    if scene.word(last) == ":" and scene.glued(last) and scene.digits(last + 1):
        digits, last = digits.zfill(2) + scene.word(last + 1), last + 2
    hours, minutes = (digits[:2], digits[2:]) if len(digits) == 4 else (digits, "00")
    if len(hours) > 2:
        return None
    if minutes != "00":
        name = _UNEVEN.get(f"{scene.word(i)}{hours.zfill(2)}{minutes}")
        return Zone(name=name, last=last) if name else None
    if int(hours) > (14 if scene.word(i) == "+" else 12):
        return None
    sign = "-" if scene.word(i) == "+" else "+"  # the names count westwards
    return Zone(name=f"Etc/GMT{sign}{int(hours)}" if int(hours) else "UTC", last=last)


def _iana(scene: Scene, i: int) -> Zone | None:
    """ "Europe/Berlin", "America/New_York"."""
    text, last = scene.word(i), i + 1
    while scene.word(last) and scene.glued(last) and last - i < _LONGEST:
        text, last = text + scene.word(last), last + 1
    for end in range(last, i + 2, -1):
        name = cities().get("".join(scene.word(at) for at in range(i, end)))
        if name is not None:
            return Zone(name=name, last=end)
    return None


def _wish_follows(scene: Scene, i: int) -> bool:
    """ "3pm pacific to call"; not "3pm central station"."""
    return scene.word(i - 1) in ("am", "pm", "m") and scene.word(i + 1) in ("to", "that", "about", "every", "on")


def read(scene: Scene, i: int) -> Zone | None:
    word = scene.word(i)
    if word in ABBREVIATIONS:
        offset = _offset(scene, i + 1) if word in ("utc", "gmt") else None
        if offset is not None:
            return offset
        last = scene.run(i + 1, "time") or i + 1
        last += scene.word(i - 1) == "(" and scene.word(last) == ")"
        return Zone(name=ABBREVIATIONS[word], last=last)
    if word == "+" and scene.digits(i - 1):
        return _offset(scene, i)
    if scene.word(i + 1) == "/":
        return _iana(scene, i)
    if word in _COAST and (not scene.word(i + 1).isalnum() or _wish_follows(scene, i)):
        return Zone(name=_REGIONS[word], last=i + 1)
    for length in (1, 2, 3):
        if scene.word(i + length) == "time":
            name = cities().get(" ".join(scene.word(i + step) for step in range(length)))
            return Zone(name=name, last=i + length + 1) if name else None
    return None
