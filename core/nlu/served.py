"""Which setting of a workspace a sentence names, and its value: "server settings zone Berlin"."""

from __future__ import annotations

import re

from core.nlu.reading import Note

Pair = tuple[str, str]
_HEAD = re.compile(
    r"^/?(?:(?:please|show|open|my|set|change|make|the|our|this|me|todo)\s+)*"
    r"(?:server|workspace|team|guild)(?:'s)?[\s_-]*(?:settings?|preferences|prefs)?\b",
    re.IGNORECASE,
)
_ZONE = re.compile(r"^\s*(?:time\s?zone|zone|tz)\b\s*(?:(?:to|is)\b|[=:])?\s*(?P<zone>.*)$", re.IGNORECASE)
_MINUTES = re.compile(r"(?P<count>\d{1,4}|an?|half an)\s*(?P<unit>minutes?|mins?|m|hours?|h)?\b", re.IGNORECASE)
_REPEAT = re.compile(r"\brepeat", re.IGNORECASE)


def read(line: str) -> tuple[tuple[Pair, ...], Note | None]:
    """What is to be set, as (name, value); nothing of both: the settings are to be shown."""
    rest = _HEAD.sub("", line.strip()).strip(" .!?:")
    if not rest:
        return (), None
    zone = _ZONE.match(rest)
    if zone is not None:
        return (("zone", zone["zone"].strip()),), None
    minutes = _minutes(rest) if _REPEAT.search(rest) else None
    if minutes is not None:
        return (("repeat", minutes),), None
    return (), Note("setting_unknown", (("said", rest[:80]),))


def _minutes(said: str) -> str | None:
    found = _MINUTES.search(said)
    if found is None:
        return None
    count = {"a": 1.0, "an": 1.0, "half an": 0.5}.get(found["count"].lower()) or float(found["count"])
    return f"{count * (60 if (found['unit'] or 'm').lower().startswith('h') else 1):g}"
