"""Our own sentences of time, kept at their score: points, intervals, holidays, lengths, and words that are no time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from core.nlu.languages import Languages
from core.nlu.pipeline import Language
from core.nlu.reading import When
from core.nlu.times.grammar import Grammar

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
FOLDER = Path(__file__).parent / "times"
KINDS = ("points", "intervals", "holidays", "negatives", "durations")


LANGUAGES = Languages()


@cache
def language() -> Language:
    return Language()


def rows(kind: str) -> list[Any]:
    loaded: list[Any] = yaml.safe_load((FOLDER / f"{kind}.yaml").read_text())
    return loaded


def first(said: str) -> When | None:
    times = language().understand(said, NOW).times
    return times[0] if times else None


def shown(when: When | None) -> str | None:
    """The first reading as the corpus writes it."""
    if when is None:
        return None
    return when.start.astimezone(NOW.tzinfo).strftime("%Y-%m-%d %H:%M" if when.has_time else "%Y-%m-%d")


@pytest.mark.parametrize(("said", "expected"), rows("points"), ids=[row[0] for row in rows("points")])
def test_a_point_in_time_is_read(said: str, expected: str) -> None:
    assert shown(first(said)) == expected


@pytest.mark.parametrize(("said", "start", "end"), rows("intervals"), ids=[row[0] for row in rows("intervals")])
def test_an_interval_has_both_its_ends(said: str, start: str, end: str) -> None:
    when = first(said)
    assert when is not None and when.end is not None
    assert when.start.replace(tzinfo=None) == datetime.fromisoformat(start)
    wanted = datetime.fromisoformat(end)
    spare = timedelta(days=1) if len(end) == 10 else timedelta(0)
    assert abs(when.end.astimezone(NOW.tzinfo).replace(tzinfo=None) - wanted) <= spare


@pytest.mark.parametrize(("said", "expected"), rows("holidays"), ids=[row[0] for row in rows("holidays")])
def test_a_holiday_falls_on_its_day(said: str, expected: str) -> None:
    when = first(said)
    assert when is not None
    assert when.start.date().isoformat() == expected


@pytest.mark.parametrize("said", rows("negatives"))
def test_what_is_no_time_is_not_read_as_one(said: str) -> None:
    assert first(said) is None


@pytest.mark.parametrize(("said", "seconds"), rows("durations"), ids=[row[0] for row in rows("durations")])
def test_a_length_of_time_is_read(said: str, seconds: float) -> None:
    assert language().understand(said, NOW).duration_s == seconds


def test_german_times_are_read() -> None:
    moment = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    wrong = {}
    for said, *expected in rows("german"):
        times = LANGUAGES.understand(said, moment, locale="de-DE").times
        got = _written(times[0], rule=str(expected[0]).startswith("FREQ")) if times else []
        if [one[: len(str(wanted))] for one, wanted in zip(got, expected, strict=False)] != expected:
            wrong[said] = got
    assert len(wrong) <= 0.05 * len(rows("german")), wrong


def _written(when: When, *, rule: bool) -> list[str]:
    """The reading as the German corpus writes it; a day that ends an interval is the last or the one behind it."""
    if rule:
        return [";".join(when.rrule)]
    style = "%Y-%m-%d %H:%M" if when.has_time else "%Y-%m-%d"
    return [at.strftime(style) for at in (when.start, when.end) if at is not None]


def test_the_corpus_is_large_enough_to_notice_what_changes() -> None:
    counts = {kind: len(rows(kind)) for kind in KINDS}
    assert sum(counts.values()) >= 250
    assert min(counts.values()) >= 20


@pytest.mark.parametrize(
    "made",
    [
        lambda: "remind me to call mum tomorrow at 5 " * 300,
        lambda: " ".join(f"{day % 12 + 1}/{day % 28 + 1}/2027" for day in range(500)),
        lambda: " and ".join(f"{day % 28 + 1} march at {day % 12 + 1}pm" for day in range(500)),
        lambda: "1-" * 5000,
        lambda: "the week of " * 900,
        lambda: "2 days after " * 800,
        lambda: "every day until " * 650,
    ],
)
def test_reading_a_long_message_takes_a_bounded_number_of_steps(
    made: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each token is asked for its pieces once: what is longer than the part that is read costs nothing."""

    asked: list[int] = []
    read = Grammar.pieces

    def counted(self: Grammar, scene: Any, i: int) -> Any:
        asked.append(i)
        return read(self, scene, i)

    monkeypatch.setattr(Grammar, "pieces", counted)
    Language().understand(made()[:10_000], NOW)
    assert len(asked) <= 4000
