"""One message, one effect: repeated, at the same time, or by somebody else."""

from __future__ import annotations

import asyncio

import pytest

from core.commands.registry import from_json
from core.db.uow import Scope
from core.messages import Address, Author, Incoming
from core.replies.book import plain


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


async def count(services, table: str) -> int:
    async with services.db.transaction(Scope.system("test")) as tx:
        return (await tx.one(f"SELECT count(*) AS n FROM {table}"))["n"]


async def test_the_same_key_has_one_effect_and_one_answer(services, say):
    first = await say("add buy milk", key="k1")
    again = await say("add buy milk", key="k1")
    assert first == again
    assert again.repeated and not first.repeated
    assert await count(services, "tasks") == 1


async def test_the_same_key_at_the_same_time_has_one_effect_and_one_answer(services, say):
    outcomes = await asyncio.gather(*(say("add buy milk", key="k1") for _ in range(6)))
    assert {words(one) for one in outcomes} == {"Created #1: buy milk"}
    assert await count(services, "tasks") == 1
    assert await count(services, "messages") == 2


async def test_a_refusal_is_given_once_and_leaves_nothing(services, say):
    first = await say("remind me yesterday to dance", key="k1")
    again = await say("remind me yesterday to dance", key="k1")
    assert first == again
    assert first.status == 422
    assert [await count(services, table) for table in ("tasks", "reminders", "events", "outbox")] == [0, 0, 0, 0]


async def test_numbers_go_on_over_tasks_and_reminders(say):
    await say("remind me to call Bob in 10 minutes")
    outcome = await say("add buy milk")
    assert words(outcome) == "Created #3: buy milk"


async def test_two_people_see_nothing_of_each_other(say):
    await say("add buy milk", who="ann")
    assert words(await say("list", who="bob")).startswith("Nothing is open")
    assert (await say("done 1", who="bob")).status == 404


async def test_a_commands_events_and_outbox_rows_are_there_when_it_is_answered(services, say):
    await say("remind me to call Bob in 10 minutes")
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows("SELECT e.type, e.data->'after'->>'number' AS number FROM events e ORDER BY e.id")
        topics = await tx.rows("SELECT topic FROM outbox ORDER BY id")
    assert [(row["type"], row["number"]) for row in rows] == [("task-created", "1"), ("reminder-scheduled", "2")]
    assert [row["topic"] for row in topics] == ["task-events", "task-updates", "reminders"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202e",
        "?",
        "asdf qwer",
        "x" * 1_000_000,
        "remind me to " + "y" * 5000,
        "🎉",
        "'; --",
    ],
)
async def test_nonsense_gets_an_answer_and_no_traceback(say, text):
    outcome = await say(text)
    assert words(outcome)
    assert outcome.status < 500


async def test_a_title_of_five_thousand_characters_keeps_every_one(services, say):
    await say("add " + "abcd " * 1000)
    async with services.db.transaction(Scope.system("test")) as tx:
        row = await tx.one("SELECT title, description FROM tasks")
    assert len(row["title"]) <= 200
    assert (row["title"] + row["description"]).count("abcd") >= 1000


async def test_a_stale_button_says_so(say):
    for action in ("1:dance:00", "2:complete_task:00", "1:complete_task:xyz", "", "1", "1:undo"):
        outcome = await say(action=action)
        assert outcome.status == 422, action


async def test_a_double_click_answers_with_the_present_state(say):
    created = await say("add buy milk")
    done = created.reply.cards[0].buttons[0]
    first, second = await say(action=done.action), await say(action=done.action)
    assert words(first) == "Done: #1 buy milk"
    assert words(second).startswith("#1 buy milk is done already")


async def test_what_is_planned_is_what_explain_tells(services, say):
    for text in ("add buy milk tomorrow", "remind me to call Bob at 5pm", "list", "done 1", "/timezone Tokyo", "hello"):
        message = Incoming(Address("terminal", "ann", "main", "", "ann"), Author("ann"), f"key-{text}", text=text)
        told = await services.assistant.explain(message)
        planned: list[object] = []
        original = services.assistant._planner.plan

        async def spy(incoming, context, about, original=original, planned=planned):
            plan = await original(incoming, context, about)
            planned.append(plan)
            return plan

        services.assistant._planner.plan = spy
        await services.assistant.handle(message)
        services.assistant._planner.plan = original
        if not planned:
            assert told["kind"] == "nothing"  # refused by both
            continue
        assert told["kind"] == planned[0].kind
        if told["command"] is not None:
            assert from_json(told["command"]) == planned[0].command


async def test_explaining_has_no_effect(services, say):
    await say("hello")
    before = [await count(services, table) for table in ("tasks", "events", "handled", "messages")]
    message = Incoming(Address("terminal", "ann", "main", "", "ann"), Author("ann"), "k", text="add buy milk")
    await services.assistant.explain(message)
    assert before == [await count(services, table) for table in ("tasks", "events", "handled", "messages")]


async def test_without_a_database_the_person_reads_a_sentence(services, say):
    await say("hello")

    async def refused(*args, **kwargs):
        raise OSError("gone")

    services.db._checkout = refused
    outcome = await say("add buy milk")
    assert (outcome.status, outcome.reply.code) == (503, "unavailable")
