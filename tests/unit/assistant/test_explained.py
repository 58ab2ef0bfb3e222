"""What explain says is what is then created: the command, the firings and their shifts; and it leaves no trace."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

import pytest

from core.commands.registry import from_json
from core.db.uow import Scope
from core.domain.firings import MOST
from core.domain.reminder import Reminder
from tests.unit.assistant.conftest import incoming

SENTENCES = (
    "add buy milk",
    "add buy milk tomorrow at 5pm p1 #home",
    "call Ann on friday at 3",
    "remind me in 20 minutes to stretch",
    "remind me tomorrow to pay rent",
    "remind me to call Bob at 5pm",
    "remind me every weekday at 9 to write the report",
    "every other tuesday at 18:00 yoga",
    "remind me every day at 2:30am starting 27 march 2027 to feed the cat",
    "remind me on the 31st of every month at 9 to send invoices",
    "remind me in 3 months to renew the lease",
    "remind me every year on 29 february at 10 to jump",
    "nag me every 5 minutes tomorrow at 8 to take the pills",
    "every friday at 16:00 tea in Tokyo time",
    "call Ann tomorrow at 3, ring me at 2",
    "erinnere mich morgen um 9 daran, Bob anzurufen",
    "every! 3 days water plants",
    "jeden Montag um 8 Müll rausstellen",
    "add tea and remind me tomorrow at 9 to call Ann",
    "remind me tomorrow at 9 to:\n- call Ann\n- pay rent",
    "- buy milk\n- call Ann tomorrow at 6pm",
)
COUNTED = ("in 20 minutes", "in 3 months")  # from the moment that they are said, so a little later each time
TABLES = ("tasks", "reminders", "occurrences", "events", "outbox", "handled", "messages", "lists", "addresses")


async def rows(services, sql):
    async def work(tx):
        return await tx.rows(sql)

    return await services.db.run(Scope.system("test"), work)


async def scheduled(services):
    """The firings of each reminder: the first as it stands in the schedule, the others as its rule names them."""
    found = await rows(
        services,
        "SELECT r.*, o.due_at FROM reminders r JOIN occurrences o ON o.reminder_id = r.id ORDER BY r.number",
    )
    ahead = []
    for row in found:
        due = row.pop("due_at")
        reminder, firings = Reminder(**row), []
        while due is not None and len(firings) < MOST:
            firings.append(due)
            due = None if reminder.after_done else reminder.next_after(due)
        ahead.append(firings)
    return ahead


@pytest.mark.parametrize("text", SENTENCES)
async def test_what_explain_says_is_what_is_created(services, say, text):
    await say("hello")
    before = [await rows(services, f"SELECT count(*) FROM {table}") for table in TABLES]
    told = await services.assistant.explain(incoming(text))
    assert before == [await rows(services, f"SELECT count(*) FROM {table}") for table in TABLES]
    planned = []
    original = services.assistant._planner.plan

    async def spy(wish, context, about=None):
        planned.append(await original(wish, context, about))
        return planned[-1]

    services.assistant._planner.plan = spy
    done = await say(text)
    assert told["kind"] == planned[0].kind
    counted = any(words in text for words in COUNTED)
    if planned[0].command is not None and not counted:
        assert from_json(told["command"]) == planned[0].command
    if done.reply.kind == "question" and done.reply.code.startswith("several"):
        done = await say("yes")
    assert done.status < 400
    explained = [[datetime.fromisoformat(one["utc"]) for one in wish["firings"]] for wish in told["readings"]]
    explained = [firings for firings in explained if firings]
    there = await scheduled(services)
    assert [len(one) for one in explained] == [len(one) for one in there]
    for first, second in zip(chain(*explained), chain(*there), strict=True):
        assert abs(first - second) < timedelta(minutes=2 if counted else 0, microseconds=1)


async def test_a_shift_is_named_on_the_firing_that_it_moves(services, say):
    await say("hello")

    async def shifts(text):
        (wish,) = (await services.assistant.explain(incoming(text)))["readings"]
        return [(one["local"][:16], [shift["code"] for shift in one["shifts"]]) for one in wish["firings"]]

    assert await shifts("remind me every day at 2:30am starting 27 march 2027 to feed the cat") == [
        ("2027-03-27T02:30", []),
        ("2027-03-28T03:30", ["gap"]),
        ("2027-03-29T02:30", []),
        ("2027-03-30T02:30", []),
        ("2027-03-31T02:30", []),
    ]
    assert await shifts("remind me on 28 march 2027 at 2:30am to wake up") == [("2027-03-28T03:30", ["gap"])]
    assert await shifts("remind me on 31 october 2027 at 2:30am to sleep") == [("2027-10-31T02:30", ["overlap"])]
    monthly = await shifts("remind me on the 31st of every month at 9 starting 1 january 2027 to send invoices")
    assert [day[5:10] for day, _ in monthly] == ["01-31", "02-28", "03-31", "04-30", "05-31"]
    assert [codes for _, codes in monthly] == [[], ["month_end"], [], ["month_end"], []]


async def test_a_rule_that_begins_in_a_gap_goes_on_with_the_time_that_was_said(services, say):
    await say("remind me every day at 2:30am starting 28 march 2027 to feed the cat")
    ((first, second, *_),) = await scheduled(services)
    assert [f"{one:%d %H:%M}" for one in (first, second)] == ["28 01:30", "29 00:30"]


async def test_what_would_be_refused_says_so(services, say):
    await say("hello")
    told = await services.assistant.explain(incoming("remind me yesterday to call Ann"))
    assert (told["command"], told["reply"]["kind"]) == (None, "refusal")
    assert told["readings"][0]["problem"]["code"] == told["reply"]["code"]
    often = await services.assistant.explain(incoming("remind me every minute to blink"))
    assert often["reply"]["code"] == (await say("remind me every minute to blink")).reply.code == "rrule_often"
    assert often["readings"][0]["firings"] == []


async def test_all_readings_of_a_time_are_told_the_likeliest_first(services, say):
    await say("hello")
    told = await services.assistant.explain(incoming("call Ann tomorrow at 5"))
    (due,) = [slot for slot in told["readings"][0]["slots"] if slot["name"] == "due"]
    assert [one["start"][11:16] for one in due["readings"]] == ["17:00", "05:00"]
    assert due["value"] == due["readings"][0]


async def test_places_are_those_of_the_text_as_it_was_sent(services, say):
    await say("hello")
    text = "add \x00buy\u202e milk\r\nfat"
    told = await services.assistant.explain(incoming(text))
    where = {slot["name"]: [text[first:last] for first, last in slot["spans"]] for slot in told["readings"][0]["slots"]}
    assert where == {"title": ["buy\u202e milk"], "description": ["fat"]}
