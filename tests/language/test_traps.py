"""What looks like a date, a command or a wish and is not; times that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

TRAPS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("put milk in the fridge tomorrow", "create_task", {"title": "put milk in the fridge", "due": "2026-03-05"}),
    ("add read The 9/11 Report", "create_task", {"title": "read The 9/11 Report", "due": None}),
    ("add review Q3 2026 budget", "create_task", {"title": "review Q3 2026 budget", "due": None}),
    ("add march report", "create_task", {"title": "march report", "due": None}),
    ("add book sun festival", "create_task", {"title": "book sun festival", "due": None}),
    (
        "remind me to ask May about the visa at 4",
        "remind",
        {"title": "ask May about the visa", "when": "2026-03-04 16:00"},
    ),
    ("I may be late tomorrow", None, {}),
    ("don't remind me tomorrow", None, {}),
    ("do not remind me tomorrow", None, {}),
    ("no reminders tomorrow", None, {}),
    ("don't remind me about the dentist tomorrow", "cancel_reminder", {"ref": "dentist"}),
    ("show mum the photos tomorrow", "create_task", {"title": "show mum the photos", "due": "2026-03-05"}),
    ("remind me to remind Bob to pay on friday", "remind", {"title": "remind Bob to pay", "when": "2026-03-06"}),
    (
        "add cancel my gym subscription next monday",
        "create_task",
        {"title": "cancel my gym subscription", "due": "2026-03-09"},
    ),
    ("mark the calendar for friday", "create_task", {"title": "mark the calendar", "due": "2026-03-06"}),
    ("remind me in 0 minutes", "remind", {"problem": "not_ahead"}),
    ("remind me in -5 minutes to go", "remind", {"problem": "not_ahead"}),
    ("remind me in 900 years to go", "remind", {"problem": "too_far"}),
    ("remind me on feb 30 to go", "remind", {"problem": "no_such_day"}),
    ("remind me yesterday to go", "remind", {"problem": "in_the_past"}),
    ("remind me on 8 March at 2:30 to go", "remind", {"when": "2026-03-08 03:30", "note": "gap_shifted"}),
    ("hello", None, {}),
    ("thanks", None, {}),
    ("what?", None, {}),
    ("asdf", None, {}),
    ("tomorrow at 5", None, {}),
    ("", None, {}),
    ('add "The 9/11 Report"', "create_task", {"title": "The 9/11 Report", "due": None}),
    ("buy milk friday", "create_task", {"title": "buy milk", "due": "2026-03-06"}),
    ("buy milk", "create_task", {"title": "buy milk"}),
    ("tomorrow call Bob at 5", "create_task", {"title": "call Bob", "due": "2026-03-05 17:00"}),
    ("remind me this morning to eat", "remind", {"when": "2026-03-04 11:00", "note": "part_of_day_passed"}),
    ("remind me to X", "remind", {"title": "X", "when": None}),
]


@pytest.mark.parametrize(("said", "intent", "expected"), TRAPS, ids=[row[0] or "empty" for row in TRAPS])
def test_a_trap_is_not_stepped_into(reads, said, intent, expected):
    assert reads(said, expected) == (intent, expected)
