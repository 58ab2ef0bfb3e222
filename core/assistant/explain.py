"""Says what a message would do: the plan in data and in words, with no effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from core.assistant.plan import Plan
from core.commands.registry import to_json
from core.domain.firings import Firing, Shift
from core.domain.wording import cleaned, kept_places
from core.messages import REPLY, Reply
from core.nlu.reading import Note, Ref, Understanding, When
from core.nlu.spans import Part, Span, parts, spans
from core.replies import Book

_SENTENCES = {"gap": "note_gap_shifted", "overlap": "note_overlap", "month_end": "note_month_end"}


def in_words(plan: Plan, zone: str, refusal: Reply | None = None) -> dict[str, Any]:
    """The plan as JSON: its kind, the command with its fields, and the reply of a question or a refusal."""
    reply = refusal or (None if plan.command else plan.reply)
    return {
        "kind": plan.kind,
        "command": to_json(plan.command) if plan.command else None,
        "reply": REPLY.dump_python(reply, mode="json") if reply else None,
        "zone": zone,
    }


def typed_at(typed: str, read: str) -> list[int]:
    """Of each character of the text that is read, where it was typed: what must not be stored was left out, and
    perhaps the name of a workspace."""
    clean, places = cleaned(typed), kept_places(typed)
    gone = len(clean) - len(read)
    same = next((i for i, (one, other) in enumerate(zip(clean, read, strict=False)) if one != other), len(read))
    return places[:same] + places[same + gone :] if gone else places


def readings(
    wishes: Sequence[Understanding], firings: Sequence[Sequence[Firing]], text: str, typed: Sequence[int], book: Book
) -> list[dict[str, Any]]:
    """Each wish of the message as JSON. `typed`: of each character of `text`, where it stood as it was typed."""
    whole = parts(text, [one.text for one in wishes])
    found: list[dict[str, Any]] = []
    for place, (reading, part) in enumerate(zip(wishes, whole, strict=True)):
        rings = firings[place] if place < len(firings) else ()
        found.append(_reading(reading, rings, _Places(part, typed), book))
    return found


class _Places:
    """From places in a wish to places in the text as it was typed."""

    def __init__(self, part: Part, typed: Sequence[int]) -> None:
        self._part = part
        self._typed = typed

    def __call__(self, places: Sequence[Span]) -> list[list[int]]:
        """Those of the places that were typed."""
        there = [place for one in places if (place := self._part.there(one)) is not None]
        return [[self._typed[first], self._typed[last - 1] + 1] for first, last in there if first < last]


def _reading(reading: Understanding, firings: Sequence[Firing], places: _Places, book: Book) -> dict[str, Any]:
    where = spans(reading)
    when = reading.slots.when or reading.slots.due
    return {
        "text": reading.text,
        "spans": places([(0, len(reading.text))]),
        "intent": reading.intent,
        "rule": reading.rule,
        "confidence": reading.confidence,
        "slots": [_slot(name, getattr(reading.slots, name), places(where[name])) for name in where],
        "times": [{**time_json(one), "spans": places([one.span])} for one in reading.times],
        "notes": [_note(one, book) for one in (when.notes if when is not None else ())],
        "problem": _note(reading.problem, book) if reading.problem is not None else None,
        "suggestions": list(reading.suggestions),
        "firings": [firing_json(one, book) for one in firings],
    }


def _slot(name: str, value: Any, places: list[list[int]]) -> dict[str, Any]:
    readings = [time_json(one) for one in (value, *value.others)] if isinstance(value, When) else []
    return {"name": name, "value": readings[0] if readings else _value(value), "spans": places, "readings": readings}


def _value(value: Any) -> Any:
    if isinstance(value, Ref):
        return {one.name: got for one in fields(value) if (got := getattr(value, one.name)) is not None}
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int) else value.total_seconds()


def time_json(when: When) -> dict[str, Any]:
    """One reading of a time."""
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat() if when.end is not None else None,
        "grain": when.grain,
        "has_time": when.has_time,
        "zone": when.zone,
        "rrule": list(when.rrule),
    }


def firing_json(firing: Firing, book: Book) -> dict[str, Any]:
    """One firing: the local time with its offset, the same in UTC, and why it is not when it was said."""
    return {
        "local": firing.local.isoformat(),
        "utc": firing.at.isoformat().replace("+00:00", "Z"),
        "zone": firing.zone,
        "shifts": [{"code": one.code, "text": shift_text(one, book)} for one in firing.shifts],
    }


def shift_text(shift: Shift, book: Book) -> str:
    """The sentence of a shift."""
    return _bare(book.text(_SENTENCES[shift.code], said=shift.said, shifted=shift.becomes))


def _note(note: Note, book: Book) -> dict[str, str]:
    name = next((name for name in (f"note_{note.code}", note.code) if book.has(name)), "refused")
    params = dict(note.params)
    if book.has(f"setting_{params.get('part')}"):
        params["part"] = book.text(f"setting_{params['part']}")
    return {"code": note.code, "text": _bare(book.text(name, **params))}


def _bare(said: str) -> str:
    """A sentence that stands behind an answer in brackets, alone."""
    return said[1:-1] if said.startswith("(") and said.endswith(")") else said
