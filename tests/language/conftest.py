"""How a row of the language tests is read: Wednesday 2026-03-04, 10:30 in New York."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.nlu.pipeline import Language
from core.nlu.reading import Slots, When

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))


@cache
def language(spoken: str = "en") -> Language:
    return Language(spoken)


def _seen(name: str, slots: Slots, problem: str | None) -> Any:
    when = slots.when or slots.due
    if name in ("when", "due"):
        value: When | None = getattr(slots, name)
        return None if value is None else value.start.strftime("%Y-%m-%d %H:%M" if value.has_time else "%Y-%m-%d")
    if name == "problem":
        return problem
    if name == "ref":
        ref = slots.ref
        return (
            None
            if ref is None
            else ref.number
            if ref.kind == "number"
            else ref.title
            if ref.kind == "title"
            else ref.kind
        )
    if when is not None and name in ("rrule", "note", "other", "tz"):
        return {
            "rrule": ";".join(when.rrule),
            "note": when.notes[0].code if when.notes else None,
            "other": when.others[0].start.strftime("%Y-%m-%d %H:%M") if when.others else None,
            "tz": when.zone,
        }[name]
    return getattr(slots, name, None)


@pytest.fixture
def reads() -> Callable[..., tuple[str | None, dict[str, Any]]]:
    """What a sentence is understood as: its intent, and of its slots those that the row names."""

    def read(said: str, expected: dict[str, Any], spoken: str = "en") -> tuple[str | None, dict[str, Any]]:
        understood = language(spoken).understand(said, NOW)
        problem = understood.problem.code if understood.problem is not None else None
        return understood.intent, {name: _seen(name, understood.slots, problem) for name in expected}

    return read
