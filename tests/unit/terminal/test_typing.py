"""What a typed line means, given what is on the screen: a text, a click, a field of a form."""

from __future__ import annotations

import pytest

from bot.terminal.adapter import Typing

FORM = {
    "title": "Edit task",
    "action": "1:update_task:00",
    "fields": [
        {"name": "title", "label": "Title", "value": "buy milk"},
        {"name": "date", "label": "Due date", "value": ""},
    ],
}


def message(*labels: str, kind: str = "answer", cards: tuple = (), form: dict | None = None) -> dict:
    """What `POST /chat` answers, with buttons of these labels; a button's action is its label in small letters."""
    return {"text": "…", "kind": kind, "cards": list(cards), "buttons": buttons(*labels), "form": form}


def buttons(*labels: str) -> list[dict]:
    return [{"label": label, "action": label.casefold(), "style": "plain"} for label in labels]


@pytest.fixture
def typing() -> Typing:
    return Typing()


def test_a_line_is_a_text_as_it_was_typed(typing):
    assert typing.body("  add Buy Milk ") == {"text": "  add Buy Milk "}


@pytest.mark.parametrize("line", ["Undo", "undo", " UNDO "])
def test_a_label_that_is_shown_is_a_click(typing, line):
    typing.shown(message("Undo", "Edit"))
    assert typing.body(line) == {"action": "undo"}


def test_a_label_of_an_older_message_is_a_text(typing):
    typing.shown(message("Not a date"))
    typing.shown(message("Undo"))
    assert typing.body("Not a date") == {"text": "Not a date"}


def test_the_buttons_of_the_only_card_can_be_typed_and_those_of_several_not(typing):
    card = {"buttons": buttons("Done")}
    typing.shown(message("Undo", cards=(card,)))
    assert typing.body("done") == {"action": "done"}
    typing.shown(message(cards=(card, card)))
    assert typing.body("done") == {"text": "done"}


def test_a_form_collects_fields_and_an_empty_line_saves(typing):
    typing.shown(message(form=FORM))
    assert typing.body("title: buy oat milk: two") == "Title: buy oat milk: two (Enter saves, cancel leaves it)"
    assert typing.body("") == {"action": "1:update_task:00", "form": {"title": "buy oat milk: two", "date": ""}}
    assert typing.body("list") == {"text": "list"}


def test_a_form_can_be_left_without_a_change(typing):
    typing.shown(message(form=FORM))
    assert typing.body("Cancel") == "Nothing was changed."
    assert typing.body("") == {"text": ""}


@pytest.mark.parametrize("line", ["list", "Colour: red", ":", "title"])
def test_what_is_no_field_is_told_how_to_fill_in_a_form(typing, line):
    typing.shown(message(form=FORM))
    told = typing.body(line)
    assert isinstance(told, str)
    assert "There is: Title, Due date. Enter saves, cancel leaves it." in told


def test_a_refused_form_stays_open_with_what_was_typed(typing):
    typing.shown(message(form=FORM))
    typing.body("Due date: tomorrow-ish")
    typing.body("Title: buy oat milk")
    typing.body("save")
    typing.shown(message(kind="reminder"))
    typing.shown(message(kind="refusal"))
    typing.body("Due date: 2026-03-09")
    assert typing.body("") == {
        "action": "1:update_task:00",
        "form": {"title": "buy oat milk", "date": "2026-03-09"},
    }


def test_a_reminder_does_not_close_a_form(typing):
    typing.shown(message(form=FORM))
    typing.body("Title: buy oat milk")
    typing.shown(message("Done", kind="reminder"))
    assert typing.body("save") == {"action": "1:update_task:00", "form": {"title": "buy oat milk", "date": ""}}


def test_another_form_begins_with_its_own_values(typing):
    typing.shown(message(form=FORM))
    typing.body("Title: x")
    typing.shown(message(form=FORM))
    assert typing.body("")["form"] == {"title": "buy milk", "date": ""}
