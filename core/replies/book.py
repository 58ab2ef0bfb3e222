"""The book of sentences: look one up, fill its blanks, and get parts that keep instants and mentions as such."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from core.messages import Day, Instant, Mention, Part

_BLANK = re.compile(r"\{(\w+)\}")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Book:
    """The sentences of one language; what is missing there is taken from English."""

    language: str
    sentences: dict[str, str]

    def parts(self, name: str, /, **values: object) -> tuple[Part, ...]:
        """The sentence with its blanks filled. KeyError when there is no such sentence."""
        found: list[Part] = []
        position = 0
        sentence = self.sentences[name]
        for blank in _BLANK.finditer(sentence):
            _add(found, sentence[position : blank.start()])
            _add(found, values.get(blank.group(1), ""))
            position = blank.end()
        _add(found, sentence[position:])
        return tuple(found)

    def text(self, name: str, /, **values: object) -> str:
        """The sentence as plain text; use it for labels and hints, which hold no instants."""
        return "".join(plain(self._spelt(part)) for part in self.parts(name, **values))

    def _spelt(self, part: Part) -> Part:
        if isinstance(part, Instant | Day) and not part.language:
            return replace(part, language=self.language)
        return part

    def has(self, name: str) -> bool:
        """Whether there is such a sentence."""
        return name in self.sentences


def _add(parts: list[Part], value: object) -> None:
    if isinstance(value, Instant | Day | Mention):
        parts.append(value)
        return
    if isinstance(value, datetime):
        parts.append(Instant(value, getattr(value.tzinfo, "key", None) or "UTC"))
        return
    text = str(value)
    if not text:
        return
    if parts and isinstance(parts[-1], str):
        parts[-1] += text
    else:
        parts.append(text)


def plain(part: Part) -> str:
    """A part as text: a time in its own zone with the zone's name, a date by its name."""
    if isinstance(part, str):
        return part
    if isinstance(part, Mention):
        return f"@{part.name}"
    if isinstance(part, Day):
        return _day(part.on, part.language)
    return spoken(part)


def spoken(instant: Instant) -> str:
    """ "Wed 4 Mar 2026 10:35 (America/New_York)", with seconds only where they matter."""
    at = instant.at.astimezone(ZoneInfo(instant.zone))
    clock = f"{at:%H:%M:%S}" if instant.seconds else f"{at:%H:%M}"
    return f"{_day(at.date(), instant.language)} {clock} ({instant.zone})"


def _day(on: date, language: str) -> str:
    book = load(language or FALLBACK)
    days, months = book.text("calendar_days").split(), book.text("calendar_months").split()
    names = {"weekday": days[on.weekday()], "month": months[on.month - 1]}
    return book.text("calendar_day", day=on.day, year=on.year, **names)


def load(language: str = FALLBACK) -> Book:
    """The book of a language (its first two letters count); English for what is not there."""
    name = language[:2].lower()
    return _loaded(name if name in _there() else FALLBACK)


@cache
def _there() -> frozenset[str]:
    return frozenset(path.stem for path in Path(__file__).parent.glob("[a-z][a-z].yaml"))


@cache
def _loaded(name: str) -> Book:
    here = Path(__file__).parent
    sentences: dict[str, Any] = {}
    for language in dict.fromkeys((FALLBACK, name)):
        sentences |= yaml.safe_load((here / f"{language}.yaml").read_text("utf-8"))
    return Book(name, {key: str(said) for key, said in sentences.items()})
