"""German is understood: intents of at least 95 %, times and titles of at least 90 % of our own sentences."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from core.nlu.languages import Languages
from core.nlu.reading import Understanding, When

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("german.yaml").read_text("utf-8"))


@cache
def read(said: str) -> Understanding:
    return ALL.understand(said, NOW, locale="de-DE")


ALL = Languages()


def stamp(when: When | None) -> str | None:
    if when is None:
        return None
    return when.start.strftime("%Y-%m-%dT%H:%M" if when.has_time else "%Y-%m-%d")


def share(right: dict[str, bool]) -> float:
    wrong = [said for said, good in right.items() if not good]
    print(f"{len(right) - len(wrong)} of {len(right)}; wrong: {wrong}")
    return 1 - len(wrong) / len(right)


def test_there_are_enough():
    assert len(CASES) >= 150


def test_intents():
    assert share({case["say"]: read(case["say"]).intent == case["intent"] for case in CASES}) >= 0.95


def test_times():
    timed = [case for case in CASES if {"when", "due", "rrule"} & case.keys()]
    right = {}
    for case in timed:
        slots = read(case["say"]).slots
        found = {"when": stamp(slots.when), "due": stamp(slots.due)}
        rule = (slots.when or slots.due).rrule if slots.when or slots.due else ()
        good = all(found[name] == case[name] for name in ("when", "due") if name in case)
        right[case["say"]] = good and ("rrule" not in case or rule == (case["rrule"],))
    assert share(right) >= 0.9


def test_titles():
    titled = [case for case in CASES if "title" in case]
    assert share({case["say"]: read(case["say"]).slots.title == case["title"] for case in titled}) >= 0.9


def test_the_language_is_told_from_the_words():
    assert share({case["say"]: ALL.spoken(case["say"], "de-DE") == "de" for case in CASES}) == 1
    long = [case["say"] for case in CASES if len(case["say"].split()) > 2]
    assert share({said: ALL.spoken(said) == "de" for said in long}) >= 0.95
    for said in ("buy milk", "remind me about this in 5 minutes", "list", "done 5", "the war in die hard"):
        assert ALL.spoken(said) == "en"
        assert ALL.spoken(f"please {said} today", "de-DE") == "en"
