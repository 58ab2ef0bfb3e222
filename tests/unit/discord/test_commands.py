"""What the commands are called, and what each of them says."""

from __future__ import annotations

from typing import Any

import pytest

from bot.discord.commands import definitions, pointed, said
from bot.discord.localised import DESCRIPTIONS, NAMES
from core.messages import Typed


def things(commands: list[dict[str, Any]]):
    for one in commands:
        yield one
        yield from things(one.get("options") or one.get("choices") or [])


def test_each_name_and_description_is_short_enough_in_both_languages():
    for one in things(definitions()):
        names = [one["name"], *one.get("name_localizations", {}).values()]
        told = [one.get("description", "x"), *one.get("description_localizations", {"de": "x"}).values()]
        assert all(0 < len(name) <= 32 for name in names), one
        assert all(0 < len(text) <= 100 for text in told), one
        if one.get("type") == 1 or "description" in one:
            assert all(name == name.lower() and " " not in name for name in names), one


def test_names_are_told_apart_in_german_too():
    for group in (definitions(), *(one.get("options") or [] for one in things(definitions()))):
        german = [one["name_localizations"]["de"] for one in group if "name_localizations" in one]
        assert len(set(german)) == len(german)


def test_no_translation_is_left_over():
    used = {one["name"] for one in things(definitions())} | {one.get("description") for one in things(definitions())}
    assert set(NAMES) - used == set()
    assert set(DESCRIPTIONS) - used == set()


@pytest.mark.parametrize(
    ("name", "sub", "values", "text", "slash", "action"),
    [
        ("todo", "add", {"text": "buy milk friday"}, "add buy milk friday", "", None),
        ("todo", "add", {"text": "read 9/11", "due": "tomorrow 9"}, 'add "read 9/11" tomorrow 9', "", None),
        ("todo", "list", {}, "list", "", None),
        ("todo", "list", {"which": "today"}, "list today", "", None),
        ("todo", "done", {"task": "5"}, "done 5", "", None),
        ("todo", "done", {"task": "Book Club#5"}, "done Book Club#5", "", None),
        ("todo", "delete", {"task": 'the "best" one'}, "delete \"the 'best' one\"", "", None),
        ("todo", "assign", {"task": "5", "person": "<@7|Ben>"}, "assign 5 to <@7|Ben>", "", None),
        ("todo", "undo", {}, "undo", "", None),
        ("todo", "add", {"text": "call <@7|B> p1 #it", "due": " fri "}, 'add "call" <@7|B> p1 #it fri', "", None),
        ("todo", "add", {"text": "p1", "due": "friday"}, "add p1 friday", "", None),
        ("remind", "", {"what": "eat", "when": "at noon"}, 'remind me at noon to "eat"', "", None),
        ("remind", "", {"what": "eat at noon !high"}, "remind me to eat at noon !high", "", None),
        ("remind", "", {"what": "this task", "when": "in 1 h"}, "remind me about this task in 1 h", "", None),
        ("remind", "", {"what": "#5", "when": "in 1 h", "who": "<@7>"}, "remind <@7> about #5 in 1 h", "", None),
        ("remind", "", {"what": "eat", "who": "<@7|Ben>"}, "remind <@7|Ben> to eat", "", None),
        ("do", "", {"text": "what is due?"}, "what is due?", "", None),
        ("timezone", "", {"city": "Wien"}, "Wien", "timezone", None),
        ("timezone", "", {}, "", "", "1:set_timezone"),
        ("settings", "", {}, "settings", "", None),
        ("server-settings", "", {"zone": "Berlin", "repeat": 5}, "", "", "1:server_settings:zone:Berlin:repeat:5"),
        ("server-settings", "", {}, "", "", "1:server_settings"),
        ("help", "", {"topic": "time"}, "help time", "", None),
    ],
)
def test_what_a_command_says(name, sub, values, text, slash, action):
    wish = said(name, sub, values)
    assert (wish.text, wish.slash, wish.action) == (text, slash, action)


@pytest.mark.parametrize(
    ("name", "sub", "values", "typed"),
    [
        ("do", "", {"text": "was ist offen?"}, None),
        ("settings", "", {"change": "morgens ist 8:30"}, None),
        ("settings", "", {}, Typed()),
        ("reminders", "", {}, Typed()),
        ("todo", "done", {"task": "buy milk"}, Typed()),
        ("timezone", "", {"city": "Wien"}, Typed()),
        ("todo", "add", {"text": "Milch", "due": "morgen  um 9"}, Typed("Milch morgen  um 9", "morgen um 9")),
        ("remind", "", {"what": "Milch", "when": "in 5 Minuten"}, Typed("Milch in 5 Minuten", "in 5 Minuten")),
        ("remind", "", {"what": "Milch", "who": "<@7>"}, Typed("Milch")),
    ],
)
def test_it_tells_which_words_are_the_persons_own_and_what_has_to_be_a_time(name, sub, values, typed):
    assert said(name, sub, values).typed == typed


def test_a_number_points_by_itself_and_a_title_in_quotes():
    assert [pointed(one) for one in ("5", " #5 ", "Acme#5", "buy milk", 'a "b"')] == [
        "5",
        "#5",
        "Acme#5",
        '"buy milk"',
        "\"a 'b'\"",
    ]
