"""Times that are typed into a field of their own: the words are a time and nothing else, or they are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from core.commands._moment import Moment
from core.nlu.reading import Understanding

_PROBE = "x"
_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")

Read = Callable[[str], Understanding]


def time_of(words: str, read: Read) -> Understanding | None:
    """The reading of words that are a time and nothing else; None when they are no time, or more than one."""
    reading = read(f"remind me {words} to {_PROBE}")
    slots = reading.slots
    whole = slots.title == _PROBE and not slots.description
    stated = slots.when or slots.due or slots.before or reading.problem
    return reading if reading.intent == "remind" and whole and stated else None


def dated(form: Mapping[str, str], read: Read) -> dict[str, str]:
    """The form's date and time as its command takes them, where they were typed in words: "friday", "9 am"."""
    words = " ".join(f"{form.get('date', '')} {form.get('time', '')}".split())
    reading = None if _DATE.fullmatch(form.get("date", "")) or not words else time_of(words, read)
    when = reading and (reading.slots.when or reading.slots.due)
    if not when or when.rrule:
        return {}
    moment = Moment.of(when)
    return {"date": f"{moment.wall:%Y-%m-%d}", "time": f"{moment.wall:%H:%M}" if moment.has_time else ""}
