"""`todobot explain`: how a text is read; opens no database and does nothing."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from core.api.zone import machine_zone
from core.errors import StartError
from core.messages import is_zone
from core.nlu.lines import answer, slots_json
from core.nlu.pipeline import Language
from core.nlu.reading import Understanding, When

Text = Annotated[str, typer.Argument(help="What somebody types, in quotes.")]
At = Annotated[str, typer.Option(help="The moment it is typed, as 2026-03-04T10:30; now is the default.")]
Zone = Annotated[str, typer.Option("--tz", help="The person's time zone, an IANA name.")]
Lines = Annotated[bool, typer.Option("--jsonl", help="Read lines of {id, text, at, tz} and write a line for each.")]


def command(text: Text = "", at: At = "", tz: Zone = "", jsonl: Lines = False) -> None:
    """Show intent, slots and times as they are understood."""
    language = Language()
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
    _show(language.understand(text, moment), ZoneInfo(zone))


def _answered(line: bytes, language: Language) -> dict[str, Any]:
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


def _show(reading: Understanding, zone: ZoneInfo) -> None:
    print(f"intent   {reading.intent or 'none: nothing would be done'}")
    if reading.rule:
        print(f"rule     {reading.rule} (confidence {reading.confidence:.2f})")
    for name, value in slots_json(reading.slots, zone).items():
        print(f"{name:<8} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    for when in reading.times:
        print(f"time     {_spoken(when)}")
        for other in when.others:
            print(f"  or     {_spoken(other)}")
    if reading.problem is not None:
        print(f"problem  {reading.problem.code} {dict(reading.problem.params)}")
    if reading.intent is None and reading.suggestions:
        print(f"perhaps  {', '.join(reading.suggestions)}")


def _spoken(when: When) -> str:
    shape = "%a %-d %b %Y %H:%M:%S" if when.has_time else "%a %-d %b %Y"
    end = f" to {when.end:{shape}}" if when.end else ""
    rule = f", {'; '.join(when.rrule)}" if when.rrule else ""
    return f"{when.start:{shape}}{end} ({when.zone}, {when.grain}){rule} from “{when.text}”"
