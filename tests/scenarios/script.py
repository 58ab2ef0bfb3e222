"""A conversation as a YAML file: one step per line, for what people type, what the bot says, and how time passes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

HERE = Path(__file__).resolve().parent
HEADER = frozenset({"shows", "doors", "people"})
STAGE = frozenset({"at", "after", "outage"})  # time
HEARD = frozenset({"bot", "refuses", "asks", "notes", "cards", "buttons", "form"})  # what the last answer must be
DONE = frozenset({"click", "fill", "posts"})
DOORS = ("http", "terminal", "fakechat")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

_SPEAKER = re.compile(r"(?P<who>[a-z]+)(?: in (?P<place>[a-z]+))?")
_SPAN = re.compile(r"(\d+(?:\.\d+)?) ?([smhd])")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script. `kind` is one of the words above, or "says" with `who` (and `place`, a channel)."""

    number: int
    kind: str
    value: Any
    who: str = ""
    place: str = ""

    def __str__(self) -> str:
        return f"step {self.number} ({self.kind}{' ' + self.who if self.who else ''}: {str(self.value)[:100]})"


@dataclass(frozen=True, slots=True)
class Script:
    """A whole conversation; `people` are those who speak, with their time zones ("" = none is known)."""

    name: str
    doors: tuple[str, ...]
    people: dict[str, str]
    steps: tuple[Step, ...]


def scripts() -> list[Script]:
    """Every conversation of this folder."""
    return [read(path) for path in sorted(HERE.glob("*.yaml"))]


def read(path: Path) -> Script:
    """One file. ValueError names the line that cannot be."""
    lines = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    header: dict[str, Any] = {}
    steps: list[Step] = []
    for number, line in enumerate(lines, start=1):
        ((key, value),) = line.items()
        if key in HEADER:
            header[key] = value
        else:
            steps.append(_step(path.name, number, key, value))
    zone = next(moment_of(step.value)[1] for step in steps if step.kind == "at")
    people = {step.who: zone for step in steps if step.who} | dict(header.get("people") or {})
    doors = tuple(header.get("doors", ("http", "terminal")))
    assert set(doors) <= set(DOORS), f"{path.name}: there is no such door among {doors}"
    return Script(path.stem, doors, people, tuple(steps))


def _step(file: str, number: int, key: str, value: Any) -> Step:
    if key in STAGE | HEARD | DONE:
        return Step(number, key, value)
    speaker = _SPEAKER.fullmatch(key)
    if speaker is None:
        raise ValueError(f"{file}, step {number}: “{key}” is neither a step nor somebody who speaks")
    if isinstance(value, dict):  # {repeat: x, times: 1000}: what is too long to be written down
        value = value["repeat"] * int(value["times"])
    return Step(number, "says", value, speaker["who"], speaker["place"] or "")


def moment_of(words: str) -> tuple[datetime, str]:
    """“2026-01-05 09:00 Europe/Berlin” as an instant, and its zone."""
    wall, zone = words.rsplit(" ", 1)
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)), zone


def span_of(words: str) -> timedelta:
    """“1h 30m”."""
    parts = {UNITS[unit]: float(number) for number, unit in _SPAN.findall(words)}
    assert parts and not _SPAN.sub("", words).strip(), f"“{words}” is no span of time"
    return timedelta(**parts)


def fits(wanted: str, text: str) -> bool:
    """Whether the text says it: `wanted` is a part of it, in which “ ... ” is anything, or a /regular expression/."""
    if len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], text, re.S) is not None
    return re.search(".*".join(map(re.escape, re.split(r" ?\.\.\. ?", wanted))), text, re.S) is not None
