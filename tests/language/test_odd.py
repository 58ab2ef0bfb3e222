"""Odd wordings: how many are understood, how many are asked about rightly, and that nothing is made of chatter."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from core.nlu.guessing.cutting import RULE
from core.nlu.guessing.guesser import ACTS
from core.nlu.languages import Languages

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
FOLDER = Path(__file__).parent
LEAST = {  # understood, and understood or asked about with the right choice among them
    "odd/en": (0.5, 0.86),
    "odd/de": (0.57, 0.85),
    "odd/unseen_en": (0.13, 0.45),
    "odd/unseen_de": (0.12, 0.55),
}


@cache
def languages() -> Languages:
    return Languages()


def rows(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", LEAST)
def test_odd_wordings_are_understood_to_their_share(name: str) -> None:
    wishes = [row for row in rows(name) if "intent" in row]
    count: Counter[str] = Counter()
    for row in wishes:
        reading = languages().understand(row["say"], NOW, locale=name[-2:])
        right = reading.intent == row["intent"]
        asked = reading.intent is None and bool(reading.rule) and row["intent"] in reading.suggestions
        count["right"] += right
        count["helped"] += right or asked
    understood, helped = LEAST[name]
    assert count["right"] >= understood * len(wishes), count
    assert count["helped"] >= helped * len(wishes), count


@pytest.mark.parametrize("name", [*LEAST, "messy/chatter"])
def test_the_classifier_makes_nothing_of_chatter(name: str) -> None:
    said = [row["say"] for row in rows(name) if "intent" not in row]
    readings = [languages().understand(one, NOW, locale=name[-2:]) for one in said]
    assert not [one.text for one in readings if one.rule == RULE and one.intent is not None]


@pytest.mark.parametrize("name", LEAST)
def test_it_acts_only_on_what_can_be_undone_and_offers_three_choices_at_most(name: str) -> None:
    for row in rows(name):
        reading = languages().understand(row["say"], NOW, locale=name[-2:])
        if reading.rule == RULE:
            assert reading.intent is None or reading.intent in ACTS, row
            assert len(reading.suggestions) <= 3, row
            assert 0 < reading.confidence <= 1, row
