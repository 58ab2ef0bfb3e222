"""What people type, row by row, with what it must mean on Wednesday 2026-03-04 at 10:30 in New York."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.nlu.pipeline import Language
from core.nlu.reading import Slots, When

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))

ROWS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("remind me about this task in 5 minutes", "remind", {"ref": "this", "when": "2026-03-04 10:35", "title": None}),
    (
        "remind me to take out the trash in 20 minutes",
        "remind",
        {"title": "take out the trash", "when": "2026-03-04 10:50"},
    ),
    ("/remind me Do the dishes in 1 day", "remind", {"title": "Do the dishes", "when": "2026-03-05 10:30"}),
    ("in half an hour remind me to stretch", "remind", {"title": "stretch", "when": "2026-03-04 11:00"}),
    ("2d unmute someone", "remind", {"title": "unmute someone", "when": "2026-03-06 10:30"}),
    ("1y Happy birthday", "remind", {"title": "Happy birthday", "when": "2027-03-04 10:30"}),
    ("remind me at 3:30pm to join", "remind", {"title": "join", "when": "2026-03-04 15:30"}),
    ("remind me at 9am to call", "remind", {"when": "2026-03-05 09:00", "note": "moved_to_tomorrow"}),
    ("remind me at 1400 to call", "remind", {"when": "2026-03-04 14:00"}),
    ("remind me at 1230 am to call", "remind", {"when": "2026-03-05 00:30"}),
    (
        "next thursday at 3pm do something funny",
        "create_task",
        {
            "due": "2026-03-12 15:00",
            "note": "ambiguous_next",
            "other": "2026-03-05 15:00",
            "title": "do something funny",
        },
    ),
    ("do the dishes tomorrow", "create_task", {"title": "do the dishes", "due": "2026-03-05"}),
    ("tomorrow 8:00 stand-up notes", "create_task", {"title": "stand-up notes", "due": "2026-03-05 08:00"}),
    ("remind me tonight to lock the door", "remind", {"title": "lock the door", "when": "2026-03-04 21:00"}),
    ("eow Buy groceries", "create_task", {"title": "Buy groceries", "due": "2026-03-06 17:00"}),
    ("eom Buy groceries", "create_task", {"title": "Buy groceries", "due": "2026-03-31"}),
    ("eod Buy groceries", "create_task", {"title": "Buy groceries", "due": "2026-03-04 17:00"}),
    ("/remind me Mow the lawn on 7th", "remind", {"title": "Mow the lawn", "when": "2026-03-07"}),
    ('"meet us downtown!" on 7/13 at noon', "create_task", {"title": "meet us downtown!", "due": "2026-07-13 12:00"}),
    ("remind me to pay on 2020-08-10 13:55", "remind", {"problem": "in_the_past"}),
    ("in 3 business days ping legal", "create_task", {"title": "ping legal", "due": "2026-03-09"}),
    ("remind me a week from friday to pay", "remind", {"title": "pay", "when": "2026-03-13"}),
    ("<t:1772670600:f> drink water", "create_task", {"title": "drink water", "due": "2026-03-04 19:30"}),
    (
        "remind me tomorrow 3pm PST to call LA",
        "remind",
        {"title": "call LA", "when": "2026-03-05 15:00", "tz": "America/Los_Angeles"},
    ),
    (
        "remind me every day at 9am to stretch",
        "remind",
        {"title": "stretch", "when": "2026-03-05 09:00", "rrule": "FREQ=DAILY"},
    ),
    ("remind me daily at noon to eat", "remind", {"title": "eat", "when": "2026-03-04 12:00", "rrule": "FREQ=DAILY"}),
    (
        "remind me every weekday at 9 to stand up",
        "remind",
        {"title": "stand up", "when": "2026-03-05 09:00", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
    ),
    (
        "/remind me to attend the team meeting at 11:00 every Tuesday",
        "remind",
        {"title": "attend the team meeting", "when": "2026-03-10 11:00", "rrule": "FREQ=WEEKLY;BYDAY=TU"},
    ),
    (
        "remind me to sync every Monday Wednesday Friday at 10:00",
        "remind",
        {"title": "sync", "when": "2026-03-06 10:00", "rrule": "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
    ),
    (
        "remind me to drink a beer at 5pm on Fridays",
        "remind",
        {"title": "drink a beer", "when": "2026-03-06 17:00", "rrule": "FREQ=WEEKLY;BYDAY=FR"},
    ),
    (
        "remind me every other friday and saturday to rest",
        "remind",
        {"title": "rest", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SA"},
    ),
    (
        "remind me every 1/30 and 9/30 at noon to pay",
        "remind",
        {"title": "pay", "when": "2026-09-30 12:00", "rrule": "FREQ=YEARLY;BYMONTH=1,9;BYMONTHDAY=30"},
    ),
    ("remind me every 3rd friday to pay", "remind", {"rrule": "FREQ=MONTHLY;BYDAY=3FR", "when": "2026-03-20"}),
    (
        "remind me on the first monday of each month to pay",
        "remind",
        {"rrule": "FREQ=MONTHLY;BYDAY=1MO", "when": "2026-04-06"},
    ),
    (
        "remind me every last day of the month to pay",
        "remind",
        {"rrule": "FREQ=MONTHLY;BYMONTHDAY=-1", "when": "2026-03-31"},
    ),
    ("remind me every 31st to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"}),
    ("remind me every quarter to pay", "remind", {"rrule": "FREQ=MONTHLY;INTERVAL=3"}),
    (
        "remind me every jan 27th to pay",
        "remind",
        {"rrule": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=27", "when": "2027-01-27"},
    ),
    (
        "remind me every day at 10am starting friday for 8 weeks to run",
        "remind",
        {"when": "2026-03-06 10:00", "rrule": "FREQ=DAILY;UNTIL=20260501T135959Z"},
    ),
    ("remind me every monday 5 times to call", "remind", {"rrule": "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "title": "call"}),
    (
        "remind me to drink water every 2 hours from 9 to 17 on weekdays",
        "remind",
        {
            "title": "drink water",
            "when": "2026-03-04 11:00",
            "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,11,13,15,17;BYMINUTE=0",
        },
    ),
    (
        "remind me every day for 2 weeks to relax",
        "remind",
        {"title": "relax", "rrule": "FREQ=DAILY;UNTIL=20260319T035959Z"},
    ),
    ("@Role 24 dec Merry Christmas", "create_task", {"title": "Merry Christmas", "due": "2026-12-24"}),
    ("plan the christmas party", "create_task", {"title": "plan the christmas party", "due": None}),
    ("buy bread (tomorrow at 5pm)", "create_task", {"title": "buy bread", "due": "2026-03-05 17:00"}),
    ("remind me at 25:00", "remind", {"problem": "no_such_time"}),
    ("mark task buy groceries as complete", "complete_task", {"ref": "buy groceries"}),
    ("done 5", "complete_task", {"ref": 5}),
    ("/done 5", "complete_task", {"ref": 5}),
    ("/dot 5", "complete_task", {"ref": 5}),
    ("tick 5", "complete_task", {"ref": 5}),
    ("I finished the report", "complete_task", {"ref": "report"}),
    ("reopen 5", "reopen_task", {"ref": 5}),
    ("untick 5", "reopen_task", {"ref": 5}),
    ("mark all overdue tasks done", "complete_task", {"ref": "all", "filter": "overdue"}),
    ("/todo list", "list_tasks", {"filter": None}),
    ("what's on my plate", "list_tasks", {}),
    ("today", "list_tasks", {"filter": "today"}),
    ("week", "list_tasks", {"filter": "week"}),
    ("overdue", "list_tasks", {"filter": "overdue"}),
    ("in", "list_tasks", {"filter": "in"}),
    ("out", "list_tasks", {"filter": "out"}),
    ("list @alice", "list_tasks", {"assignees": ("alice",)}),
    ("list #general", "list_tasks", {"tags": ("general",)}),
    ("/remind list", "list_reminders", {}),
    ("delete reminder 5", "cancel_reminder", {"ref": 5}),
    ("cancel the dishes reminder", "cancel_reminder", {"ref": "dishes"}),
    ("remove all completed", "delete_task", {"ref": "all", "filter": "done"}),
    ("snooze 1h", "snooze", {"when": "2026-03-04 11:30"}),
    ("snooze until monday 9", "snooze", {"when": "2026-03-09 09:00"}),
    ("again", "snooze", {"when": None}),
    ("later", "snooze", {"when": "2026-03-04 13:30"}),
    ("set reminder 5 to monday 5 am", "move_reminder", {"ref": 5, "when": "2026-03-09 05:00"}),
    ("update 5 at 17:00", "move_reminder", {"ref": 5, "when": "2026-03-04 17:00"}),
    ("move it to friday", "move_reminder", {"ref": "this", "when": "2026-03-06"}),
    ("skip the next one", "skip_next", {"ref": "this"}),
    ("pause until monday", "pause_reminder", {"ref": "this", "when": "2026-03-09"}),
    ("stop until monday", "pause_reminder", {"ref": "this", "when": "2026-03-09"}),
    ("resume", "resume_reminder", {"ref": "this"}),
    ("stop the stand-up reminder", "cancel_reminder", {"ref": "stand-up"}),
    ("remind me every 15th to pay", "remind", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=15", "when": "2026-03-15"}),
    ("remind me every last friday of the month to pay", "remind", {"rrule": "FREQ=MONTHLY;BYDAY=-1FR"}),
    (
        "remind me every monday until 30 june to call",
        "remind",
        {"title": "call", "rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260701T035959Z"},
    ),
    ("assign 5 to @bob", "assign_task", {"ref": 5, "assignees": ("bob",)}),
    ("claim 5", "claim_task", {"ref": 5}),
    ("free 5", "free_task", {"ref": 5}),
    ("send @bob review PR", "create_task", {"title": "review PR", "assignees": ("bob",)}),
    (
        "/remind @jessica about the interview in three hours",
        "remind",
        {"title": "the interview", "when": "2026-03-04 13:30", "target": "@jessica", "assignees": ()},
    ),
    ("/remind ~test-team New tests at two", "remind", {"title": "New tests", "target": "~test-team"}),
    ("/remind #team New tests at two", "remind", {"title": "New tests", "target": "#team", "tags": ()}),
    ("in 10 minutes remind @jessica to vote", "remind", {"title": "vote", "target": "@jessica"}),
    ("remind us in 10 minutes to vote", "remind", {"title": "vote", "when": "2026-03-04 10:40", "target": "us"}),
    ("remind here in 10 minutes to vote", "remind", {"title": "vote", "target": "here"}),
    (
        "/remind #channel sync every Monday Wednesday Friday at 10:00",
        "remind",
        {"title": "sync", "target": "#channel", "rrule": "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
    ),
    (
        "/remind @user Drink a beer at 5pm on Fridays",
        "remind",
        {"title": "Drink a beer", "target": "@user", "rrule": "FREQ=WEEKLY;BYDAY=FR"},
    ),
    ("/remind <@&77> 24 dec Merry Christmas", "remind", {"title": "Merry Christmas", "target": "<@&77>"}),
    ("remind me to pay @bob tomorrow", "remind", {"assignees": ("bob",), "target": None}),
    ('rename 5 to "buy oat milk"', "update_task", {"ref": 5, "title": "buy oat milk"}),
    ("change title to buy oat milk", "update_task", {"ref": "this", "title": "buy oat milk"}),
    ("due 5 25/04", "update_task", {"ref": 5, "when": "2026-04-25"}),
    ("no date", "update_task", {"ref": "this", "topic": "no_date"}),
    ("make 5 urgent", "update_task", {"ref": 5, "priority": 1}),
    ('add "The 9/11 Report" to reading', "create_task", {"title": "The 9/11 Report", "list_name": "reading"}),
    ("list reading", "list_tasks", {"list_name": "reading"}),
    ("undo", "undo", {}),
    ("undo that", "undo", {}),
    ("/timezone Berlin", "set_timezone", {"zone": "Europe/Berlin"}),
    ("my timezone is EST", "set_timezone", {"zone": "EST"}),
    ("help", "help", {}),
    ("?", "help", {}),
]

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


@cache
def language() -> Language:
    return Language()


def _seen(name: str, slots: Slots, problem: str | None) -> Any:
    when = slots.when or slots.due
    if name in ("when", "due"):
        value: When | None = getattr(slots, name)
        return None if value is None else value.start.strftime("%Y-%m-%d %H:%M" if value.has_time else "%Y-%m-%d")
    if name == "problem":
        return problem
    if name == "ref":
        ref = slots.ref
        return (
            None
            if ref is None
            else ref.number
            if ref.kind == "number"
            else ref.title
            if ref.kind == "title"
            else ref.kind
        )
    if when is not None and name in ("rrule", "note", "other", "tz"):
        return {
            "rrule": ";".join(when.rrule),
            "note": when.notes[0].code if when.notes else None,
            "other": when.others[0].start.strftime("%Y-%m-%d %H:%M") if when.others else None,
            "tz": when.zone,
        }[name]
    return getattr(slots, name, None)


@pytest.mark.parametrize(("said", "intent", "expected"), ROWS + TRAPS, ids=[row[0] or "empty" for row in ROWS + TRAPS])
def test_a_sentence_means_what_the_grammar_says(said: str, intent: str | None, expected: dict[str, Any]) -> None:
    understood = language().understand(said, NOW)
    problem = understood.problem.code if understood.problem is not None else None
    seen = {name: _seen(name, understood.slots, problem) for name in expected}
    assert (understood.intent, seen) == (intent, expected)
