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
    ("list this week", "list_tasks", {"filter": "week"}),
    ("remind me 2d unmute someone", "remind", {"title": "unmute someone", "when": "2026-03-06 10:30"}),
    ("lunch next monday", "create_task", {"title": "lunch", "due": "2026-03-09 12:00"}),
    ("remind me about lunch tomorrow", "remind", {"title": "lunch", "when": "2026-03-05 12:00"}),
    ("remind @everyone in 5m lunch", "remind", {"title": "lunch", "when": "2026-03-04 10:35"}),
    ("remind me tomorrow 0930 to call", "remind", {"title": "call", "when": "2026-03-05 09:30"}),
    ("remind me two weeks from monday to pay", "remind", {"when": "2026-03-23"}),
    ("remind everyone in 10 minutes to vote", "remind", {"title": "vote", "target": "us"}),
    ("remind the team to vote in 10 minutes", "remind", {"title": "vote", "target": "us"}),
    ("remind the team lead to vote in 10 minutes", "remind", {"title": "the team lead to vote", "target": None}),
    ("meeting next friday at 4", "create_task", {"due": "2026-03-13 16:00", "other": "2026-03-06 16:00"}),
    ("pay rent on 4/3 at 5", "create_task", {"due": "2026-04-03 17:00", "other": "2026-03-04 17:00"}),
    ("remind me every month on the 1st and 15th to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=1,15"}),
    ("remind me on the 1st and 15th of every month to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=1,15"}),
    ("remind me every 15th and 31st to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=15,-1"}),
    ("remind me every 3 months on the 15th to pay", "remind", {"rrule": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"}),
    ("remind me monthly on the first monday to plan", "remind", {"title": "plan", "rrule": "FREQ=MONTHLY;BYDAY=1MO"}),
    ("every month on the last friday drinks at 5", "create_task", {"title": "drinks", "due": "2026-03-27 17:00"}),
    ("remind me every month on the last day to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=-1"}),
    (
        "remind me every monday through june to call",
        "remind",
        {"title": "call", "rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260701T035959Z"},
    ),
    ("remind me to call every monday x5", "remind", {"title": "call", "rrule": "FREQ=WEEKLY;BYDAY=MO;COUNT=5"}),
    (
        "remind me to call mum every day for the next 3 days",
        "remind",
        {"title": "call mum", "rrule": "FREQ=DAILY;UNTIL=20260308T045959Z"},
    ),
    (
        "starting friday remind me every day at 10am for 8 weeks to run",
        "remind",
        {"title": "run", "when": "2026-03-06 10:00", "rrule": "FREQ=DAILY;UNTIL=20260501T135959Z"},
    ),
    (
        "every day at 10am starting friday for 8 weeks run",
        "create_task",
        {"title": "run", "due": "2026-03-06 10:00", "rrule": "FREQ=DAILY;UNTIL=20260501T135959Z"},
    ),
    ("remind me to run every day for two months", "remind", {"rrule": "FREQ=DAILY;UNTIL=20260505T035959Z"}),
    ("remind me every 29 february to jump", "remind", {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"}),
    ("the report is due friday", "create_task", {"title": "the report", "due": "2026-03-06"}),
]


@pytest.mark.parametrize(("said", "intent", "expected"), ROWS, ids=[row[0] or "empty" for row in ROWS])
def test_other_words_mean_the_same(reads, said, intent, expected):
    assert reads(said, expected) == (intent, expected)
