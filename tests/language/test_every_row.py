"""Every row of what people type, as it is written down and as others type it, is read as the row says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "grammar.yaml").read_text("utf-8"))
GERMAN: list[dict[str, Any]] = yaml.safe_load((HERE / "grammar_de.yaml").read_text("utf-8"))
COUNT = 75
# Rows that are no sentences, or whose sentences mean something only where they are granted.
ELSEWHERE = {
    11: "tests/unit/assistant/test_messages.py",
    32: "tests/unit/assistant/test_rows_at_the_door.py",
    35: "tests/unit/assistant/test_messages.py",
    55: "tests/unit/assistant/test_rows_at_the_door.py",
    57: "tests/unit/assistant/test_rows_at_the_door.py",
    74: "tests/unit/assistant/test_rows_at_the_door.py",
}


def expected(row: dict[str, Any]) -> tuple[str, str | None, dict[str, Any]]:
    """What is said, its intent, and the slots that the row names."""
    slots = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name != "row"}
    return slots.pop("say"), slots.pop("intent", None), slots


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['row']}: {row['say']}" for row in ROWS])
def test_a_row_is_read_as_it_says(row, reads):
    said, intent, slots = expected(row)
    assert reads(said, slots) == (intent, slots)


@pytest.mark.parametrize("row", GERMAN, ids=[f"{row['row']}: {row['say']}" for row in GERMAN])
def test_a_row_is_read_in_german_too(row, reads):
    said, intent, slots = expected(row)
    assert reads(said, slots, "de") == (intent, slots)


def test_no_row_is_left_out():
    assert {row["row"] for row in ROWS} | set(ELSEWHERE) == set(range(1, COUNT + 1))
    assert all((HERE.parents[1] / file).exists() for file in ELSEWHERE.values())
