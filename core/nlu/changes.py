"""What a sentence that changes a task says: a new title, a note, a list, a tag to take off, no date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.nlu import refs, titles
from core.nlu.intents import Hit
from core.nlu.message import Message
from core.nlu.reading import Ref, Slots

_ABOUT = frozenset({"note", "comment", "describe"})
URGENT = 1


def changed(message: Message, hit: Hit, slots: Slots) -> Slots:
    """The slots of a change; `topic` is "no_date", "untag" or "note" where the words take away or add."""
    words, said = message.words, None
    named = hit.slots.get("new") or hit.slots.get("quoted")
    if named is not None:
        said = _said(message, *named)
    if _ABOUT & set(words[: named[0]] if said and named else ()):
        text = f"{said}\n{message.rest}" if message.rest else said
        slots = replace(slots, description=text, topic=None if "describe" in words[:1] else "note")
    elif said is not None:
        more, rest = titles.split(said, message.rest)
        slots = replace(slots, title=more, description=rest, topic="note" if rest else None)
    elif message.rest:
        slots = replace(slots, description=message.rest, topic="note")
    place = hit.slots.get("list") or hit.slots.get("channel")
    if place is not None:
        slots = replace(slots, list_name=message.slice(*place))
    if slots.ref is None and {"quoted", "new"} <= hit.slots.keys():
        slots = replace(slots, ref=refs.title(message, *hit.slots["quoted"]))
    if words[0] == "move" and slots.tags and place is None:
        slots = replace(slots, list_name=f"#{slots.tags[0]}", tags=())  # "move 5 to #groceries"
    if slots.ref is None:
        slots = replace(slots, ref=Ref("this"))
    return _marks(slots, hit, words)


def _marks(slots: Slots, hit: Hit, words: Sequence[str]) -> Slots:
    literal = hit.slots.get("new") or hit.slots.get("when") or hit.slots.get("list") or hit.slots.get("channel")
    if slots.topic is None and literal is None:
        if "untag" in words[:1] or ("remove" in words[:1] and slots.tags):
            return replace(slots, topic="untag")
        cleared = words[0] in ("clear", "unset", "remove", "drop") and "due" in words
        if cleared or {"date", "deadline", "none", "never"} & set(words):
            return replace(slots, topic="no_date")
        if {"urgent", "important"} & set(words) and slots.priority is None:
            return replace(slots, priority=URGENT)
    return slots


def _said(message: Message, first: int, last: int) -> str | None:
    """The words, quotes around all of them taken off; a person who is named in them stays in them."""
    if any(mark.kind == "person" for mark in message.marks):
        return message.slice(first, last)
    return titles.title(message, first, last, ())
