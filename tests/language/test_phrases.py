"""Each phrase file is its own test: its examples give the slots it states, its counter-examples do not give it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

import core.nlu
from core.nlu.pipeline import Language
from core.nlu.reading import Slots, When

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
FILES = sorted(path for path in (Path(core.nlu.__file__).parent / "phrases").glob("*/*.yaml") if path.name[0] != "_")


@cache
def language(name: str) -> Language:
    return Language(name)


def _cases(key: str) -> list[Any]:
    cases = []
    for path in FILES:
        for case in yaml.safe_load(path.read_text("utf-8")).get(key, []):
            said = case if isinstance(case, str) else case["say"]
            spoken = path.parent.name
            cases.append(pytest.param(spoken, path.stem, case, id=f"{spoken} {path.stem}: {said}"))
    return cases


def plain(slots: Slots) -> dict[str, Any]:
    """Slots as a file states them: only what was said, times as local wall times."""
    said: dict[str, Any] = {}
    for name in slots.__slots__:
        value = getattr(slots, name)
        if isinstance(value, When):
            said[name] = value.start.strftime("%Y-%m-%dT%H:%M" if value.has_time else "%Y-%m-%d")
            if value.rrule:
                said["rrule"] = list(value.rrule)
        elif name == "ref" and value is not None:
            said[name] = {key: part for key, part in asdict(value).items() if part is not None}
        elif value not in (None, ()):
            said[name] = list(value) if isinstance(value, tuple) else value
    return said


@pytest.mark.parametrize(("spoken", "intent", "case"), _cases("examples"))
def test_an_example_is_understood_as_its_file_says(spoken: str, intent: str, case: dict[str, Any]) -> None:
    understood = language(spoken).understand(case["say"], NOW)
    expected = {key: value for key, value in case.items() if key != "say"}
    assert (understood.intent, plain(understood.slots)) == (intent, expected)


@pytest.mark.parametrize(("spoken", "intent", "said"), _cases("not"))
def test_a_counter_example_is_not_taken_for_the_command(spoken: str, intent: str, said: str) -> None:
    assert language(spoken).understand(said, NOW).intent != intent
