"""The corpus of untidy sentences: read from its files, and counted right or wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "messy"
SINGLE = ("create", "remind", "change", "ask", "chatter")
Reads = Callable[[str, dict[str, Any]], tuple[str | None, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Score:
    """How many rows there are, and those whose intent, title or other slots came out wrong."""

    rows: int
    intents: list[str]
    titles: list[str]
    slots: list[str]

    def share(self, wrong: list[str]) -> float:
        return 1 - len(wrong) / self.rows


def rows(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def score(name: str, reads: Reads) -> Score:
    """Every row of a file, read."""
    found = rows(name)
    result = Score(len(found), [], [], [])
    for row in found:
        expected = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        said, intent = expected.pop("say"), expected.pop("intent", None)
        got, slots = reads(said, expected)
        line = f"{said!r}: {intent} {expected}, not {got} {slots}"
        if got != intent:
            result.intents.append(line)
        elif slots.get("title") != expected.get("title"):
            result.titles.append(line)
        elif slots != expected:
            result.slots.append(line)
    return result
