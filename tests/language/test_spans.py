"""Every slot says where it was typed: the characters there are its words, in both languages and in several wishes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nlu import several
from core.nlu.languages import Languages
from core.nlu.spans import parts, spans

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
LANGUAGES = Languages()
WORDED = ("title", "description", "list_name")


def sentences():
    files = [*sorted((HERE / "messy").glob("*.yaml")), HERE / "german.yaml"]
    rows = [
        (row, "de" if file.stem == "german" else None) for file in files for row in yaml.safe_load(file.read_text())
    ]
    return [(row["say"], locale) for row, locale in rows if "say" in row]


def plain(said: str) -> str:
    return re.sub(r"\W+|zu", "", said).casefold()  # "anzurufen" is typed, "anrufen" is the title


def read(text: str, locale: str | None = None):
    reading = LANGUAGES.understand(text, NOW, locale=locale)
    return {name: [text[first:last] for first, last in places] for name, places in spans(reading).items()}


def test_titles_of_the_corpora_stand_where_they_were_typed():
    wrong = []
    for text, locale in sentences():
        reading = LANGUAGES.understand(text, NOW, locale=locale)
        found = read(text, locale)
        for name in WORDED:
            value = getattr(reading.slots, name)
            if value is not None and plain("".join(found[name])) != plain(value):
                wrong.append((text, name, value, found[name]))
        wrong += [(text, name) for name in ("when", "due", "tags", "priority") if name in found and not found[name]]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add buy milk tomorrow at 5pm p1 #home @bob", {
            "title": ["buy milk"], "due": ["tomorrow at 5pm"], "priority": ["p1"], "tags": ["#home"],
            "assignees": ["@bob"],
        }),
        ("remind me to call tomorrow at 9 Ann", {"title": ["call", "Ann"], "when": ["tomorrow at 9"]}),
        ("remind @ann to call me at 5pm", {"title": ["call me"], "when": ["at 5pm"], "target": ["@ann"]}),
        ("done #12", {"ref": ["#12"]}),
        ("30m!5m turn off the stove", {"title": ["turn off the stove"], "when": ["30m"], "nag": ["!5m"]}),
        ("🎉 add buy 🥛 milk today", {"title": ["buy 🥛 milk"], "due": ["today"]}),
        ("add plan the trip\n- flights\n- hotel", {"title": ["plan the trip"], "description": ["- flights\n- hotel"]}),
        ("erinnere mich morgen um 9, Leon abzuholen", {"title": ["Leon abzuholen"], "when": ["morgen um 9"]}),
        ("set my timezone to Berlin", {"zone": ["Berlin"]}),
    ],
)  # fmt: skip
def test_each_slot_names_its_characters(text, expected):
    found = read(text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("- buy milk\n- buy milk tomorrow", [["buy milk"], ["buy milk"]]),
        ("todo:\n1. eggs\n2. bread", [["eggs"], ["bread"]]),
        ("add tea and remind me tomorrow at 9 to call Ann", [["tea"], ["call Ann"]]),
    ],
)
def test_several_wishes_are_placed_in_the_whole_message(text, typed):
    together = several.parted(text, lambda one: LANGUAGES.understand(one, NOW))
    assert together is not None
    found, last = [], 0
    for wish, part in zip(together.wishes, parts(text, together.wishes), strict=True):
        places = [part.there(place) for place in spans(LANGUAGES.understand(wish, NOW))["title"]]
        assert all(place is not None and place[0] >= last for place in places)
        last = max(place[1] for place in places if place)
        found.append([text[place[0] : place[1]] for place in places if place])
    assert found == typed


def test_numbers_of_one_sentence_are_placed_each():
    text = "done 5, 6 and 7"
    together = several.parted(text, lambda one: LANGUAGES.understand(one, NOW))
    assert together is not None
    found = []
    for wish, part in zip(together.wishes, parts(text, together.wishes), strict=True):
        (place,) = spans(LANGUAGES.understand(wish, NOW))["ref"]
        first, last = part.there(place)
        found.append(text[first:last])
    assert found == ["5", "6", "7"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    "remind me", "to", "add", "call Ann", "tomorrow", "at 5", "p1", "#home", "@bob", "every day", "\n", "- ", "“a b”",
    "an", "und", "erinnere mich", "😀", "\u202e", "until it's done", "keep", "!5m", "30m", "task 5", "’", "in Berlin",
]), max_size=12))  # fmt: skip
def test_places_lie_inside_the_text_in_order_and_apart(words):
    text = " ".join(words)
    for places in spans(LANGUAGES.understand(text, NOW)).values():
        ends = [0, *(end for place in places for end in place)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
        assert all(text[first:last].strip() == text[first:last] != "" for first, last in places)
