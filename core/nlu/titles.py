"""Which time in a wish is its date, and the title that is left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.nlu.marks import Mark
from core.nlu.message import Message
from core.nlu.people import bounds
from core.nlu.refs import unquoted
from core.nlu.times.pieces import Expression
from core.nlu.times.reader import Found

LONGEST = 200  # characters; what is beyond goes into the description
_MIDDLE = ("today", "tomorrow", "tonight", "tomorow", "tmrw", "tmr")
_EDGE = " \t,;:.-–—"


MEALS = ("lunch", "dinner", "supper", "breakfast", "brunch")
_POINTING = ("at", "during", "after", "before", "by", "in", "this", "the", "until", "around", "for")


def holes(message: Message, first: int, last: int) -> list[tuple[int, int]]:
    """The tokens that a time takes out of a title: all but a meal, which is what is to be had ("lunch tomorrow")."""
    for place in range(first, last):
        if message.words[place] in MEALS and message.words[place - 1 if place else 0] not in _POINTING:
            return [part for part in ((first, place), (place + 1, last)) if part[0] < part[1]]
    return [(first, last)]


def choose(message: Message, first: int, last: int) -> Found | None:
    """The time among tokens `first` to `last` that is the date: at the end, else at the start, else in the middle."""
    inside = [
        found for found in message.found
        if (found.first >= first or (found.first == first - 1 and found.expression.preposition))
        and found.last <= last and not found.expression.weak and _is_time(found)
    ]  # fmt: skip
    if not inside:
        return None
    for found in inside:
        if found.expression.extra:
            return found
    at_end = [found for found in inside if _closes(message, found.last, last)]
    if at_end:
        return at_end[-1]
    at_start = [found for found in inside if found.first <= first]
    if at_start:
        return at_start[0]
    middle = [found for found in inside if _middle(message, found.expression)]
    return middle[-1] if middle else None


def _is_time(found: Found) -> bool:
    return found.when is not None or found.problem is not None


def _closes(message: Message, place: int, last: int) -> bool:
    """Whether nothing but signs follows."""
    return not any(word.isalnum() or not word for word in message.words[place:last])


def _middle(message: Message, expression: Expression) -> bool:
    """In the middle a date needs a preposition, or to be today, tomorrow, tonight, or so much from now."""
    word = message.words[expression.first]
    return (
        bool(expression.preposition) or expression.shift is not None or expression.every is not None or word in _MIDDLE
    )


def title(message: Message, first: int, last: int, cut: Sequence[Found], kept: Sequence[Mark] = ()) -> str | None:
    """The text of the tokens without the times in `cut` and without marks other than those in `kept`; casing and
    inner spacing as typed."""
    if first >= last:
        return None
    start, end = bounds(message, first, last, kept)
    taken = [part for found in cut for part in holes(message, found.first, found.last)]
    taken += [extra for found in cut for extra in found.expression.extra]
    gaps = [_characters(message, *part) for part in taken]
    gaps += [(mark.start, mark.end) for mark in message.marks if mark.cut and mark not in kept]
    pieces: list[str] = []
    at = start
    for hole_start, hole_end in sorted(gaps):
        if hole_end <= start or hole_start >= end:
            continue
        pieces.append(message.text[at : max(at, hole_start)])
        at = max(at, hole_end)
    pieces.append(message.text[at:end])
    left = [piece.strip() for piece in pieces]
    said = " ".join(piece for piece in left if piece)
    said = re.sub(r"\s+([,;.!?])", r"\1", said) if len(left) > 1 else said
    said = re.sub(r"[(\[]\s*[)\]]", " ", said) if len(left) > 1 else said
    if any(mark.kind == "person" and mark not in kept for mark in message.marks):
        said = re.sub(r"\s+(?:to|with|for|from)$", "", said)  # "send the report to @bob"
    if any(found.expression.preposition == "due" for found in cut):
        said = re.sub(r"\s+(?:is|are|will be)$", "", said)  # "the report is due friday"
    said = _trimmed(said, cut=not left[-1])
    return unquoted(said) or None


def _characters(message: Message, first: int, last: int) -> tuple[int, int]:
    return message.tokens[first].start, message.tokens[last - 1].end


def _trimmed(said: str, *, cut: bool) -> str:
    """Without what a cut leaves at the borders, where one was at its end (`cut`); a closing "?" or "!" stays."""
    said = said.strip(_EDGE).strip()
    for joint in ("to ", "that ", "and "):
        if said.lower().startswith(joint):
            said = said[len(joint) :].lstrip()
            break
    words = said.split()
    while cut and len(words) > 1 and words[-1].lower() in ("on", "at", "by", "and", "starting", "from"):
        words.pop()
        said = said[: said.rindex(words[-1]) + len(words[-1])]
    return re.sub(r"[ \t]{2,}", " ", said).strip(_EDGE) or said


def split(said: str | None, rest: str) -> tuple[str | None, str | None]:
    """Title and description: the first 200 characters, cut at a word, and everything else."""
    if said is None or len(said) <= LONGEST:
        return said, rest or None
    at = said.rfind(" ", LONGEST // 2, LONGEST + 1)
    at = at if at > 0 else LONGEST
    more = said[at:].strip()
    return said[:at].strip(), f"{more}\n{rest}".strip() if rest else more


def channel(said: str | None, marks: Sequence[Mark]) -> tuple[str | None, str | None]:
    """A title without the channel that the platform marked in it, and that channel's reference: the task's list."""
    place = next((mark.value for mark in marks if mark.kind == "link" and mark.value.startswith("<#")), None)
    if said is None or place is None or place not in said:
        return said, None
    without = re.sub(rf"\s*(?:\b(?:to|in|on|for)\s+)?{re.escape(place)}", " ", said, count=1, flags=re.IGNORECASE)
    return " ".join(without.split()).strip(_EDGE) or said, place
