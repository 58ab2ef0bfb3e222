"""Which of the people that are named belong to what is said ("ask @bob about it"), and which are given the task."""

from __future__ import annotations

from collections.abc import Sequence

from core.nlu.marks import Mark
from core.nlu.message import Message, is_picture

# Who stands behind one of these is spoken of, where more follows ("ping @bob about the deck").
_DONE_TO = frozenset((
    "ask", "call", "contact", "email", "follow", "greet", "help", "inform", "interview", "invite", "mail", "meet",
    "message", "msg", "notify", "nudge", "owe", "pay", "phone", "ping", "poke", "remind", "ring", "see", "show",
    "teach", "tell", "text", "thank", "tip", "visit", "warn", "write", "chase", "congratulate", "dm",
))  # fmt: skip
_WITH = frozenset(("with", "about", "from", "of", "and", "by", "&"))
_FOR = frozenset(("to", "for", "give", "send", "hand", "pass"))
_ALL = frozenset(("everyone", "here", "channel", "all"))


def spoken_of(message: Message, first: int, last: int, *, mine: bool) -> tuple[Mark, ...]:
    """The people who stay in the title at tokens `first` to `last`, as typed; `mine`: it is for whoever says it."""
    people = [mark for mark in message.marks if mark.kind == "person"]
    return tuple(mark for mark in people if _stays(message, mark, first, last, mine=mine))


def is_all(mark: Mark) -> bool:
    """Whether it calls everybody: those words stay, and ping nobody."""
    return mark.value.casefold() in _ALL


def _stays(message: Message, mark: Mark, first: int, last: int, *, mine: bool) -> bool:
    if is_all(mark):
        return True
    before = next((i for i in range(last - 1, first - 1, -1) if message.tokens[i].end <= mark.start), None)
    if before is None or _timed(message, before):
        return False
    if mine:
        return True
    word, follows = message.words[before], _follows(message, mark, last)
    if word in _DONE_TO:
        alone = before == first or _timed(message, before - 1) or message.words[before - 1] in _WITH | {"to"}
        return follows or alone
    return word in _WITH or (word in _FOR and follows)


def _follows(message: Message, mark: Mark, last: int) -> bool:
    """Whether the title goes on behind the name."""
    after = next((i for i in range(last) if message.tokens[i].start >= mark.end), None)
    return after is not None and not _timed(message, after)


def _timed(message: Message, place: int) -> bool:
    return any(found.first <= place < found.last for found in message.found)


def bounds(message: Message, first: int, last: int, kept: Sequence[Mark]) -> tuple[int, int]:
    """Where the title begins and ends in the text, with the people who stay at its borders."""
    start, end = message.tokens[first].start, message.tokens[last - 1].end
    for mark in kept:
        if mark.end <= start and not message.text[mark.end : start].strip():
            start = mark.start
        if mark.start >= end and not message.text[end : mark.start].strip():
            end = mark.end
    return start, end + _pictured(message.text, end, message.end)


def _pictured(text: str, start: int, end: int) -> int:
    """How many characters the emoji behind the title take."""
    length = 0
    for place in range(start, min(end, start + 40)):
        if is_picture(text[place]):
            length = place + 1 - start
        elif not text[place].isspace():
            break
    return length
