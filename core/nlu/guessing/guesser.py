"""What the rules leave open, read by the classifier: acted on where it is sure and can be undone, else asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from core.nlu.guessing.classifier import Classifier
from core.nlu.guessing.cutting import RULE, hit
from core.nlu.guessing.samples import NONE
from core.nlu.message import Message
from core.nlu.reading import Understanding
from core.nlu.slots import Filled, Filler

# What may come of a guess: it shows something, or can be undone. Whatever deletes, gives away or sets is asked about.
ACTS = frozenset({
    "create_task", "remind", "complete_task", "reopen_task", "claim_task", "snooze", "move_reminder", "skip_next",
    "pause_reminder", "resume_reminder", "list_tasks", "list_reminders", "search_tasks", "show_task", "help",
})  # fmt: skip
MOST = 3  # choices of a question
_LIKELY = 0.3  # from here on a guess is worth a question
_ALSO = 0.1  # and this much makes another choice of it
_POINTS = frozenset({
    "complete_task", "reopen_task", "claim_task", "move_reminder", "skip_next", "pause_reminder", "resume_reminder",
    "show_task",
})  # fmt: skip
_TIMED = frozenset({"remind", "move_reminder"})
_TITLED = frozenset({"create_task", "remind", "search_tasks"})
_WORDS = 2  # so many known ones tell a command; one may stand anywhere


@cache
def shipped() -> Classifier:
    """The classifier of this process."""
    return Classifier.load()


class Guesser:
    """Reads with the classifier that is shipped. Holds no text."""

    def __init__(self) -> None:
        self._classifier = shipped()

    def better(self, ruled: Understanding, message: Message, frame: tuple[int, int], zone: str) -> Understanding:
        """The reading of the rules, or where they found nothing, or only bare words, what those seem to mean."""
        if ruled.rule not in ("", "bare") or ruled.problem is not None or message.slash or not _says(message, frame):
            return ruled
        guesses = self._classifier.guess(message)
        best, share = guesses[0]
        sure = share >= self._classifier.act and self._told(message, best) >= _WORDS
        if best == NONE or share < _LIKELY or (ruled.intent is not None and (best == ruled.intent or not sure)):
            return ruled
        if sure and best in ACTS:
            filled = self.filled(message, best, frame, zone)
            if _whole(best, filled):
                return replace(
                    ruled, intent=best, slots=filled.slots, problem=filled.problem, confidence=round(share, 2),
                    rule=RULE, suggestions=(),
                )  # fmt: skip
        return replace(
            ruled, intent=None, suggestions=_choices(guesses, ruled.intent), confidence=round(share, 2), rule=RULE
        )

    def filled(self, message: Message, intent: str, frame: tuple[int, int], zone: str) -> Filled:
        """The slots of a command that this message is taken for."""
        said = self._classifier.carriers.get(intent, frozenset())
        return Filler(message, hit(message, intent, said, frame), zone).fill()

    def _told(self, message: Message, intent: str) -> int:
        """How many of the words are such as the command is said with."""
        return len(self._classifier.carriers.get(intent, frozenset()).intersection(message.words))


def _says(message: Message, frame: tuple[int, int]) -> bool:
    """Whether there are two words at least, and not so many that they are a text of their own."""
    return 1 < sum(word.isalnum() for word in message.words[frame[0] : frame[1]]) <= 40 and not message.rest


def _whole(intent: str, filled: Filled) -> bool:
    """Whether all that the command needs was said."""
    slots = filled.slots
    if intent in _POINTS and (slots.ref is None or slots.ref.kind == "all"):
        return False
    if intent in _TITLED and not (slots.title or "").strip():
        return False
    return intent not in _TIMED or slots.when is not None or filled.problem is not None


def _choices(guesses: Sequence[tuple[str, float]], ruled: str | None) -> tuple[str, ...]:
    """The likeliest commands, and what the rules took it for."""
    likely = [name for name, share in guesses if name != NONE and share >= _ALSO]
    if ruled is None:
        return tuple(likely[:MOST])
    return (*[name for name in likely if name != ruled][: MOST - 1], ruled)
