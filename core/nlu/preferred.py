"""Which setting a sentence names, and the value it gives it: "set morning to 8:30", "dates are day first"."""

from __future__ import annotations

import re

from core.nlu.reading import Note

Pair = tuple[str, str]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|o'clock)?(?!\S)")
_PARTS = {
    "end of": "end_of_day", "ends at": "end_of_day", "morning": "morning", "afternoon": "afternoon",
    "evening": "evening", "night": "night", "day": "day", "workday": "day",
}  # fmt: skip
_OFF = re.compile(r"\b(off|never|don't|do not|none|no)\b")
_BEFORE = re.compile(r"\b(an?|half an|\d{1,3})\s*(minutes?|mins?|m|hours?|h)\b")
_RESET = re.compile(r"^(?:reset|restore)\b")


def read(line: str) -> tuple[tuple[Pair, ...], Note | None]:
    """What is to be set, as (name, value) in the form in which settings are stored as text; or why it cannot be.

    Nothing of both: the settings are to be shown. The value "" means the usual one.
    """
    said = " ".join(line.lower().replace("-", " ").split()).strip(" .!?/")
    said = re.sub(r"^(?:todo )?(?:show |my |me |open |change )*(?:settings|preferences|prefs)\b\s*", "", said)
    if not said:
        return (), None
    if _RESET.match(said):
        return (("all", ""),), None
    for words, reader in _READERS:
        if re.search(words, said):
            pair = reader(said)
            return ((pair,), None) if pair else ((), Note("setting_bad", (("said", line.strip()[:80]),)))
    return (), Note("setting_unknown", (("said", said[:80]),))


def _place(said: str) -> Pair | None:
    return ("ring_place", "private" if "priva" in said else "asked" if "where" in said else "here")


def _due(said: str) -> Pair | None:
    if _OFF.search(said):
        return ("due_ring", "off")
    if before := _BEFORE.search(said):
        amount, unit = before.groups()
        count = {"a": 1.0, "an": 1.0, "half an": 0.5}.get(amount) or float(amount)
        return ("due_ring", f"{count * (60 if unit.startswith('h') else 1):g}")
    return None if re.search(r"\d", said) else ("due_ring", "0")


def _next(said: str) -> Pair | None:
    value = said.rpartition("means")[2]
    if re.search(r"\b(this|coming|nearest|soonest|to occur|next one)\b", value):
        return ("next_weekday", "next_to_occur")
    return ("next_weekday", "next_week") if "next week" in value or "week after" in value else None


def _bare(said: str) -> Pair | None:
    value = said.rpartition("are")[2]
    if half := re.search(r"\b(am|pm|before noon|after noon|mornings?|evenings?|afternoons?)\b", value):
        return ("bare_hour", "am" if half.group(1) in ("am", "before noon", "morning", "mornings") else "pm")
    return ("bare_hour", "usual") if "usual" in value else None


def _week(said: str) -> Pair | None:
    day = next((day for day in _DAYS if re.search(rf"\b{day[:3]}(?:{day[3:]}s?)?\b", said)), None)
    return ("week_start", day) if day else None


def _order(said: str) -> Pair | None:
    first = re.search(r"\b(day|month|dd|mm|d|m)\b", said.replace("/", " "))
    return ("day_first", "day" if first.group(1)[0] == "d" else "month") if first else None


def _hour(said: str) -> Pair | None:
    clock = _CLOCK.search(said)
    if clock is None and (word := re.search(r"\b(noon|midnight)\b", said)) is None:
        return None
    name = next(name for word, name in _PARTS.items() if word in said)
    if clock is None:
        return (name, "12:00" if word and word.group() == "noon" else "00:00")
    hour, minute, half = int(clock.group(1)), int(clock.group(2) or 0), clock.group(3) or ""
    if half[:1] in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    elif not half and clock.group(2) is None and name in ("afternoon", "evening", "night", "end_of_day") and hour < 12:
        hour += 12  # nobody's evening is at 7 in the morning
    return (name, f"{hour:02}:{minute:02}") if hour < 24 and minute < 60 else None


_READERS = (
    (r"\bring(?:ing)? (?:me )?(?:here|priva|in priva|where)|\bnotify me (?:here|priva|in priva|where)", _place),
    (r"\bdue (?:times?|rings?)\b", _due),
    (r"\bnext \w+ means\b", _next),
    (r"\bbare hours\b", _bare),
    (r"\bweek", _week),
    (r"\bdates?\b|\b(?:day|month) first\b", _order),
    (r"\b(?:morning|afternoon|evening|night|day|workday)\b", _hour),
)
