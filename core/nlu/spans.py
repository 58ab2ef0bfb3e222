"""Where each slot of a reading stands in the text as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from core.nlu import leading, marks, nagging, refs, several, targets
from core.nlu.reading import Ref, Understanding, When
from core.nlu.times.zone import SHARED, named

Span = tuple[int, int]
"""First character and the one behind the last, counted in characters (not bytes) of the text."""

_PIECE = re.compile(r"\w+|[^\w\s]")
_THIS = r"(?:this|that|it|these|those|them|the|dies\w*|das|sie|es)(?:\s+(?:task|todo|item|reminder|alarm|one))?"
_POINTERS = {
    "this": _THIS,
    "last": r"(?:last|latest|previous|letzte\w*)(?:\s+(?:task|todo|item|reminder|alarm|one))?",
    "all": r"(?:all|everything|every|alle\w*)\b",
}
_PRIORITY = re.compile(
    r"\b(?:p\s?[1-4]|priority\s+\w+|\w+\s+priority|urgent|important|dringend|wichtig)\b", re.IGNORECASE
)
_ZONE_WORDS = 5
_NEAR = 0.6  # a word that was rewritten ("anzurufen" is "anrufen") is this like what was typed


def spans(reading: Understanding) -> dict[str, tuple[Span, ...]]:
    """The places of each slot that was said, left to right; a slot that no words name (one that follows from the
    others) has none. Each piece lies inside the text, and pieces of one slot do not overlap."""
    found: dict[str, tuple[Span, ...]] = {}
    for one in fields(reading.slots):
        value = getattr(reading.slots, one.name)
        if value not in (None, ()):
            locate = _BY_NAME.get(one.name, _plain)
            found[one.name] = _tidied(reading.text, locate(reading, value))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One wish of several, and which of its characters stand where in the whole text: (here, there, how many)."""

    blocks: tuple[tuple[int, int, int], ...]

    def there(self, place: Span) -> Span | None:
        """A place of the wish in the whole text; None where its words are not typed there in one piece."""
        for here, there, size in self.blocks:
            if here <= place[0] and place[1] <= here + size:
                return place[0] - here + there, place[1] - here + there
        return None


def parts(text: str, wishes: Sequence[str]) -> list[Part]:
    """Where the wishes of a message were typed: as they stand, or in the pieces that they were put together from."""
    found: list[Part] = []
    at = 0
    for wish in wishes:
        place = text.find(wish, at)
        if place >= 0:
            found.append(Part(((0, place, len(wish)),)))
            at = place + len(wish)
            continue
        found.append(_item(text, wish, at) if "\n" in text else _shared(text, wish))
        at = max((there + size for _, there, size in found[-1].blocks), default=at) if "\n" in text else at
    return found


def _item(text: str, wish: str, at: int) -> Part:
    """An item of a list, behind the words that its head gave it."""
    for line in text[at:].splitlines(keepends=True):
        said = several.item(line) or line.strip()
        here = wish.find(said) if said else -1
        if here >= 0:
            return Part(((here, at + line.find(said), len(said)),))
        at += len(line)
    return Part(())


def _shared(text: str, wish: str) -> Part:
    """One number of several in a line: what stands before and behind them is said of each."""
    before = next((i for i, (one, two) in enumerate(zip(wish, text, strict=False)) if one != two), len(wish))
    rest = zip(reversed(wish[before:]), reversed(text[before:]), strict=False)
    behind = next((i for i, (one, two) in enumerate(rest) if one != two), min(len(wish), len(text)) - before)
    blocks = [(0, 0, before), (len(wish) - behind, len(text) - behind, behind)]
    number = re.search(r"\d+", wish[before : len(wish) - behind])
    there = re.compile(rf"(?<!\d){number.group()}(?!\d)").search(text, before) if number is not None else None
    if number is not None and there is not None:
        blocks.append((before + number.start(), there.start(), len(number.group())))
    return Part(tuple(block for block in blocks if block[2]))


def _tidied(text: str, places: Sequence[Span]) -> tuple[Span, ...]:
    """In order, without blanks at their ends, and joined where only blanks lie between."""
    tidy: list[Span] = []
    for begin, end in sorted(places):
        first, last = end - len(text[begin:end].lstrip()), begin + len(text[begin:end].rstrip())
        if first >= last:
            continue
        if tidy and not text[tidy[-1][1] : first].strip():
            tidy[-1] = (tidy[-1][0], max(last, tidy[-1][1]))
        else:
            tidy.append((first, last))
    return tuple(tidy)


def _time(reading: Understanding, value: When) -> Sequence[Span]:
    return (value.span,)


def _title(reading: Understanding, value: str) -> Sequence[Span]:
    """The words that are left of the text: in one piece, or in those that a time or a mark parted."""
    text = reading.text
    begin = len(text) - len(text.lstrip())
    line_end = text.find("\n", begin)
    line = text[: line_end if line_end >= 0 else len(text)]
    taken = [when.span for when in (reading.slots.when, reading.slots.due) if when is not None]
    taken += [(mark.start, mark.end) for mark in marks.find(line) if mark.cut and mark.kind != "person"]
    for spare in (False, True):  # a meal is in the title and in its time: "team lunch on friday"
        for said in (_without(line, taken), line, text):
            places = _words(said, value, spare=spare)
            if places:
                return places
    return ()


def _without(text: str, places: Sequence[Span]) -> str:
    """The text with other characters in these places, so that nothing is found there."""
    for first, last in places:
        text = text[:first] + "\x00" * (min(last, len(text)) - first) + text[last:]
    return text


def _words(text: str, value: str, *, spare: bool = True) -> Sequence[Span]:
    """The words of `value` in `text`, the last place where they stand in a row, else one by one from behind; with
    `spare` some may be missing."""
    whole = _last(text, value)
    if whole is not None:
        return (whole,)
    pieces = [(piece.group().casefold(), piece.span()) for piece in _PIECE.finditer(text)]
    at = len(pieces)
    places: list[Span] = []
    missing = 0
    for word in reversed([piece.group().casefold() for piece in _PIECE.finditer(value)]):
        place = next((i for i in range(at - 1, -1, -1) if pieces[i][0] == word), None)
        if place is None:
            place = next((i for i in range(at - 1, -1, -1) if _like(pieces[i][0], word)), None)
        if place is None:
            missing += 1
            continue
        at = place
        places.append(pieces[place][1])
    return places if missing <= (len(places) if spare else 0) else ()


def _like(typed: str, word: str) -> bool:
    return len(word) > 2 and SequenceMatcher(None, typed, word).ratio() >= _NEAR


def _last(text: str, value: str) -> Span | None:
    """The last place where `value` stands by itself, blanks as they come."""
    said = r"\s+".join(re.escape(word) for word in value.split())
    found = [match.span(1) for match in re.finditer(rf"(?<!\w)(?=({said})(?!\w))", text, re.IGNORECASE)] if said else []
    return found[-1] if found else None


def _description(reading: Understanding, value: str) -> Sequence[Span]:
    """Everything from its first line to its last; they follow each other in the text."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    if not lines:
        return ()
    last = reading.text.rfind(lines[-1])
    first = reading.text.rfind(lines[0], 0, last + len(lines[-1])) if last >= 0 else -1
    return ((first, last + len(lines[-1])),) if first >= 0 else ()


def _priority(reading: Understanding, value: int) -> Sequence[Span]:
    marked = [mark for mark in marks.find(reading.text) if mark.kind == "priority"]
    if marked:
        return ((marked[0].start, marked[0].end),)
    return tuple(found.span() for found in [_PRIORITY.search(reading.text)] if found is not None)


def _tags(reading: Understanding, value: Sequence[str]) -> Sequence[Span]:
    marked = [mark for mark in marks.find(reading.text) if mark.kind == "tag" and mark.value in value]
    said = [place for name in value if all(mark.value != name for mark in marked) for place in _plain(reading, name)]
    return sorted([*((mark.start, mark.end) for mark in marked), *said])  # "tasks tagged backend" has no mark


def _people(reading: Understanding, value: Sequence[str]) -> Sequence[Span]:
    places: list[Span] = []
    for name in value:
        marked = [mark for mark in marks.find(reading.text) if mark.kind == "person" and mark.value == name]
        said = _last(reading.text, name)
        if marked:
            places.append((marked[0].start, marked[0].end))
        elif said is not None:
            places.append(said)
    return places


def _zone(reading: Understanding, value: str) -> Sequence[Span]:
    """The words that name the zone, as few as do."""
    words = [found.span() for found in re.finditer(r"[^\s,!?]+", reading.text)]
    for count in range(1, _ZONE_WORDS + 1):
        for i in range(len(words) - count, -1, -1):
            first, last = words[i][0], words[i + count - 1][1]
            said = reading.text[first:last].strip(" .")
            if said == value or (said.casefold() not in SHARED and named(said) == value):
                return ((first, first + len(said)),)
    return _plain(reading, value)


def _ref(reading: Understanding, value: Ref) -> Sequence[Span]:
    if value.kind == "title":
        return _words(reading.text, value.title or "")
    if value.kind == "number":
        number = re.search(rf"(?:#\s?)?(?<![\d:.])0*{value.number}(?!\d|[:.]\d)", reading.text)
        return (number.span(),) if number is not None else ()
    found = re.search(rf"\b{_POINTERS[value.kind]}", reading.text, re.IGNORECASE)
    return (found.span(),) if found is not None else ()


def _target(reading: Understanding, value: str) -> Sequence[Span]:
    place = targets.place(reading.text)
    if place is not None:
        return (place,)
    us = re.search(r"\b(?:us|uns)\b", reading.text, re.IGNORECASE) if value == "us" else None
    return (us.span(),) if us is not None else _plain(reading, value)


def _filter(reading: Understanding, value: str) -> Sequence[Span]:
    """The first word that says so."""
    for found in re.finditer(r"[\w']+", reading.text):
        if refs.FILTERS.get(found.group().casefold()) == value:
            return (found.span(),)
    return _plain(reading, value)


def _nag(reading: Understanding, value: int) -> Sequence[Span]:
    """What asks for more than one ring: the characters that the plain wish lacks."""
    nag = nagging.cut(reading.text)
    return () if nag is None else list(_changed(reading.text, nag.text))


def _changed(text: str, other: str) -> Iterator[Span]:
    first = None
    for place, (one, two) in enumerate(zip(text, other, strict=False)):
        if one != two and first is None:
            first = place
        elif one == two and first is not None and not one.isspace():
            yield first, place
            first = None
    if first is not None:
        yield first, min(len(text), len(other))


def _before(reading: Understanding, value: object) -> Sequence[Span]:
    early = leading.cut(reading.text)
    place = _last(reading.text, early.amount) if early is not None else None
    return (place,) if place is not None else ()


def _settings(reading: Understanding, value: Sequence[str]) -> Sequence[Span]:
    """The whole sentence is what sets them."""
    return ((0, len(reading.text)),)


def _plain(reading: Understanding, value: object) -> Sequence[Span]:
    place = _last(reading.text, str(value))
    return (place,) if place is not None else ()


_BY_NAME: dict[str, Callable[[Understanding, Any], Sequence[Span]]] = {
    "title": _title, "description": _description, "when": _time, "due": _time, "zone": _zone, "ref": _ref,
    "priority": _priority, "tags": _tags, "assignees": _people, "target": _target, "filter": _filter, "nag": _nag,
    "before": _before, "settings": _settings,
}  # fmt: skip
