"""The pages of help name every command that can be said, and what they show is understood as what it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.commands.registry import COMMANDS
from core.nlu.languages import Languages
from core.replies import load

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LANGUAGES = ("en", "de")
BOOKS = {name: load(name) for name in LANGUAGES}
PAGES = ("help", "help_tasks", "help_reminders", "help_settings", "help_time")
FILES = "export"  # the page of help about it names addresses to fetch as well
READ = Languages()
WANTED = {name for name, kind in COMMANDS.items() if kind.spoken}


def shown(page: str, language: str) -> list[str]:
    """What a page gives to type: the left column of `help`, else what stands between the dots."""
    text = BOOKS[language].text(page)
    if page == "help":
        lines = [line for line in text.splitlines() if line.startswith("  ")]
        columns = [line.strip().split("  ")[0] for line in lines] + [
            text.splitlines()[-1].removeprefix("More: ").removeprefix("Mehr: ")
        ]
        return [said for column in columns for said in column.split(", ")]
    whole = text.replace(" ·\n", " · ")  # a line that goes on
    typed = [sentence for line in whole.splitlines() for sentence in line.split(". ") if " · " in sentence]
    return [said.strip().removesuffix(".") for line in typed for said in line.split(": ", 1)[-1].split(" · ")]


def understood(said: str, language: str) -> str | None:
    return READ.understand(said, NOW, locale=language).intent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_understood(page, language):
    wishes = shown(page, language)
    assert wishes
    if page == "help_time":  # times alone: each completes a wish
        wishes = [WISH[language].format(said=said) for said in wishes]
    assert [said for said in wishes if understood(said, language) not in COMMANDS] == []


WISH = {"en": "remind me {said} to call Bob", "de": "erinnere mich {said} an den Tee"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_can_be_said_stands_on_a_page(language):
    named = {understood(said, language) for page in PAGES for said in shown(page, language)} | {FILES}
    assert WANTED - named == set(), f"say these on a page of help in core/replies/{language}.yaml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_of_a_command_is_that_command(language):
    book = BOOKS[language]
    told = {name.removeprefix("example_"): book.text(name) for name in book.sentences if name.startswith("example_")}
    assert [(name, said) for name, said in told.items() if understood(said, language) != name] == []
