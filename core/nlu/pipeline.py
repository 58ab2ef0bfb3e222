"""The one entry to the language part: a text and the moment it came, out comes its reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.nlu import bare, courtesy, leading, nagging, refused, second, targets, waking
from core.nlu.gloss import Gloss
from core.nlu.guessing.cutting import RULE
from core.nlu.guessing.guesser import Guesser
from core.nlu.intents import BASE, Hit, Intents, Phrase
from core.nlu.mending import Mender
from core.nlu.message import Message, Preparer
from core.nlu.reading import Note, Preferences, Slots, Understanding, When
from core.nlu.slots import Filler, marked
from core.nlu.times.reader import Found, amount_of
from core.nlu.waiting import shifted

_DEFAULT = Preferences()
# What these say may as well start a task's title.
_STARTED = {
    "complete_task": ("complete", "tick"),
    "show_task": ("show", "view", "display"),
    "search_tasks": ("search", "find", "look", "get"),
}
_STATES = frozenset({"done", "complete", "completed", "finished", "closed", "open", "undone", "incomplete"})
_NO_PHRASE = Phrase("", 0, (), frozenset())


class _Moment(NamedTuple):
    """When and by whose habits a text is read, and the slash word that came with it."""

    at: datetime
    zone: str
    preferences: Preferences
    slash: str | None


class Language:
    """Understands one language. Loading takes some hundred milliseconds; afterwards it holds no state and no text."""

    def __init__(self, language: str = BASE, gloss: Gloss | None = None) -> None:
        gloss = gloss or (None if language == BASE else Gloss(language))
        self._gloss = gloss
        self._intents = Intents(language, gloss)
        known = self._intents.words["verbs"] | self._intents.words["talk"]
        self._guesser = Guesser()
        self._preparer = Preparer(gloss, Mender(language, known) if language == BASE else None)

    def understand(
        self,
        text: str,
        at: datetime,
        *,
        preferences: Preferences = _DEFAULT,
        slash: str | None = None,
        meant: str | None = None,
    ) -> Understanding:
        """The reading of `text` that came at `at` (aware, in the person's zone). Never raises on what a text holds.

        `slash` is the slash word ("todo", "/remind") when the platform gave it apart; a text that starts with
        "/word" is read the same. Only the first line, and of it 2,000 characters, is read for language. `meant` is the
        command that the person chose when asked what they meant.
        """
        if at.tzinfo is None:
            raise ValueError("at must be aware")
        moment = _Moment(at, at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else str(at.tzinfo), preferences, slash)
        nag = nagging.cut(text)
        if nag is not None:
            plain = self._read(nag.text, moment._replace(slash="remind") if nag.asked else moment)[0]
            again = nagging.read_as(nag, plain, text, at, moment.zone)
            if again is not None:
                return again
        early = leading.cut(text)
        if early is not None:
            known = leading.read_as(early, lambda words: self._message(words, moment), text)
            if known is not None:
                return known
        tail = second.cut(text)
        if tail is not None:
            both = second.with_ring(
                text, tail, lambda head: self._read(head, moment), lambda time: self._message(time, moment)
            )
            if both is not None:
                return both
        read, message = self._read(text, moment)
        if meant is None and (read.rule not in ("", "bare") or refused.is_refusal(message)):
            return read
        return self._guessed(read, self._preparer.mended(message, moment.zone) or message, moment, meant)

    def _guessed(self, read: Understanding, message: Message, moment: _Moment, meant: str | None) -> Understanding:
        """The reading of the rules, or what the classifier makes of what they leave open."""
        frame = self._intents.frame(message)
        if meant is None:
            guess = self._guesser.better(read, message, frame, moment.zone)
        else:
            filled = self._guesser.filled(message, meant, frame, moment.zone)
            guess = replace(read, intent=meant, slots=filled.slots, problem=filled.problem, rule=RULE, confidence=1.0)
        if guess is read or guess.intent is None:
            return guess
        slots = replace(guess.slots, target=targets.cut(read.text, moment.slash)[1] or guess.slots.target)
        guess = replace(guess, slots=slots, times=_times(message, slots) or read.times)
        return self._named(guess)

    def _message(self, said: str, moment: _Moment) -> Message:
        at, zone, preferences, slash = moment
        preferences = waking.leaning(said, preferences)
        return self._preparer.message(said, at, zone, preferences, slash, self._intents.prefixes)

    def _read(self, text: str, moment: _Moment) -> tuple[Understanding, Message]:
        if targets.is_role(text) and not moment.slash:
            spoken = self._read(text, moment._replace(slash="remind"))
            if spoken[0].slots.when is not None:
                return spoken  # "@Role 24 dec Merry Christmas": a role is told, it is given no tasks
        said, target = targets.cut(text, moment.slash)
        message = self._message(said, moment)
        read, message = self._best(text, message, moment.zone, target)
        return self._named(read), message

    def _named(self, read: Understanding) -> Understanding:
        """With the title as the language says it by itself."""
        if self._gloss is None or read.intent not in ("create_task", "remind"):
            return read
        return replace(read, slots=replace(read.slots, title=self._gloss.title(read.slots.title)))

    def _best(self, text: str, message: Message, zone: str, target: str | None) -> tuple[Understanding, Message]:
        """As it stands, or with words of commands mended where only that makes a command of it."""
        first = self._understood(text, message, zone, target)
        if first.intent is not None and first.rule != "bare":
            return first, message
        mended = self._preparer.mended(message, zone)
        if mended is None:
            return first, message
        again = self._understood(text, mended, zone, target)
        return (first, message) if again.intent is None or again.rule == "bare" else (again, mended)

    def _understood(self, text: str, message: Message, zone: str, target: str | None) -> Understanding:
        if refused.is_refusal(message):
            return _nothing(text, message, zone, None)
        if _only_marks(message):
            return Understanding(text=text, intent="list_tasks", slots=marked(message), confidence=0.8, rule="marks")
        hit = self._intents.find(message)
        if hit is not None and (self._is_new_task(message, hit) or _is_dated(message, hit)):
            hit = None
        if hit is None:
            return self._bare(text, message, zone)
        filled = Filler(message, hit, zone).fill()
        slots = replace(filled.slots, target=target) if target is not None else filled.slots
        return Understanding(
            text=text,
            intent=hit.phrase.intent,
            slots=slots,
            times=_times(message, filled.slots),
            duration_s=_duration(message),
            confidence=min(0.98, 0.75 + 0.08 * hit.words),
            rule=hit.rule,
            problem=filled.problem,
        )

    def _is_new_task(self, message: Message, hit: Hit) -> bool:
        """Behind "/todo" only a number or "this" points at a task; other words are a new one's."""
        if hit.phrase.intent == "update_task" and {"ref", "new"} <= hit.slots.keys():
            words, first = message.words, hit.slots["ref"][0]
            return "title" not in words[:first] and words[first] in (
                "the",
                "a",
                "an",
                "our",
            )  # "rename the file to ..."
        if self._intents.prefixes.get(message.slash) != "":
            return False
        if hit.phrase.intent in ("complete_task", "delete_task", "reopen_task"):
            place = hit.slots.get("ref")
            after = set(message.words[place[1] :]) if place is not None else set()
            if "as" in after and after & _STATES:
                return False  # "mark buy milk as done" is no task's title
            return place is not None and not any(
                word.isdigit() or word in ("this", "it", "that", "all") for word in message.words[place[0] : place[1]]
            )
        return False

    def _bare(self, text: str, message: Message, zone: str) -> Understanding:
        start, end = self._intents.frame(message)
        intent, sure = bare.intent(message, start, end, self._intents.words)
        named = self._intents.of_slash.get(message.slash)
        if intent is None and named in ("create_task", "remind") and message.words:
            intent, sure = named, 0.9
            start, end = 0, len(message.words)
        if intent is None:
            kind = courtesy.kind_of(message, self._intents.words)
            nothing = _nothing(text, message, zone, named)
            return nothing if kind is None else replace(nothing, rule=f"{courtesy.RULE}:{kind}", suggestions=())
        slots = {"title": (start, end)}
        lead = None
        for place, found in enumerate(message.found):
            if intent == "remind" and found.first == start and found.expression.amount is not None:
                slots, lead = {"title": (found.last, end)}, place
        filled = Filler(message, Hit(replace(_NO_PHRASE, intent=intent), slots, 0, lead=lead), zone).fill()
        return Understanding(
            text=text,
            intent=intent,
            slots=filled.slots,
            times=_times(message, filled.slots),
            duration_s=_duration(message),
            confidence=sure,
            rule="bare",
            problem=filled.problem,
        )


def _only_marks(message: Message) -> bool:
    """ "@alice" and "#general" alone ask what there is to do for them."""
    named = [mark for mark in message.marks if mark.kind in ("tag", "person")]
    return len(named) == len(message.marks) == 1 and not message.words and not message.rest


def _is_dated(message: Message, hit: Hit) -> bool:
    """ "complete the survey by friday" and "show mum the photos tomorrow" set tasks; what is done has no date ahead."""
    place = hit.slots.get("title" if hit.phrase.intent == "search_tasks" else "ref")
    started = _STARTED.get(hit.phrase.intent)
    if started is None or place is None or message.words[0] not in started:
        return False
    return any(found.first > place[0] and not found.expression.weak and found.when for found in message.found)


def _nothing(text: str, message: Message, zone: str, named: str | None) -> Understanding:
    """No wish; the times are told all the same."""
    times = _times(message, Slots()) or _lone_amount(message, zone)
    suggestions: Sequence[str] = ("help",)
    if named is not None:
        suggestions = (named, "help")
    elif refused.is_refusal(message):
        suggestions = ("cancel_reminder", *bare.SUGGESTED)
    elif message.found or len(message.words) > 1:
        suggestions = bare.SUGGESTED
    problem = next((found.problem for found in message.found if found.problem is not None), None)
    return Understanding(
        text=text,
        intent=None,
        slots=marked(message),
        times=times,
        duration_s=_duration(message),
        problem=problem if isinstance(problem, Note) and not times else None,
        suggestions=tuple(suggestions),
    )


def _times(message: Message, slots: Slots) -> tuple[When, ...]:
    """The time that was chosen first, then the others as they stand; weak ones only when they are all there is."""
    chosen = [when for when in (slots.when, slots.due) if when is not None]
    whole = [found for found in message.found if found.when is not None and _counts(message, found)]
    others = [found.when for found in whole if found.when is not None]
    spans = {when.span for when in chosen}
    return tuple(chosen + [when for when in others if when.span not in spans])


def _counts(message: Message, found: Found) -> bool:
    if not found.expression.weak:
        return True
    alone = found.first == 0 and found.last >= len(message.words) - _signs(message)
    day = found.expression.day
    short_month = day is not None and day.grain == "month" and message.words[0] in ("mar", "may", "march", "jun", "dec")
    return alone and not short_month and found.expression.part is None


def _signs(message: Message) -> int:
    return sum(1 for word in message.words[-2:] if word and not word.isalnum())


def _lone_amount(message: Message, zone: str) -> tuple[When, ...]:
    """A text that is nothing but "1 hour" means that much from now; "3y" or "a day" may mean anything."""
    if len(message.found) != 1:
        return ()
    expression = message.found[0].expression
    amount = expression.amount
    whole = expression.first == 0 and expression.last == len(message.words)
    if amount is None or amount.short or not whole or message.words[0] in ("a", "an", "few", "couple"):
        return ()
    when, _ = shifted(message, expression, amount, zone)
    return (when,) if when is not None else ()


def _duration(message: Message) -> float | None:
    amount = amount_of(message.found)
    return amount.total if amount is not None else None
