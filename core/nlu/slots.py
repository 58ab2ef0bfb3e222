"""From a phrase that fits to the slots of its command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.nlu import preferred, refs, served, titles
from core.nlu.changes import changed
from core.nlu.intents import Hit
from core.nlu.marks import LEVELS
from core.nlu.message import Message
from core.nlu.people import spoken_of
from core.nlu.reading import Note, Ref, Slots, When
from core.nlu.times.calendar import week_start
from core.nlu.times.pieces import Amount, Expression
from core.nlu.times.reader import Found
from core.nlu.times.zone import SHARED, named
from core.nlu.waiting import ahead, shifted

LATER_HOURS = 3
_AGAIN = frozenset({"again", "nochmal", "erneut"})
_LATER = frozenset({"later", "später"})
_REMINDERS = ("cancel_reminder", "skip_next", "pause_reminder", "resume_reminder")
_DUE = ("by", "before", "due", "until")
_SETTINGS = {"settings": preferred.read, "server_settings": served.read}


@dataclass(frozen=True, slots=True)
class Filled:
    """Slots, and the reason why the wish cannot be granted as said."""

    slots: Slots
    problem: Note | None = None


class Filler:
    """Fills the slots of one hit on one message."""

    def __init__(self, message: Message, hit: Hit, zone: str) -> None:
        self._message = message
        self._hit = hit
        self._zone = zone
        self._intent = hit.phrase.intent

    def fill(self) -> Filled:
        """The slots of the command. Never raises."""
        slots = marked(self._message, self._hit.slots)
        if "who" in self._hit.slots:
            said = self._message.slice(*self._hit.slots["who"]).strip(" .!,")
            slots = replace(slots, assignees=(*slots.assignees, said))
        slots = replace(slots, ref=self._ref(), topic=self._topic(), zone=self._stated_zone(), title=self._searched())
        if self._intent in ("create_task", "remind"):
            return self._wish(slots)
        if self._intent == "update_task":
            beside = self._captured()
            return self._timed(changed(self._message, self._hit, slots), [beside] if beside else [])
        if self._intent in _SETTINGS:
            pairs, problem = _SETTINGS[self._intent](self._message.said)
            return Filled(replace(slots, settings=tuple(map("=".join, pairs))), problem)
        if self._intent == "snooze":
            return self._snooze(slots)
        if self._intent in ("list_tasks", "list_reminders"):
            return Filled(self._filtered(slots))
        if self._intent in (*_REMINDERS, "move_reminder") and slots.ref is None and "title" in self._hit.slots:
            slots = replace(slots, ref=self._titled())
        if self._intent in ("pause_reminder", "move_reminder"):
            return self._snooze(slots)
        return Filled(self._of_many(slots))

    def _of_many(self, slots: Slots) -> Slots:
        """What is said of all, with the filter that says which."""
        place = next((self._hit.slots[name] for name in ("filter", "ref", "pointed") if name in self._hit.slots), None)
        if self._intent == "delete_task" and not self._hit.slots:
            done = {"completed", "done", "finished"} & set(self._message.words)  # "clear completed", "clear my list"
            return replace(slots, ref=Ref("all"), filter="done" if done else None)
        if slots.ref is not None and slots.ref.kind == "all" and place is not None:
            slots = replace(slots, filter=refs.filter_of(self._message, *place))
        return slots

    def _titled(self) -> Ref | None:
        """A reminder by its words; what is moved may be a task as well."""
        first, last = self._hit.slots["title"]
        ref = refs.title(self._message, first, last)
        follower = self._message.words[last] if last < len(self._message.words) else ""
        named = self._intent != "move_reminder" or follower == "reminder"
        return replace(ref, noun="reminder") if ref is not None and named else ref

    def _ref(self) -> Ref | None:
        noun = "reminder" if self._intent in _REMINDERS else None
        for name in ("ref", "this", "numbered", "pointed", "taskref", "hashed", "number", "all"):
            place = self._hit.slots.get(name)
            if place is not None:
                found = refs.ref(self._message, *place)
                if found is not None and noun is not None and found.noun is None:
                    return replace(found, noun="reminder")
                return found
        if self._intent in _REMINDERS and "title" not in self._hit.slots:
            return Ref("this", noun="reminder")
        bare = self._intent in ("complete_task", "reopen_task", "delete_task") and not self._hit.slots
        corrected = self._intent == "move_reminder" and set(self._hit.slots) == {"when"}
        return Ref("this") if bare or corrected else None

    def _topic(self) -> str | None:
        place = self._hit.slots.get("topic") or self._hit.slots.get("tongue")
        if place is not None:
            return self._message.slice(*place)
        words = self._message.words
        if self._intent == "help" and {"link", "connect"} & set(words[:2]):
            return "link"
        return "again" if self._intent == "snooze" and _AGAIN & set(words) and not self._moved() else None

    def _moved(self) -> bool:
        return bool(self._hit.slots) or self._hit.lead is not None

    def _searched(self) -> str | None:
        """Words are searched for as they stand, also those that could be a time."""
        place = self._hit.slots.get("title") if self._intent == "search_tasks" else None
        return None if place is None else titles.title(self._message, *place, [], ())

    def _stated_zone(self) -> str | None:
        place = self._hit.slots.get("zone")
        if place is None:
            return None
        said = self._message.slice(*place).strip(" .!?")
        return said if said.casefold() in SHARED else named(said) or said

    def _captured(self) -> Found | None:
        """The time beside the trigger: one that the phrase names, or one that stands before it."""
        if self._hit.lead is not None:
            return self._message.found[self._hit.lead]
        place = self._hit.slots.get("when")
        if place is None:
            return None
        return next(found for found in self._message.found if found.last == place[1] and found.first <= place[0])

    def _wish(self, slots: Slots) -> Filled:
        """A task or a reminder: its title and its time."""
        message = self._message
        first, last = self._hit.slots.get("title") or self._hit.slots.get("quoted") or (0, 0)
        beside = self._captured()
        if beside is None and self._intent == "remind" and (counted := _counted(message, first, last)):
            beside, first = counted, counted.last
        inside = titles.choose(message, first, last) if first < last else None
        cut = [found for found in (beside, inside) if found is not None]
        if beside is not None and inside is not None and not _due_like(inside.expression):
            cut = [beside]  # one time is enough, the other is part of what is said
        kept = spoken_of(message, first, last, mine=self._intent == "remind")
        said = titles.title(message, first, last, cut, kept)
        people = tuple(name for name in slots.assignees if name not in {mark.value for mark in kept})
        slots = replace(slots, assignees=people)
        place = next((self._hit.slots[name] for name in ("list", "compound") if name in self._hit.slots), None)
        list_name = message.slice(*place) if place is not None else None
        if self._intent == "create_task" and list_name is None:
            said, list_name = titles.channel(said, message.marks)
        said, description = titles.split(said, message.rest)
        slots = replace(slots, title=said, description=description, list_name=list_name, target=_target(message))
        return self._timed(slots, cut)

    def _timed(self, slots: Slots, cut: list[Found]) -> Filled:
        problem: Note | None = None
        for found in cut:
            when, reason = self._usable(found)
            problem = problem or reason
            if when is None:
                continue
            due = self._intent == "create_task" or (_due_like(found.expression) and len(cut) > 1)
            slots = replace(slots, due=when) if due else replace(slots, when=when)
        return Filled(slots, problem)

    def _usable(self, found: Found) -> tuple[When | None, Note | None]:
        """The time as something that lies ahead, or why it does not."""
        if found.when is None and found.problem is None and found.expression.amount is not None:
            return self._from_now(found)
        if found.when is None or found.problem is not None:
            return None, found.problem
        return ahead(found.when, found.expression, self._message.scene.aware)

    def _from_now(self, found: Found) -> tuple[When | None, Note | None]:
        """A bare length of time ("2d", "for 10 minutes") counts from now."""
        amount = found.expression.amount
        assert amount is not None
        return shifted(self._message, found.expression, amount, self._zone)

    def _snooze(self, slots: Slots) -> Filled:
        beside = self._captured()
        if beside is not None:
            when, problem = self._usable(beside)
            return Filled(replace(slots, when=when), problem)
        said = self._hit.slots.get("minutes")
        if said is not None or _LATER & set(self._message.words):
            amount = Amount(seconds=LATER_HOURS * 3600, grain="hour", last=0)
            if said is not None:  # "snooze for 20"
                amount = Amount(seconds=int(self._message.words[said[0]]) * 60, grain="minute", last=0)
            last = len(self._message.tokens)
            when, problem = shifted(self._message, Expression(first=0, last=last), amount, self._zone)
            return Filled(replace(slots, when=when), problem)
        return Filled(slots)

    def _filtered(self, slots: Slots) -> Slots:
        """Which tasks or reminders to show."""
        said: str | None = None
        place = self._hit.slots.get("filter")
        if place is not None:
            said = refs.FILTERS.get(self._message.words[place[1] - 1])
        when = self._captured()
        words = self._message.words
        if said is None and when is not None and when.when is not None:
            said = self._as_filter(when.when)
        if said is None and (
            ("all" in words[:4] and self._intent == "list_tasks" and len(words) <= 2) or "everything" in words
        ):
            said = "all"
        if said is None and "me" in words and "assigned" in words:
            said = "in"
        if words and words[0] == "what" and "did" in words:
            said = "done"
        if said is None and not self._hit.slots:
            said = "overdue" if "late" in words else "today" if list(words[-3:]).count("day") else None
        if said is None and not self._hit.slots and "week" in words:
            said = "week"
        named = self._hit.slots.get("list") or self._hit.slots.get("channel")
        if named is not None:
            slots = replace(slots, list_name=self._message.slice(*named))
        return replace(slots, filter=said, when=when.when if when is not None and said is None else slots.when)

    def _as_filter(self, when: When) -> str | None:
        """ "for today" and "this week" are filters of their own."""
        scene = self._message.scene
        if when.rrule or when.has_time:
            return None
        if when.grain == "day" and when.end is None and when.start.date() == scene.today:
            return "today"
        first = week_start(scene.today, scene.preferences.week_start)
        return "week" if when.grain == "week" and when.start.date() == first else None


def marked(message: Message, said: Mapping[str, tuple[int, int]] = MappingProxyType({})) -> Slots:
    """The slots that marks fill, or words in their place: tags, people, priority."""
    labels = [message.slice(*said["label"])] if "label" in said else []
    tags = tuple(dict.fromkeys([*labels, *(mark.value for mark in message.marks if mark.kind == "tag")]))
    people = tuple(dict.fromkeys(mark.value for mark in message.marks if mark.kind == "person"))
    priority = next((int(mark.value) for mark in message.marks if mark.kind == "priority"), None)
    if "level" in said:
        priority = LEVELS[message.words[said["level"][0]]]
    return Slots(tags=tags, assignees=people, priority=priority)


def _counted(message: Message, first: int, last: int) -> Found | None:
    """ "remind me 2d unmute someone": so much from now stands before the title."""
    found = next((one for one in message.found if one.first == first < one.last < last), None)
    expression = found.expression if found is not None else None
    if expression is None or expression.amount is None or expression.every is not None:
        return None
    follower = message.words[expression.last]
    talk = follower in ("of", "late", "old", "is", "are", "ago", "-", "before", "after", "from")
    return None if talk or not (follower.isalpha() or not follower) else found


def _due_like(expression: Expression) -> bool:
    return expression.preposition in _DUE


def _target(message: Message) -> str | None:
    """ "remind us" speaks to everybody here."""
    return "us" if message.words[:2] in (["remind", "us"], ("remind", "us")) else None
