"""Words that no phrase fits: a wish without a trigger, talk, or nothing that we understand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core.nlu import titles
from core.nlu.message import Message
from core.nlu.times.reader import Found

_CHANGES = (
    "move", "update", "change", "rename", "assign", "set", "reschedule", "claim", "free", "skip", "pause", "resume",
    "due", "edit", "unassign", "push", "cancel", "stop", "quiet",
)  # fmt: skip
_POINTERS = ("it", "this", "that", "#", "task", "reminder", "until")
# What follows a length that is no time until something: "2 hours of sleep", "one day at a time".
_NO_WISH = (
    "of", "late", "old", "is", "are", "ago", "to", "-", "at", "in", "for", "with", "per", "and", "or", "was", "were",
)  # fmt: skip
_SIZES = ("second", "minute", "hour", "day", "week", "month", "year")
SUGGESTED = ("create_task", "remind", "list_tasks")


def intent(message: Message, start: int, end: int, words: Mapping[str, frozenset[str]]) -> tuple[str | None, float]:
    """ "create_task" when the bare words are a wish, "remind" for "2d unmute", with how sure that is; else None."""
    if start >= end:
        return None, 0.0
    leading = next((found for found in message.found if found.first == start), None)
    counted = leading is not None and leading.expression.amount is not None and leading.expression.every is None
    if leading is not None and leading.last < end and counted:
        return _after_amount(message, leading, end)
    date = titles.choose(message, start, end)
    rest = _rest(message, start, end, date)
    first = (
        message.words[start]
        if leading is None or message.words[start] in titles.MEALS
        else (message.words[leading.last] if leading.last < end else "")
    )
    if not rest or _change(message, start, end) or _told(message, date, first, words):
        return None, 0.0
    ends_so = rest[-1] in words.get("closers", ()) or _closes_with_verb(message, end, words)  # where verbs come last
    wished = date is not None or (ends_so and first in words["things"])
    if _talk(message, first, end, words, dated=wished):
        return None, 0.0
    if _tells(message, start, end) or (date is None and _for_others(message, start, words)):
        return None, 0.0
    if date is not None:
        return "create_task", 0.8
    is_wish = (first in words["verbs"] or ends_so) and len(rest) > 1
    return ("create_task", 0.6) if is_wish else (None, 0.0)


def _closes_with_verb(message: Message, end: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "Fahrrad flicken": a small infinitive at the end, in a language that writes nouns with a capital."""
    last = next((i for i in range(end - 1, 0, -1) if message.words[i].isalpha()), None)
    endings = tuple(words.get("infinitives", ()))
    if last is None or not endings:
        return False
    typed = message.slice(last, last + 1)
    said = {token.casefold() for token in message.text[message.start : message.tokens[last].start].split()}
    return (
        len(typed) > 4 and typed.islower() and typed.endswith(endings) and not said & words.get("finite", frozenset())
    )


def _after_amount(message: Message, leading: Found, end: int) -> tuple[str | None, float]:
    """ "2d unmute someone"; "2 hours of sleep" and "5 minutes late" are no wishes."""
    amount = leading.expression.amount
    follower = message.words[leading.last]
    if (
        amount is None
        or (not amount.short and leading.first)
        or follower in _NO_WISH
        or (not amount.short and _tells_which(message, leading))
    ):
        return None, 0.0
    glued = leading.last - leading.first <= 2 or amount.short
    return ("remind", 0.7) if glued and (follower.isalpha() or not follower) else (None, 0.0)


def _tells_which(message: Message, leading: Found) -> bool:
    """ "24 hour gym", "a 3 day pass": a number with a unit in the singular is an adjective."""
    first, unit = message.words[leading.first], message.words[leading.last - 1]
    return unit in _SIZES and first not in ("1", "one", "a", "an", "half")


def _rest(message: Message, start: int, end: int, date: Found | None) -> list[str]:
    """The words that are left for a title."""
    gone: set[int] = set()
    if date is not None:
        for first, last in (*titles.holes(message, date.first, date.last), *date.expression.extra):
            gone |= set(range(first, last))
    left = [message.words[place] for place in range(start, end) if place not in gone]
    return [word for word in left if not word or word.replace("'", "").isalnum()]


def _told(message: Message, date: Found | None, first: str, words: Mapping[str, frozenset[str]]) -> bool:
    """ "the meeting went well yesterday" tells of what has been."""
    when = date.when if date is not None else None
    past = when is not None and not when.rrule and (when.end or when.start) < message.scene.aware - timedelta(days=1)
    past = past or (date is not None and "yesterday" in message.words[date.first : date.last])
    return past and first in words["things"] | words["talk"]


def _talk(message: Message, first: str, end: int, words: Mapping[str, frozenset[str]], *, dated: bool) -> bool:
    """Greetings, statements about people, and questions."""
    if "?" in message.words[end:] or message.words[end - 1] == "?":
        return True
    if "you" in message.words[:4]:
        return True
    if first in words["things"] and dated:
        return False
    return first in words["talk"] or (first != "" and not any(character.isalpha() for character in first) and not dated)


def _tells(message: Message, start: int, end: int) -> bool:
    """ "my birthday is on friday" tells something; "the report is due friday" wishes it done by then."""
    words = message.words[start : min(end, start + 5)]
    if words[0] not in ("my", "the", "our", "his", "her", "their", "it", "there"):
        return False
    place = next((i for i, word in enumerate(words) if i and word in ("is", "are", "was", "were")), None)
    return place is not None and list(words[place + 1 : place + 2]) != ["due"]


def _for_others(message: Message, start: int, words: Mapping[str, frozenset[str]]) -> bool:
    """ "tell me a joke" and "turn up the volume" ask for what a list of tasks cannot give."""
    said = list(message.words[start : start + 3])
    if said[1:2] == ["me"]:
        return True
    return any(" ".join(said[:length]) in words.get("others", ()) for length in (1, 2, 3))


def _change(message: Message, start: int, end: int) -> bool:
    """Changes to something that exists ("move it to friday", "update 5 at 17:00") are no new tasks."""
    if message.words[start] not in _CHANGES or start + 1 >= end:
        return False
    follower = message.words[start + 1]
    return follower in _POINTERS or follower.isdigit()
