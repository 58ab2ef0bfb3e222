"""What the classifier sees of a message: the words that it knows, and marks for times, numbers and everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.nlu.message import Message
from core.nlu.times.reader import Found

TIME, NUMBER, QUOTED, OTHER, PERSON = "<time>", "<number>", "<quoted>", "<other>", "<person>"
_KEPT = frozenset("?,:")
_MOST = 60  # signs; what is longer is no odd way to say a wish


def signs(message: Message, known: frozenset[str]) -> list[str]:
    """At most so many words as tell a wish; what is not known counts as one other thing, however long it is."""
    seen = shortened(_each(message, known))
    if any(mark.kind == "person" for mark in message.marks):
        seen.append(PERSON)
    return seen


def shortened(seen: Iterable[str]) -> list[str]:
    """Without a second "other" in a row."""
    found: list[str] = []
    for sign in seen:
        if sign != OTHER or found[-1:] != [OTHER]:
            found.append(sign)
        if len(found) == _MOST:
            break
    return found


def is_time(found: Found) -> bool:
    """Whether this is a time for sure, and no word that may as well be something else."""
    expression = found.expression
    return not expression.weak and (found.when is not None or expression.amount is not None)


def _each(message: Message, known: frozenset[str]) -> Iterator[str]:
    times = {found.first: found.last for found in message.found if is_time(found)}
    place = 0
    while place < len(message.words):
        if place in times:
            yield TIME
            place = max(times[place], place + 1)
            continue
        word = message.words[place]
        place += 1
        if not word:
            yield QUOTED
        elif word.isdigit():
            yield NUMBER
        elif word in known:
            yield word
        elif word.replace("'", "").isalnum():
            yield OTHER
