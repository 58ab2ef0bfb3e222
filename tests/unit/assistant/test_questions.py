"""What is asked, and what an answer or a click does then."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from core.bootstrap import build
from core.db import history
from core.db.uow import Scope, Transaction
from core.messages import Address, Author, Incoming
from core.replies.book import plain
from core.settings import Settings


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


async def test_which_of_a_tasks_reminders_is_asked_not_guessed(services, say):
    await say("remind me to call Bob in 10 minutes")
    await say("remind me about this in 20 minutes")
    asked = await say("cancel reminder 1")
    assert asked.reply.code == "which_one", words(asked)
    assert [button.label for button in asked.reply.buttons] == ["#2 call Bob", "#3 call Bob"]
    assert "call Bob" in words(await say(action=asked.reply.buttons[1].action))
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows("SELECT status FROM reminders ORDER BY number")
    assert [row["status"] for row in rows] == ["active", "cancelled"]


async def test_a_repeating_time_answers_the_question_for_a_time(services, say):
    asked = await say("remind me to stretch")
    assert asked.reply.kind == "question"
    outcome = await say("every day at 9:00")
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows("SELECT rrule FROM reminders")
    assert [row["rrule"] for row in rows] == [["FREQ=DAILY"]], words(outcome)


async def test_the_other_reading_of_a_reminder_about_a_task_leaves_its_due_time_alone(services, say):
    await say("create a task to buy groceries")
    outcome = await say("remind me about this at 5")
    actions = [button.action for button in outcome.reply.buttons]
    assert not [one for one in actions if one.startswith("1:reread")]


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("1:update_task:{id}", {"tags": "a\x00" + "b" * 60}),
        ("1:update_task:{id}", {"priority": "\x00"}),
        ("1:update_task:{id}", {"date": "\x00"}),
        ("1:update_task:{id}", {"date": "0001-01-01", "time": "00:00"}),
        ("1:update_task:{id}", {"date": "9999-12-31", "time": "23:59"}),
        ("1:update_task:{id}", {"title": "\ud800", "tags": "\ud800 " * 30}),
        ("1:set_timezone:\x00", None),
        ("1:reread:{id}:00010101T0000", None),
        ("1:remind:{id}:00010101T000000", None),
        ("1:remind:{id}:99991231T235959", None),
        ("1:list_tasks:more", None),
        ("1:list_tasks:all_none", None),
        ("1:help:\x00", None),
    ],
)
async def test_a_strange_click_gets_an_answer(say, action, form):
    made = await say("add buy milk")
    outcome = await say(action=action.format(id=made.reply.cards[0].id.hex), form=form)
    assert outcome.status < 500
    assert words(outcome)
    assert (await say("list")).status == 200


async def test_more_messages_at_once_than_there_are_connections_do_not_wait_for_each_other(database_url):
    services = build(Settings(_env_file=None, database_pool=2), database_url, {})

    async def say(text: str, who: str):
        return await services.assistant.handle(
            Incoming(Address("terminal", who, "main", "", who), Author(who, who), f"{who}/{text}", text)
        )

    people = [f"p{number}" for number in range(8)]
    try:
        for who in people:
            await say("create a task to buy groceries", who)
        async with asyncio.timeout(4):
            outcomes = await asyncio.gather(*(say("mark this as done", who) for who in people))
        assert {one.status for one in outcomes} == {200}
    finally:
        await services.db.stop()


@pytest.mark.parametrize("city", ["Singapore", "Istanbul", "Jamaica"])
async def test_two_names_of_one_zone_are_not_asked_about(say, city):
    outcome = await say(f"/timezone {city}")
    assert outcome.reply.code == "zone_set", words(outcome)


async def test_a_question_is_remembered_though_a_connection_ends_behind_its_answer(say, monkeypatch):
    for number in range(3):
        await say(f"add one {number}")
    last_event, ended = history.last_event, []

    async def ending(tx: Transaction, address_id: UUID) -> UUID | None:
        if not ended:
            ended.append(address_id)
            await tx.rows("SELECT pg_terminate_backend(pg_backend_pid()) WHERE %(workspace)s IS NOT NULL")
        return await last_event(tx, address_id)

    monkeypatch.setattr(history, "last_event", ending)
    assert (await say("complete all tasks")).reply.kind == "question"
    assert words(await say("yes")) == "Done: 3 tasks"
    assert ended
