"""A second time in one wish: "call Ann tomorrow at 3, ring me at 2" is due at three and rings at two."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from core.nlu.message import Message
from core.nlu.reading import Note, Slots, Understanding, When
from core.nlu.times.calendar import add_months
from core.nlu.times.pieces import Expression
from core.nlu.times.points import aware
from core.nlu.times.reader import Found
from core.nlu.waiting import ahead

# Plain words first, so that what has no such tail costs one look.
_VERB = r"(?:remind|ring|ping|notify|alert|nudge|poke|warn)\s+(?:me|us)"
_TAIL = re.compile(
    rf"(?P<joint>\s*[,;.–-]\s*|\s+)(?:and\s+|but\s+|then\s+|please\s+|also\s+){{0,3}}{_VERB}"
    r"(?:\s+(?:about|of)\s+(?:it|this|that))?\s+(?P<time>[^,;\n]{1,80}?)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\s+(?:before(?:hand|\s+(?:it|that|then))?|earlier|ahead|in\s+advance)$", re.IGNORECASE)
_AWAKE = 7  # o'clock; "ring me at 5" on the day of something at 3 is no time of the night


@dataclass(frozen=True, slots=True)
class Tail:
    """The wish without its tail, and the words of the tail's time: "at 2", or "an hour" with `before`."""

    head: str
    at: int  # where the time's words begin in the text
    time: str
    before: bool
    joined: bool  # a comma or "and" parts it from what is said


def cut(text: str) -> Tail | None:
    """The tail of a one-line wish that asks to be told at another time."""
    found = _TAIL.search(text) if " me " in text or " us " in text else None
    if found is None or not text[: found.start()].strip() or "\n" in text:
        return None
    said = found["time"]
    earlier = _EARLIER.search(said)
    time = said[: earlier.start()] if earlier else said
    if earlier and time.lower().startswith("the "):
        time = f"a {time[4:]}"  # "the day before"
    joined = bool(found["joint"].strip()) or re.match(r"\s+(?:and|but|then)\s", text[found.start() :]) is not None
    return Tail(text[: found.start()], found.start("time"), time, earlier is not None, joined)


def with_ring(
    text: str, tail: Tail, read: Callable[[str], tuple[Understanding, Message]], prepared: Callable[[str], Message]
) -> Understanding | None:
    """The wish with both of its times; None when it is none of that kind, and is to be read as a whole."""
    message = prepared(tail.time)
    found = message.found[0] if len(message.found) == 1 else None
    if found is None or found.first != 0 or found.last != len(message.words):
        return None
    wish, first = read(tail.head)
    closed = bool(first.found) and first.found[-1].last == len(first.words)
    due = wish.slots.due or wish.slots.when
    if wish.intent not in ("create_task", "remind") or not wish.slots.title or not (tail.joined or closed):
        return None
    if due is not None and due.rrule:
        return None
    when, problem = _ring(tail, found, message, due)
    if when is None and problem is None:
        return None
    if when is not None:
        when = replace(when, span=(when.span[0] + tail.at, when.span[1] + tail.at))
    return _both(text, wish, when, wish.problem or problem)


def _both(text: str, wish: Understanding, when: When | None, problem: Note | None) -> Understanding:
    slots: Slots = replace(wish.slots, due=wish.slots.due or wish.slots.when, when=when)
    times = tuple(one for one in (slots.when, slots.due) if one is not None)
    return replace(wish, text=text, intent="remind", slots=slots, times=times, problem=problem)


def _ring(tail: Tail, found: Found, message: Message, due: When | None) -> tuple[When | None, Note | None]:
    if tail.before:
        return _earlier(found, message, due)
    if found.problem is not None:
        return None, found.problem
    if found.when is None or found.when.rrule:
        return None, None
    if due is not None and found.expression.only_clock:
        return _on_its_day(found.when, due, message.scene.aware), None
    return ahead(found.when, found.expression, message.scene.aware)


def _on_its_day(when: When, due: When, now: datetime) -> When:
    """A clock time alone is meant on the day of the due time: the last that comes before it, as far as it is ahead."""
    times = [one.start.time() for one in (when, *when.others)]
    walls = [datetime.combine(due.start.date(), time) for time in times]
    starts = [aware(wall, due.start.tzinfo)[0] for wall in walls]
    last = due.start if due.has_time else due.start + timedelta(hours=19)
    awake = [start for start in starts if now < start < last and start.hour >= _AWAKE]
    start = (max if due.has_time else min)(awake, default=None)
    return when if start is None else replace(when, start=start, zone=due.zone, notes=(), others=())


def _earlier(found: Found, message: Message, due: When | None) -> tuple[When | None, Note | None]:
    """ "an hour before": so much before the due time; hours before a day without a time are no time."""
    amount = found.expression.amount
    if amount is None or due is None or (amount.seconds and not due.has_time):
        return None, None
    try:
        day = add_months(due.start.date(), -amount.months) - timedelta(days=amount.days)
        start, _ = aware(datetime.combine(day, due.start.time()), due.start.tzinfo)
        start = (start.astimezone(UTC) - timedelta(seconds=amount.seconds)).astimezone(due.start.tzinfo)
    except (OverflowError, ValueError):
        return None, None
    span = (found.expression.first, len(message.text))
    when = When(start, due.grain, due.has_time, due.zone, span, message.text)
    return ahead(when, Expression(first=0, last=found.last), message.scene.aware)
