"""Every row of what people type, as it is written down and as others type it, is read as the row says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "grammar.yaml").read_text("utf-8"))
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


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['row']}: {row['say']}" for row in ROWS])
def test_a_row_is_read_as_it_says(row, reads):
    expected = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name != "row"
    }
    said, intent = expected.pop("say"), expected.pop("intent", None)
    assert reads(said, expected) == (intent, expected)


def test_no_row_is_left_out():
    assert {row["row"] for row in ROWS} | set(ELSEWHERE) == set(range(1, COUNT + 1))
    assert all((Path(__file__).parents[2] / file).exists() for file in ELSEWHERE.values())
