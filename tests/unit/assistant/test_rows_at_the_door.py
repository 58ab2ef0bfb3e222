"""Sentences of the grammar come out of the front door as the thing that they ask for."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.db.uow import Scope
from core.messages import Address, Author, Incoming


@pytest.fixture
def post(services):
    """Type something in a channel that others read too."""

    async def typed(text: str = "", who: str = "ann", **more):
        place, author = Address("fakechat", "T1", "general", "", ""), Author(who, who.title(), zone="Europe/Berlin")
        sent = Incoming(place, author, uuid.uuid4().hex, text=text, private=False, **more)
        return await services.assistant.handle(sent)

    return typed


NEW_TASKS = [
    ("todo: call the bank tomorrow", {"title": "call the bank", "priority": 4}),
    ("I need to renew my passport by friday", {"title": "renew my passport"}),
    ("Submit report tomorrow 4pm p1 #work @bob", {"title": "Submit report", "priority": 1, "tags": ["work"]}),
    ("put milk in the fridge tomorrow", {"title": "put milk in the fridge"}),
    ("add read The 9/11 Report", {"title": "read The 9/11 Report", "due": None}),
    ("add review Q3 2026 budget", {"title": "review Q3 2026 budget", "due": None}),
    ("add march report", {"title": "march report", "due": None}),
    ("add book sun festival", {"title": "book sun festival", "due": None}),
    ("add cancel my gym subscription next monday", {"title": "cancel my gym subscription"}),
    ("mark the calendar for friday", {"title": "mark the calendar"}),
    ("send @bob review PR", {"title": "review PR"}),
]


@pytest.mark.parametrize(("words", "fields"), NEW_TASKS, ids=[row[0] for row in NEW_TASKS])
async def test_a_new_task(post, words, fields):
    await post("hello", "bob")
    made = await post(words)
    assert (made.status, {name: made.data[name] for name in fields}) == (201, fields)
    assert len(made.data["assignees"]) == ("@bob" in words)
    assert made.reply.mentions == ()


REMINDERS = [
    ("2d unmute someone", "unmute someone", []),
    ("1y Happy birthday", "Happy birthday", []),
    ("remind me at 1400 to call", "call", []),
    ("remind me at 1230 am to call", "call", []),
    ("remind me a week from friday to pay", "pay", []),
    ("remind me to ask May about the visa at 4", "ask May about the visa", []),
    ("remind me to remind Bob to pay on friday", "remind Bob to pay", []),
    ("/remind @bob about the interview in three hours", "the interview", []),
    ("/remind #general New tests at two", "New tests", []),
    ("remind us in 10 minutes to vote", "vote", []),
    ("/remind #general sync every Monday Wednesday Friday at 10:00", "sync", ["FREQ=WEEKLY;BYDAY=MO,WE,FR"]),
    ("@bob Drink a beer at 5pm on Fridays", "Drink a beer", ["FREQ=WEEKLY;BYDAY=FR"]),
    ("every 3rd friday pay rent", "pay rent", ["FREQ=MONTHLY;BYDAY=3FR"]),
    ("remind me first monday each month to plan", "plan", ["FREQ=MONTHLY;BYDAY=1MO"]),
    ("remind me every last day of the month to pay", "pay", ["FREQ=MONTHLY;BYMONTHDAY=-1"]),
    ("remind me every last friday of the month to pay", "pay", ["FREQ=MONTHLY;BYDAY=-1FR"]),
    ("remind me every 15th to pay", "pay", ["FREQ=MONTHLY;BYMONTHDAY=15"]),
    ("remind me every 31st to pay", "pay", ["FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"]),
    ("remind me every monday 5 times to call", "call", ["FREQ=WEEKLY;BYDAY=MO;COUNT=5"]),
]


@pytest.mark.parametrize(("words", "text", "rule"), REMINDERS, ids=[row[0] for row in REMINDERS])
async def test_a_new_reminder(post, words, text, rule):
    await post("hello", "bob")
    made = await post(words)
    assert (made.status, made.data["text"], made.data["rrule"]) == (201, text, rule)
    assert (await post("undo")).reply.code.startswith("undone")


async def test_rules_with_an_end_and_a_beginning_are_kept(post):
    for words, end in (
        ("remind me every day at 10am starting friday for 8 weeks to run", "UNTIL"),
        ("remind me every monday until 30 june to call", "UNTIL"),
    ):
        made = await post(words)
        assert end in made.data["rrule"][0]


REFUSED = [
    ("remind me in 0 minutes", "not_ahead"),
    ("remind me in -5 minutes", "not_ahead"),
    ("remind me in 900 years", "too_far"),
    ("remind me on feb 30", "no_such_day"),
    ("remind me on 2020-08-10 13:55 to pay", "in_the_past"),
    ("/todo settings summary off", "setting_unknown"),
]


@pytest.mark.parametrize(("words", "code"), REFUSED)
async def test_what_cannot_be_is_refused_with_its_reason(post, words, code):
    answer = await post(words)
    assert (answer.reply.kind, answer.reply.code) == ("refusal", code)
    assert (await post("list")).data["items"] == []


async def test_changes_of_a_task_by_its_number(post):
    await post("hello", "bob")
    number = (await post("add buy milk")).data["number"]
    for words, field, value in (
        (f'rename {number} to "buy oat milk"', "title", "buy oat milk"),
        ("change title to buy soy milk", "title", "buy soy milk"),
        (f"due {number} 25/04", "due", "04-25"),
        ("no date", "due", None),
        (f"{number} due tomorrow", "due", "20"),
        (f"clear due {number}", "due", None),
        (f"assign {number} to @bob", "assignees", 1),
        (f"free {number}", "assignees", 0),
        (f"claim {number}", "assignees", 1),
    ):
        answer = await post(words)
        found = answer.data[field]
        if field == "assignees":
            assert len(found) == value, words
        elif field == "due" and value:
            assert value in found, words
        else:
            assert found == value, words
    assert (await post("change title")).reply.code == "update_what"


async def test_all_that_is_overdue_is_done_after_a_question_that_counts(services, post):
    for words in ("add pay rent", "add buy milk", "add call Ann tomorrow"):
        await post(words)
    asked = await post("mark all overdue tasks done")
    assert asked.reply.code.startswith("bulk")
    assert (await post("all overdue tasks are done")).reply.code == asked.reply.code


@pytest.mark.parametrize("words", ["/todo settings", "help", "?", "export", "link discord"])
async def test_what_is_asked_about_the_bot_is_answered_and_changes_nothing(post, words):
    answer = await post(words)
    assert (answer.status, answer.reply.kind) == (200, "answer")
    assert answer.reply.code in ("settings_shown", "help", "export_ready", "help_link")
    assert (await post("list")).data["items"] == []


async def test_two_of_one_name_are_asked_about(post):
    for _ in range(2):
        await post("add buy groceries")
    asked = await post("complete groceries")
    assert (asked.reply.code, len(asked.reply.buttons)) == ("which_one", 2)


async def test_one_event_delivered_three_times_is_one_task(services):
    place = Address("fakechat", "T1", "general", "", "")
    sent = Incoming(place, Author("ann", "Ann", zone="Europe/Berlin"), "event-1", text="add buy milk", private=False)
    numbers = {(await services.assistant.handle(sent)).data["number"] for _ in range(3)}
    assert len(numbers) == 1


async def test_a_task_rings_so_long_before_it_is_due(post):
    number = (await post("add write the report")).data["number"]
    refused = await post(f"remind me 1 hour before task {number} is due")
    assert (refused.reply.kind, refused.reply.code) == ("refusal", "remind_no_due")
    due = datetime.fromisoformat((await post(f"due {number} in 3 days at 5pm")).data["due"])
    for words, early in (
        (f"remind me 1 hour before task {number} is due", timedelta(hours=1)),
        (f"pls remind me the day before #{number} is due", timedelta(days=1)),
        (f"remind me about task {number} half an hour before it's due", timedelta(minutes=30)),
        ("remind me 2 hours before the report is due", timedelta(hours=2)),
    ):
        made = await post(words)
        assert (made.reply.code, made.data["text"]) == ("remind_set", "write the report"), words
        assert due - datetime.fromisoformat(made.data["due_at"]) == early, words
    assert (await post("undo")).reply.code.startswith("undone")
    assert (await post(f"remind me 9 days before task {number} is due")).reply.code == "when_past"
    assert (await post("remind me 1 hour before the zebra is due")).reply.code == "no_title"


@pytest.mark.parametrize(
    ("words", "title", "minutes"),
    [
        ("30m!5m turn off stove", "turn off stove", 5),
        ("1h!10m Take the pizza out!", "Take the pizza out", 10),
        ("nag me every 5 min to call Ann", "call Ann", 5),
        ("bug me every 2 minutes until I turn off the stove", "turn off the stove", 2),
        ("remind me at 5pm to call Ann, then keep reminding me every 10 minutes", "call Ann", 10),
    ],
)
async def test_what_nags_rings_until_it_is_done_and_twenty_times_at_most(post, words, title, minutes):
    made = await post(words)
    assert (made.reply.code, made.data["text"]) == ("remind_nag", title)
    assert made.data["rrule"] == [f"FREQ=MINUTELY;INTERVAL={minutes};COUNT=20"]
    (task,) = (await post("list")).data["items"]
    assert task["title"] == title
    assert (await post(f"done {task['number']}")).reply.code == "task_completed_silenced"
    assert (await post("reminders")).data["items"] == []
    assert (await post("undo")).reply.code.startswith("undone")
    assert len((await post("reminders")).data["items"]) == 1


async def test_what_was_just_made_can_be_made_to_nag(post):
    made = await post("add call Ann")
    nagging = await post("nag me every 5 min until it's done")
    assert (nagging.reply.code, nagging.data["text"]) == ("remind_nag", "call Ann")
    assert nagging.reply.cards[0].id == made.reply.cards[0].id
    assert (await post("nag me every 0 minutes to eat")).reply.code == "nag_often"


async def rung(services, number):
    """As if the reminder's firing had been told; its id."""

    async def work(tx):
        return await tx.rows(
            "UPDATE occurrences SET state = 'sent', sent_at = todobot_now() WHERE state = 'scheduled' AND reminder_id ="
            " (SELECT id FROM reminders WHERE number = %(number)s) RETURNING id",
            number=number,
        )

    (row,) = await services.db.run(Scope.system("test"), work)
    return row["id"].hex


@pytest.mark.parametrize(
    "words", ["every! 3 days at 9 water plants", "remind me to water plants every 3 days at 9 after completion"]
)
async def test_what_counts_from_its_done_comes_so_long_after_it(services, post, words):
    made = await post(words)
    assert (made.reply.code, made.data["text"]) == ("remind_after_done", "water plants")
    assert made.data["rrule"] == ["FREQ=DAILY;INTERVAL=3", "X-AFTER-DONE"]
    told = await rung(services, made.data["number"])
    assert (await post("reminders")).data["items"] == []
    before = datetime.now(ZoneInfo("Europe/Berlin")).date()
    done = await post(action=f"1:acknowledge:{told}")
    assert done.reply.code == "acknowledged_next"
    (ahead,) = (await post("reminders")).data["items"]
    at = datetime.fromisoformat(ahead["due_at"]).astimezone(ZoneInfo("Europe/Berlin"))
    assert (at.hour, at.minute) == (9, 0)
    assert timedelta(days=3) <= at.date() - before <= timedelta(days=4)  # midnight may have come in between
    assert (await post(action=f"1:acknowledge:{told}")).reply.code == "acknowledged"
    assert len((await post("reminders")).data["items"]) == 1


async def test_who_tells_of_being_away_does_not_answer_when(post):
    asked = await post("remind me to call Ann")
    assert asked.reply.code == "remind_when"
    assert (await post("I'm away until 3 May")).reply.kind == "refusal"
    assert (await post("tomorrow at 9")).reply.code == "remind_set"


@pytest.mark.parametrize(
    ("words", "code"),
    [("every easter call mum", "no_rule"), ("quiet 22-7", "setting_unknown"), ("nag me every 0 minutes", "nag_often")],
)
async def test_what_cannot_be_granted_says_so_and_makes_nothing(post, words, code):
    answer = await post(words)
    assert (answer.reply.kind, answer.reply.code) == ("refusal", code)
    assert (await post("list")).data["items"] == []
