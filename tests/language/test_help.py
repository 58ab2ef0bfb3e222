"""The pages of help name every command that can be said, and what they show is understood as what it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.commands.registry import COMMANDS
from core.nlu.pipeline import Language
from core.replies import load

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
BOOK = load("en")
PAGES = ("help", "help_tasks", "help_reminders", "help_settings", "help_time")
FILES = "export"  # the page of help about it names addresses to fetch as well
LANGUAGE = Language()
WANTED = {name for name, kind in COMMANDS.items() if kind.spoken}


def shown(page: str) -> list[str]:
    """What a page gives to type: the left column of `help`, else what stands between the dots."""
    text = BOOK.text(page)
    if page == "help":
        lines = [line for line in text.splitlines() if line.startswith("  ")]
        columns = [line.strip().split("  ")[0] for line in lines] + [text.splitlines()[-1].removeprefix("More: ")]
        return [said for column in columns for said in column.split(", ")]
    whole = text.replace(" ·\n", " · ")  # a line that goes on
    typed = [sentence for line in whole.splitlines() for sentence in line.split(". ") if " · " in sentence]
    return [said.strip().removesuffix(".") for line in typed for said in line.split(": ", 1)[-1].split(" · ")]


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_understood(page):
    assert shown(page)
    if page == "help_time":  # times alone: each completes a wish
        wishes = [f"remind me {said} to call Bob" for said in shown(page)]
    else:
        wishes = shown(page)
    assert [said for said in wishes if LANGUAGE.understand(said, NOW).intent not in COMMANDS] == []


def test_every_command_that_can_be_said_stands_on_a_page():
    named = {LANGUAGE.understand(said, NOW).intent for page in PAGES for said in shown(page)} | {FILES}
    assert WANTED - named == set(), "say these on a page of help in core/replies/en.yaml"
