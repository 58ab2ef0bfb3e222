"""Every sentence that the code names is in the book, and the book fills its blanks without losing instants."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.messages import Day, Instant, Mention
from core.replies import load
from core.replies.book import plain

ROOT = Path(__file__).resolve().parents[3]
REFUSALS = {"UserError", "NotFoundError", "ConflictError", "ForbiddenError"}
SAYING = {"reply", "say", "parts", "text", "_refusal"}
BOOK = load("en")


def named() -> set[tuple[str, str]]:
    """(sentence, file) for every literal name in core and workers."""
    found: set[tuple[str, str]] = set()
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            place = 1 if name == "_refusal" else 0
            if name not in REFUSALS | SAYING or len(node.args) <= place:
                continue
            first = node.args[place]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.isidentifier():
                found.add((first.value, path.name))
    return found


def test_the_code_names_sentences():
    assert len(named()) > 60


@pytest.mark.parametrize(("name", "file"), sorted(named()))
def test_every_named_sentence_is_in_the_book(name, file):
    assert BOOK.has(name), f"{file} says {name}"


def test_an_instant_stays_an_instant():
    at = Instant(datetime(2026, 3, 5, 9, tzinfo=UTC), "Europe/Berlin")
    assert BOOK.parts("task_created_due", number=1, title="x", when=at) == ("Created #1: x. Due ", at, ".")


def test_a_title_with_braces_is_not_filled_again():
    assert "".join(map(plain, BOOK.parts("task_created", number=1, title="{number}"))) == "Created #1: {number}"


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Instant(datetime(2026, 3, 5, 8, tzinfo=UTC), "Europe/Berlin"), "Thu 5 Mar 2026 09:00 (Europe/Berlin)"),
        (Instant(datetime(2026, 3, 5, 8, 0, 7, tzinfo=UTC), "UTC"), "Thu 5 Mar 2026 08:00 (UTC)"),
        (Instant(datetime(2026, 3, 5, 8, 0, 7, tzinfo=UTC), "UTC", True), "Thu 5 Mar 2026 08:00:07 (UTC)"),
        (Day(date(2026, 3, 5)), "Thu 5 Mar 2026"),
        (Mention("u1", "Ann"), "@Ann"),
        ("text", "text"),
    ],
)
def test_a_part_as_plain_text(part, shown):
    assert plain(part) == shown


def test_an_unknown_language_speaks_english():
    assert load("xx").language == "en"
