"""Recurrences as people say them, against the rules that they must become: the corpus in recurrences/*.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from dateutil.rrule import rruleset, rrulestr

from core.nlu.message import Preparer
from core.nlu.reading import Preferences
from tests.language.conftest import language

NOW = datetime(2026, 3, 4, 10, 30)
ZONE = ZoneInfo("America/New_York")
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


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    return Preparer()


@pytest.mark.parametrize(("said", "start", "lines"), ROWS, ids=[said for said, _, _ in ROWS])
def test_what_is_said_becomes_its_rule(preparer: Preparer, said: str, start: str, lines: list[str]) -> None:
    found = preparer.message(said, NOW.replace(tzinfo=ZONE), ZONE.key, Preferences(), None, {}).found
    when = next(one.when for one in found if one.when is not None)
    assert found[0].when is when
    read = occurrences(when.start.replace(tzinfo=None), [on_the_wall(line) for line in when.rrule])
    assert read == occurrences(datetime.fromisoformat(start), lines)


def on_the_wall(line: str) -> str:
    """The line with its UNTIL as the zone's clock shows it, for the corpus is written in wall time."""
    head, mark, stamp = line.partition(";UNTIL=")
    if not mark:
        return line
    last = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(ZONE)
    return f"{head};UNTIL={last:%Y%m%dT%H%M%S}"


@pytest.mark.parametrize(("said", "start", "lines"), ROWS, ids=[said for said, _, _ in ROWS])
def test_it_stays_its_rule_where_slips_of_the_pen_are_mended(said: str, start: str, lines: list[str]) -> None:
    when = language().understand(said, NOW.replace(tzinfo=ZONE)).times[0]
    read = occurrences(when.start.replace(tzinfo=None), [on_the_wall(line) for line in when.rrule])
    assert read == occurrences(datetime.fromisoformat(start), lines)
