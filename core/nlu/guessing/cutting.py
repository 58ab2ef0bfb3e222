"""Where the slots lie in a sentence that no phrase fits: what is left without the words that say the command."""

from __future__ import annotations

from collections.abc import Mapping

from core.nlu import refs
from core.nlu.guessing.signs import is_time
from core.nlu.intents import BASE, Hit, Phrase
from core.nlu.message import Message

RULE = "classifier"
_NEW = ("create_task", "remind")
_TIMED = ("remind", "snooze", "move_reminder", "pause_reminder", "list_tasks", "list_reminders")
_REMINDERS = ("move_reminder", "cancel_reminder", "skip_next", "pause_reminder", "resume_reminder")
_POINTING = (
    "complete_task", "reopen_task", "delete_task", "show_task", "claim_task", "free_task", "assign_task", *_REMINDERS,
)  # fmt: skip
_NOUNS = frozenset({"task", "todo", "item", "reminder", "alarm", "thing", "one", "entry", "number", "job"})
_ARTICLES = frozenset({"the", "my", "our", "a", "an", "his", "her", "their"})
_THIS = frozenset({"this", "that", "it"})
_JOINTS = frozenset({"about", "regarding", "concerning", "mentioning", "wegen"})  # what a wish is about stands behind
_NO_DEED = frozenset({"me", "us", "my", "the", "our", "it", "be", "you", "your"})  # behind "to"


def hit(message: Message, intent: str, said: frozenset[str], frame: tuple[int, int]) -> Hit:
    """The slots of a command in the frame of a message; `said` are the words that say it."""
    slots: dict[str, tuple[int, int]] = {}
    left = _left(message, intent, said, frame)
    time = _time(message, frame, left if intent in _NEW else (0, 0)) if intent in _TIMED else None
    if time is not None:
        slots["when"] = time
    if intent in _NEW or intent == "search_tasks":
        if left[0] < left[1]:
            slots["title"] = left
    elif intent in _POINTING:
        slots |= _pointed(message, intent, left, frame)
    elif intent == "set_timezone" and left[0] < left[1]:
        slots["zone"] = left
    return Hit(Phrase(intent, 0, (), frozenset(), BASE), slots, 0)


def _left(message: Message, intent: str, said: frozenset[str], frame: tuple[int, int]) -> tuple[int, int]:
    """What stands between the words of the command before it and behind it."""
    start, end = frame
    taken = {place for first, last in _times(message).items() for place in range(first, last)}
    nouns = _NOUNS if intent not in _NEW else frozenset[str]()

    def gone(place: int) -> bool:
        word = message.words[place]
        return place in taken or word in said or word in nouns or (bool(word) and not word.replace("'", "").isalnum())

    while start < end and gone(start):
        start += 1
    while end > start and gone(end - 1):
        end -= 1
    if start < end and intent in ("remind", "search_tasks"):
        start = next((i + 1 for i in range(end - 2, start - 1, -1) if message.words[i] in _JOINTS), start)
    if intent == "search_tasks":
        while start < end - 1 and message.words[start] in _ARTICLES:
            start += 1
    elif intent in _NEW and start < end:
        start = _opening(message, frame[0], start)
    return start, end


def _opening(message: Message, first: int, start: int) -> int:
    """Where a title begins that words of the command stand before: "to phone Ann", "the rent"."""
    words = message.words
    if start - 1 >= first and words[start - 1] in _ARTICLES:
        return start - 1
    deed = next((i + 1 for i in range(start - 1, max(first, start - 3) - 1, -1) if words[i] == "to"), start)
    return deed if words[deed] not in _NO_DEED else start


def _times(message: Message) -> Mapping[int, int]:
    return {found.first: found.last for found in message.found if is_time(found)}


def _time(message: Message, frame: tuple[int, int], left: tuple[int, int]) -> tuple[int, int] | None:
    """The first time that stands outside of what is left."""
    for first, last in _times(message).items():
        if frame[0] <= first and last <= frame[1] and not (left[0] <= first and last <= left[1]):
            return first, last
    return None


def _pointed(
    message: Message, intent: str, left: tuple[int, int], frame: tuple[int, int]
) -> Mapping[str, tuple[int, int]]:
    """A number wherever it stands, else words, else "this"."""
    taken = {place for first, last in _times(message).items() for place in range(first, last)}
    for place in range(*frame):
        if message.words[place].isdigit() and place not in taken:
            first = next(
                (i for i in range(max(frame[0], place - 3), place) if refs.number(message, i, place + 1)), place
            )
            return {"ref": (first, place + 1)} if refs.number(message, first, place + 1) else {}
    if left[0] < left[1]:
        return {"title" if intent in _REMINDERS else "ref": left}
    found = next((place for place in range(*frame) if message.words[place] in _THIS), None)
    return {} if found is None else {"this": (found, found + 1)}
