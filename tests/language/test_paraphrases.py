"""The same wishes in other words."""

from __future__ import annotations

from typing import Any

import pytest

ROWS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("remind me in 5 minutes to remind @bob to pay", "remind", {"title": "remind @bob to pay", "assignees": ()}),
    ("ping @jessica in 2 hours about the deck", "create_task", {"title": "ping @jessica about the deck"}),
    ("call @bob tomorrow", "create_task", {"title": "call @bob", "assignees": ()}),
    ("lunch with @bob tomorrow", "create_task", {"title": "lunch with @bob", "assignees": ()}),
    ("every friday pay @bob", "create_task", {"title": "pay @bob"}),
    ("send the report to @bob", "create_task", {"title": "send the report", "assignees": ("bob",)}),
    ("prepare @bob the slides", "create_task", {"title": "prepare the slides", "assignees": ("bob",)}),
    ("@everyone lunch in 5m", "create_task", {"title": "@everyone lunch", "assignees": (), "due": "2026-03-04 10:35"}),
    ("show buy milk", "show_task", {"ref": "buy milk"}),
    ("list next week", "list_tasks", {"when": "2026-03-09"}),
    (
        "call Ann tomorrow at 3, ring me at 2",
        "remind",
        {"title": "call Ann", "due": "2026-03-05 15:00", "when": "2026-03-05 14:00"},
    ),
    ("meeting at 3, remind me at 2", "remind", {"due": "2026-03-04 15:00", "when": "2026-03-04 14:00"}),
    ("call Ann tomorrow, remind me at 9", "remind", {"due": "2026-03-05", "when": "2026-03-05 09:00"}),
    ("call Ann tomorrow at 3, ring me at 5", "remind", {"due": "2026-03-05 15:00", "when": "2026-03-04 17:00"}),
    (
        "dentist friday 10am remind me 1 hour before",
        "remind",
        {"title": "dentist", "due": "2026-03-06 10:00", "when": "2026-03-06 09:00"},
    ),
    ("dentist friday, remind me the day before", "remind", {"due": "2026-03-06", "when": "2026-03-05"}),
    ("add pay rent by friday, remind me thursday at 9", "remind", {"due": "2026-03-06", "when": "2026-03-05 09:00"}),
    ("call mum, remind me tomorrow at 9", "remind", {"title": "call mum", "due": None, "when": "2026-03-05 09:00"}),
    ("call Ann tomorrow at 3, ring me at 25:00", "remind", {"problem": "no_such_time"}),
    ("ask bob to remind me at 5", "create_task", {"title": "ask bob to remind me", "due": "2026-03-04 17:00"}),
]


@pytest.mark.parametrize(("said", "intent", "expected"), ROWS, ids=[row[0] or "empty" for row in ROWS])
def test_other_words_mean_the_same(reads, said, intent, expected):
    assert reads(said, expected) == (intent, expected)
