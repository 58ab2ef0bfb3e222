"""`todobot explain`: how a text is read; opens no database and does nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from core.api.zone import machine_zone
from core.assistant.explain import shift_text
from core.assistant.rehearsal import by_words
from core.errors import StartError
from core.messages import is_zone
from core.nlu import several
from core.nlu.languages import Languages
from core.nlu.lines import answer
from core.nlu.reading import Ref, Understanding, When
from core.nlu.spans import Part, Span, parts, spans
from core.replies.book import load

SIGNS = {"priority": "p", "tags": "#"}  # as they are typed
Text = Annotated[str, typer.Argument(help="What somebody types, in quotes.")]
At = Annotated[str, typer.Option(help="The moment it is typed, as 2026-03-04T10:30; now is the default.")]
Zone = Annotated[str, typer.Option("--tz", help="The person's time zone, an IANA name.")]
Lines = Annotated[bool, typer.Option("--jsonl", help="Read lines of {id, text, at, tz} and write a line for each.")]


def command(text: Text = "", at: At = "", tz: Zone = "", jsonl: Lines = False) -> None:
    """Show intent, slots and times as they are understood."""
    language = Languages()
    if jsonl:
        for line in sys.stdin.buffer:
            if line.strip():
                print(json.dumps(_answered(line, language), ensure_ascii=False), flush=True)
        return
    zone = tz or machine_zone() or "UTC"
    if not is_zone(zone):
        raise StartError(f"There is no time zone “{zone}”. Give an IANA name, for example: --tz Europe/Berlin")
    try:
        moment = datetime.fromisoformat(at) if at else datetime.now(ZoneInfo(zone))
    except ValueError as error:
        raise StartError(f"“{at}” is no moment. Give it as 2026-03-04T10:30") from error
    moment = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    together = several.parted(text, lambda one: language.understand(one, moment))
    if together is None:
        _show(language.understand(text, moment), moment, parts(text, [text])[0])
        return
    print(f"{len(together.wishes)} wishes{', asked about once first' if together.listed else ''}:")
    for wish, part in zip(together.wishes, parts(text, together.wishes), strict=True):
        print(f"\n“{wish}”")
        _show(language.understand(wish, moment), moment, part)


def _answered(line: bytes, language: Languages) -> dict[str, Any]:
    """The answer to one line; one that cannot be read is answered too, and the next ones after it."""
    asked: Any = None
    try:
        asked = json.loads(line)
        return answer(asked, language)
    except ZoneInfoNotFoundError:
        reason = f"there is no time zone “{asked['tz']}”"
    except KeyError as error:
        reason = f"there is no {error}"
    except (ValueError, TypeError, AttributeError, OSError) as error:
        reason = str(error) or type(error).__name__
    name = asked.get("id") if isinstance(asked, dict) else None
    return {"id": name, "error": f"Give {{id, text, at, tz}}: {reason}"}


def _show(reading: Understanding, moment: datetime, part: Part) -> None:
    zone = ZoneInfo(str(moment.tzinfo))
    said = {one.name: getattr(reading.slots, one.name) for one in fields(reading.slots)}
    words = {name: SIGNS.get(name, "") + _in_words(value) for name, value in said.items() if value not in (None, ())}
    print(f"intent   {reading.intent or 'none'}")
    if reading.rule:
        print(f"rule     {reading.rule} (confidence {reading.confidence:.2f})")
    where = spans(reading)
    for name, value in words.items():
        print(f"{name:<8} {value}{_where(part, where[name])}")
    for when in reading.times:
        print(f"time     {_spoken(when, zone)}, {when.grain}, from “{when.text}”{_where(part, (when.span,))}")
        for rule in when.rrule:
            print(f"  again  {rule}")
        for other in when.others:
            print(f"  or     {_spoken(other, zone)}")
    for firing in by_words(reading, moment):
        shifts = "".join(f"; {shift_text(one, load())}" for one in firing.shifts)
        print(f"rings    {firing.local:%a %-d %b %Y %H:%M:%S} ({firing.zone}), {firing.at:%Y-%m-%d %H:%M:%S}Z{shifts}")
    print(f"does     {_deed(reading, words)}")


def _where(part: Part, places: Sequence[Span]) -> str:
    """Behind a value: the characters that say it, "[4, 12)"."""
    there = [place for one in places if (place := part.there(one)) is not None]
    return "".join(f"  [{first}, {last})" for first, last in there)


def _deed(reading: Understanding, words: dict[str, str]) -> str:
    """What would come of it, where nobody's tasks are known."""
    if reading.problem is not None:
        return f"nothing; the answer is: {load().text(reading.problem.code, **dict(reading.problem.params))}"
    if reading.intent is None:
        perhaps = [name.replace("_", " ") for name in reading.suggestions]
        return "nothing; " + (f"perhaps meant: {', '.join(perhaps)}" if perhaps else "this is not understood")
    return ": ".join(filter(None, (reading.intent.replace("_", " "), ", ".join(words.values()))))


def _in_words(value: object) -> str:
    if isinstance(value, When):
        return _spoken(value, value.start.tzinfo)
    if isinstance(value, Ref):
        return _pointed(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _pointed(ref: Ref) -> str:
    noun = f"the {ref.noun} " if ref.noun else ""
    if ref.number is not None:
        return f"{noun}{ref.workspace or ''}#{ref.number}"
    if ref.title:
        return f"{noun}“{ref.title}”"
    return {"this": f"this {ref.noun or 'one'}", "all": "all of them"}.get(ref.kind, "the last one")


def _spoken(when: When, zone: tzinfo | None) -> str:
    shape = "%a %-d %b %Y %H:%M:%S" if when.grain == "second" else "%a %-d %b %Y %H:%M"
    shape = shape if when.has_time else "%a %-d %b %Y"
    at, end = when.start.astimezone(zone), when.end.astimezone(zone) if when.end else None
    return f"{at:{shape}}{f' to {end:{shape}}' if end else ''} ({zone})"
