"""What is to ring again and again until it is done: "30m!5m turn off stove", "nag me every 5 min to call Ann"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.nlu.reading import Note, Ref, Understanding, When

RINGS = 20  # at most
USUAL = 5  # minutes between them where none are said
_LONGEST = 24 * 60
_WORDS = re.compile(r"!\s?\d|\b(?:nag|pester|badger|hound|bug|keep|nerv)", re.IGNORECASE)
_UNIT = r"(?P<unit>m|mins?|minutes?|minuten?|h|hrs?|hours?|stunden?|std)"
_COUNT = (
    r"(?:(?P<count>\d{1,4}|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|half\s+an|zwei|drei|fünf|zehn)\s*)?"
)
_EVERY = rf"(?:every|each|alle|jede)\s+{_COUNT}{_UNIT}\b"
_BANG = re.compile(
    r"\d\s?(?:s|secs?|m|mins?|h|hrs?|d|w|am|pm|uhr)?(?P<cut>!\s?(?P<count>\d{1,3})\s?(?:" + _UNIT + r")?)(?=\s|$)",
    re.IGNORECASE,
)
_NAG = r"(?:nag|pester|badger|hound|nerve?)"
_KEEP = r"(?:keep\s+(?:on\s+)?(?:reminding|nagging|pinging|bugging|ringing|pestering))"
_POLITE = r"(?:(?:please|pls|plz|hey|bitte|can\s+you|could\s+you|would\s+you)[\s,]+){0,3}"
_LEAD = re.compile(
    rf"^\s*(?:/\w+\s+)?{_POLITE}(?:(?P<sure>{_NAG}|{_KEEP})|bug|ping|ring)\s+(?=(?:me|us|mich|uns)\b)", re.IGNORECASE
)
_TAIL = re.compile(
    rf"(?:\s*[,;])?\s(?:and\s|then\s|und\s){{0,2}}(?:{_NAG}|{_KEEP}|bug)(?:\s(?:me|us|mich))?(?:\sagain)?\s{_EVERY}",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\s(?P<until>until|till|bis)\s+(?P<what>(?:i|i'm|it|it's|its|ich|es|done)\b[^,;\n]{0,80})$", re.IGNORECASE
)
_ENOUGH = re.compile(
    r"^(?:it'?s|it\s+is|i'?m|i\s+am|i|it|ich|es)?\s*(?:done|do(?:\s+it)?|did(?:\s+it)?|finish(?:ed)?(?:\s+it)?|have\s+done\s+it"
    r"|answer|react|respond|reply|say\s+(?:so|stop|done)|stop(?:\s+it)?|click\s+done|fertig(?:\s+\w+)?|erledigt(?:\s+\w+)?)[.!]*$",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20,
    "thirty": 30, "zwei": 2, "drei": 3, "fünf": 5, "zehn": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nag:
    """The wish as a plain one, every character in its place, and the minutes between two rings."""

    text: str
    minutes: float
    asked: bool  # "nag me ..." is a reminder; "30m!5m ..." is one anyway


def cut(text: str) -> Nag | None:
    """The wish without what asks for more than one ring; None when nothing does."""
    line, _, rest = text.partition("\n")
    if len(line) > 500 or _WORDS.search(line) is None:
        return None
    rest = text[len(line) :]
    bang = _BANG.search(line)
    if bang is not None:
        return Nag(_blank(line, *bang.span("cut")) + rest, _minutes(bang), asked=False)
    return _led(line, rest) or _tailed(line, rest)


def _led(line: str, rest: str) -> Nag | None:
    """ "nag me every 5 min to call Ann"."""
    lead = _LEAD.match(line)
    every = re.compile(_EVERY, re.IGNORECASE).search(line) if lead is not None else None
    if lead is None or (every is None and not lead["sure"]):
        return None
    said = _blank(line, 0, lead.end())
    said = _blank(said, *every.span()) if every is not None else said
    return Nag(_settled(said) + rest, _minutes(every) if every is not None else USUAL, asked=True)


def _tailed(line: str, rest: str) -> Nag | None:
    """ "... and nag me every 5 min"."""
    tail = _TAIL.search(line)
    if tail is None or not line[: tail.start()].strip():
        return None
    return Nag(_settled(_blank(line, *tail.span())) + rest, _minutes(tail), asked=False)


def read_as(nag: Nag, read: Understanding, text: str, at: datetime, zone: str) -> Understanding | None:
    """The plain wish as one that rings until it is done; None when it is no wish of that kind."""
    slots = read.slots
    said = slots.when or slots.due
    if read.intent not in ("remind", "create_task") or (said is not None and said.rrule):
        return replace(read, text=text) if nag.asked and read.intent == "remind" else None
    if not nag.asked and said is None:
        return None
    if not 1 <= nag.minutes <= _LONGEST:
        return replace(read, text=text, problem=Note("nag_often", (("minutes", "1"),)))
    minutes, ref = int(nag.minutes), slots.ref
    if not slots.title and ref is None:
        ref = Ref("this")
    first = said or When(at + timedelta(minutes=minutes), "minute", True, zone, (0, len(text)), text, elapsed=True)
    when = replace(first, rrule=(f"FREQ=MINUTELY;INTERVAL={minutes};COUNT={RINGS}",), end=None)
    return replace(
        read, text=text, intent="remind", slots=replace(slots, when=when, due=None, nag=minutes, ref=ref), times=(when,)
    )


def _settled(said: str) -> str:
    """Without "until it's done"; "until i turn off the stove" says what is to be done."""
    found = _UNTIL.search(said.rstrip(" .!"))
    if found is None:
        return said
    what = found["what"].strip()
    if _ENOUGH.match(what):
        return _blank(said, *found.span())
    if not re.match(r"(?:i|ich)\s", what, re.IGNORECASE):
        return said
    first = found.start("until")
    return f"{said[:first]}to".ljust(found.start("what") + 2) + said[found.start("what") + 2 :]


def _minutes(found: re.Match[str]) -> float:
    count = " ".join((found["count"] or "1").lower().split())
    hours = (found["unit"] or "m").lower()[0] in ("h", "s")
    value = 0.5 if count == "half an" else float(_NUMBERS.get(count) or count)
    return value * 60 if hours else value


def _blank(text: str, first: int, last: int) -> str:
    return text[:first] + " " * (last - first) + text[last:]
