"""How messages look in a terminal, or in the pipe behind it."""

from __future__ import annotations

import pytest

from bot.terminal.render import lines


def card(number: int = 1, title: str = "buy milk", **more) -> dict:
    """A task's card as HTTP sends it."""
    base = {
        "kind": "task",
        "number": number,
        "title": title,
        "status": "open",
        "due_text": "",
        "priority": 4,
        "tags": [],
        "detail": "",
        "workspace": None,
        "buttons": [],
    }
    return base | more


def message(text: str = "Hello.", **more) -> dict:
    """A message as HTTP sends it."""
    return {"text": text, "kind": "answer", "cards": [], "buttons": [], "form": None} | more


def shown(**more) -> list[str]:
    return lines(message(**more), colour=False)


def test_a_sentence_is_a_line_and_buttons_are_one_below():
    labels = [{"label": "Undo"}, {"label": "Edit"}]
    assert shown(text="Created #1: buy milk", buttons=labels) == ["Created #1: buy milk", "  [Undo] [Edit]"]


def test_a_card_whose_title_was_said_is_not_said_again():
    assert shown(text="Created #1: buy milk", cards=[card()]) == ["Created #1: buy milk"]


def test_a_list_shows_every_card_with_what_is_known_of_it():
    cards = [
        card(1, "pay rent", due_text="Fri 9 Jan 2026", priority=1, tags=["home"]),
        card(12, "stretch", kind="reminder", due_text="Mon 5 Jan 2026 09:00", detail="repeats (FREQ=DAILY)"),
        card(3, "buy milk", status="done", workspace="Acme"),
    ]
    assert shown(text="3 in all:", cards=cards) == [
        "3 in all:",
        "    #1 ☐ pay rent  · due Fri 9 Jan 2026 · p1 · #home",
        "   #12 ⏲ stretch  · Mon 5 Jan 2026 09:00 · repeats (FREQ=DAILY)",
        "  Acme#3 ☑ buy milk",
    ]


def test_a_long_list_keeps_its_columns():
    found = shown(text="20 open:", cards=[card(number, f"task {number}") for number in range(90, 110)])
    assert len(found) == 21
    assert {line.index("☐") for line in found[1:]} == {7}


def test_a_form_shows_the_first_line_of_each_field_and_how_it_ends():
    fields = [{"label": "Title", "value": "buy milk"}, {"label": "Description", "value": "two\nlines"}]
    fields.append({"label": "Tags", "value": ""})
    found = shown(text="Edit", form={"fields": fields})
    assert found[1:4] == ["  Title: buy milk", "  Description: two", "  Tags: "]
    assert "Enter saves, cancel leaves it" in found[4]


def test_a_reminder_starts_with_the_clock_in_its_first_line():
    found = shown(text="⏰ 42 min late: I was offline. buy milk (#1)", kind="reminder", cards=[card()])
    assert found[0].startswith("⏰ ")
    assert len(found) == 1


@pytest.mark.parametrize("kind", ["answer", "refusal", "question", "reminder", "notice"])
def test_without_colours_there_is_no_escape(kind):
    found = shown(text="Hello\nthere", kind=kind, cards=[card(), card()], buttons=[{"label": "Undo"}])
    assert "\x1b" not in "".join(found)


def test_with_colours_what_matters_stands_out_and_every_colour_ends_in_its_line():
    found = lines(message("No.\nType: list", kind="refusal", cards=[card(), card(due_text="today")]), colour=True)
    assert found[0] == "\x1b[33mNo.\x1b[0m"
    assert "\x1b[1mbuy milk\x1b[0m" in found[2]
    assert all(line.count("\x1b[") == 2 * line.count("\x1b[0m") for line in found)


def test_a_message_without_words_is_no_empty_line():
    assert shown(text="", cards=[card()]) == ["    #1 ☐ buy milk"]


@pytest.mark.parametrize("evil", ["\x1b[2Jgone", "ring\x07", "back\x08\x08", "left\r", "csi\x9b2J"])
def test_what_a_terminal_would_obey_is_not_printed(evil):
    form = {"fields": [{"label": "Title", "value": evil}]}
    said = shown(text=f"Created: {evil}", cards=[card(1, evil), card(2, evil, tags=[evil])], form=form)
    assert len(said) == 5
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for line in said for sign in line)
