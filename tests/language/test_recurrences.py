"""Recurrences as people say them, against the rules that they must become: the corpus in recurrences/*.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
import yaml
from dateutil.rrule import rruleset, rrulestr

NOW = datetime(2026, 3, 4, 10, 30)
FIRST = 40  # occurrences are compared
Row = tuple[str, str, list[str]]


def _rows() -> list[Row]:
    folder = Path(__file__).parent / "recurrences"
    read = [row for file in sorted(folder.glob("*.yaml")) for row in yaml.safe_load(file.read_text())]
    return [(said, str(start), lines) for said, start, *lines in read]


ROWS = _rows()


def occurrences(start: datetime, lines: Sequence[str]) -> list[datetime]:
    """The first wall times of a set of RFC 5545 lines, expanded by a library that is not ours."""
    rules = rruleset()
    for line in lines:
        if line.startswith("EXDATE"):
            for value in line.partition(":")[2].split(","):
                rules.exdate(datetime.fromisoformat(value))
        else:
            rules.rrule(rrulestr(line, dtstart=start))  # type: ignore[arg-type]
    return list(islice(rules, FIRST))


def test_the_corpus_holds_at_least_300_expressions_each_once() -> None:
    assert len({said for said, _, _ in ROWS}) == len(ROWS) >= 300


@pytest.mark.parametrize(("said", "start", "lines"), ROWS, ids=[said for said, _, _ in ROWS])
def test_an_expected_rule_begins_with_its_first_occurrence(said: str, start: str, lines: list[str]) -> None:
    first = datetime.fromisoformat(start)
    assert first > NOW
    assert occurrences(first, lines)[0] == first
