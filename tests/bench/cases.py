"""The sentences of our own that language is measured on, and when an answer to one of them is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from dateutil.rrule import rruleset, rrulestr

FOLDER = Path(__file__).resolve().parents[1] / "language"
AT = "2026-03-04T10:30:00"  # a Wednesday; wall time in the case's zone
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
OCCURRENCES = 40


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence. `right` judges an answer's times ({start, end, rrule}, naive local ISO); the first counts."""

    file: str
    text: str
    right: Callable[[Sequence[dict[str, Any]]], bool]
    zone: str = NEW_YORK
    language: str = "en"

    def asked(self, number: int) -> dict[str, Any]:
        """The case as a line for those that are asked."""
        at = datetime.fromisoformat(AT).replace(tzinfo=ZoneInfo(self.zone))
        offset = at.utcoffset() or timedelta()
        return {"id": number, "text": self.text, "at": AT, "tz": self.zone, "language": self.language,
                "offset": offset.total_seconds() / 60}  # fmt: skip


def cases() -> list[Case]:
    """Every time and every recurrence that is ours."""
    return [*_times(), *_german(), *_recurrences()]


def _times() -> Iterator[Case]:
    for kind in ("points", "holidays", "intervals"):
        for text, *wanted in _rows(f"times/{kind}"):
            yield Case(f"times/{kind}", text, _starts(*wanted))
    for text in _rows("times/negatives"):
        yield Case("times/negatives", text, lambda times: not times)


def _german() -> Iterator[Case]:
    for text, *wanted in _rows("times/german"):
        judge = _starts(*wanted) if not wanted[0].startswith("FREQ") else _says(wanted[0])
        yield Case("times/german", text, judge, BERLIN, "de")


def _recurrences() -> Iterator[Case]:
    for file in sorted((FOLDER / "recurrences").glob("*.yaml")):
        for text, start, *lines in _rows(f"recurrences/{file.stem}"):
            yield Case("recurrences", text, _repeats(str(start), lines))


def _rows(name: str) -> list[Any]:
    found: list[Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def _starts(start: str, end: str | None = None) -> Callable[[Sequence[dict[str, Any]]], bool]:
    def right(times: Sequence[dict[str, Any]]) -> bool:
        if not times or not times[0].get("start") or not _spelt(times[0]["start"]).startswith(start):
            return False
        return end is None or (bool(times[0].get("end")) and _ends(times[0]["end"], end))

    return right


def _spelt(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"


def _ends(got: str, wanted: str) -> bool:
    """A day that ends an interval is the last one or the one behind it."""
    if len(wanted) > 10:
        return _spelt(got) == wanted
    day = datetime.fromisoformat(wanted)
    return any(_spelt(got).startswith(f"{one:%Y-%m-%d}") for one in (day, day + timedelta(days=1)))


def _says(rule: str) -> Callable[[Sequence[dict[str, Any]]], bool]:
    return lambda times: bool(times) and ";".join(times[0].get("rrule") or ()) == rule


def _repeats(start: str, lines: Sequence[str]) -> Callable[[Sequence[dict[str, Any]]], bool]:
    """The first occurrences are those of the expected rules. A rule that does not say where it begins is given the
    right beginning."""
    began = datetime.fromisoformat(start)

    def right(times: Sequence[dict[str, Any]]) -> bool:
        rules = times[0].get("rrule") if times else None
        if not rules:
            return False
        first = times[0].get("start")
        got = occurrences(datetime.fromisoformat(first) if first else began, rules)
        return got == occurrences(began, lines)

    return right


def occurrences(start: datetime, lines: Sequence[str]) -> list[datetime]:
    """The first of them, as wall times."""
    rules = rruleset()
    for line in lines:
        if line.startswith("EXDATE"):
            for value in line.partition(":")[2].split(","):
                rules.exdate(datetime.fromisoformat(value))
            continue
        head, _, until = line.partition(";UNTIL=")
        if until.endswith("Z"):
            local = datetime.fromisoformat(until).astimezone(ZoneInfo(NEW_YORK))
            until = f"{local:%Y%m%dT%H%M%S}"
        whole = f"{head};UNTIL={until}" if until else line
        rules.rrule(rrulestr(whole, dtstart=start))  # type: ignore[arg-type]
    return list(islice(rules, OCCURRENCES))
