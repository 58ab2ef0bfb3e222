"""Taking back: every kind of command, also when time has passed or something else has happened since."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.commands._moment import Moment
from core.commands.create_task import CreateTask
from core.commands.undo import Undo
from core.commands.update_task import UpdateTask
from core.db.uow import Scope
from core.messages import Address, Author, Incoming
from core.replies.book import plain
from workers.sweep import fire


def incoming() -> Incoming:
    address = Address("terminal", "ann", "main", "", "ann")
    return Incoming(address, Author("ann", "Ann"), uuid.uuid4().hex, zone_hint="Europe/Berlin")


def words(outcome) -> str:
    return "".join(map(plain, outcome.reply.parts))


def button(outcome, label: str) -> str:
    cards = [button for card in outcome.reply.cards for button in card.buttons]
    return next(one.action for one in (*outcome.reply.buttons, *cards) if one.label == label)


async def states(services) -> list[tuple[str, str]]:
    """(state, the reminder's status) of every occurrence, in the order of their making."""
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows(
            "SELECT o.state, r.status FROM occurrences o JOIN reminders r ON r.id = o.reminder_id ORDER BY o.id"
        )
    return [(row["state"], row["status"]) for row in rows]


async def rings(services, state: str = "sent") -> None:
    """What is due by now has fired, and is posted unless `state` says otherwise."""
    async with services.db.transaction(Scope.system("test")) as tx:
        await fire(tx, 100, [])
    async with services.db.transaction(Scope.system("test")) as tx:
        await tx.rows(
            "UPDATE occurrences SET state = %(state)s::text, sent_at = todobot_now() WHERE state = 'due'", state=state
        )


async def test_undoing_done_after_reopening_by_hand_is_a_conflict(services, say):
    await say("remind me to call Bob in 10 minutes")
    done = await say("done 1")
    await say("reopen 1")
    outcome = await say(action=button(done, "Undo"))
    assert outcome.status == 409, words(outcome)
    assert "has changed since (whether it is done)" in words(outcome)
    assert await states(services) == [("scheduled", "active")]


async def test_undoing_a_reopening_after_it_rang_makes_it_done(services, say, advance):
    await say("remind me to call Bob in 10 minutes")
    await say("done 1")
    reopened = await say("reopen 1")
    await advance(700)
    await rings(services)
    outcome = await say(action=button(reopened, "Undo"))
    assert outcome.status == 200, words(outcome)
    assert await states(services) == [("sent", "active")]


async def test_undoing_done_when_its_reminder_had_come_due_opens_the_task(services, say, advance):
    await say("remind me to call Bob in 10 minutes")
    await advance(700)
    await rings(services, "due")
    done = await say("done 1")
    assert await states(services) == [("skipped", "active")]
    outcome = await say(action=button(done, "Undo"))
    assert outcome.status == 200, words(outcome)
    assert await states(services) == [("skipped", "active")]


async def test_undoing_a_task_silences_the_reminders_that_were_added_later(services, say):
    made = await say("create a task to buy groceries")
    await say("remind me about this task in 1 hour")
    await say(action=button(made, "Undo"))
    assert await states(services) == [("cancelled", "active")]


async def test_undoing_a_reminder_that_has_rung_says_that_it_has(services, say, advance):
    await say("add buy milk")
    made = await say("remind me about this in 10 minutes")
    await advance(700)
    await rings(services)
    outcome = await say(action=button(made, "Undo"))
    assert outcome.status == 409
    assert words(outcome).startswith("The time of that reminder has passed")
    assert await states(services) == [("sent", "active")]


async def test_undoing_a_repeating_reminder_that_has_rung_ends_it(services, say, advance):
    made = await say("remind me every day at 9:00 to stretch")
    await advance(86400)
    await rings(services)
    outcome = await say(action=button(made, "Undo"))
    assert outcome.status == 200
    assert await states(services) == [("sent", "cancelled"), ("cancelled", "cancelled")]


async def test_undoing_a_cancelled_repeating_reminder_goes_on_with_its_next_firing(services, say, advance):
    await say("remind me every day at 9:00 to stretch")
    cancelled = await say("cancel reminder 1")
    await advance(86400 * 3)
    outcome = await say(action=button(cancelled, "Undo"))
    assert outcome.status == 200, words(outcome)
    async with services.db.transaction(Scope.system("test")) as tx:
        row = await tx.one("SELECT state, due_at > todobot_now() AS ahead FROM occurrences")
    assert (row["state"], row["ahead"]) == ("scheduled", True)


async def test_reopening_lets_a_repeating_reminder_go_on(services, say, advance):
    await say("create a task to stretch")
    await say("remind me about this every day at 9:00")
    await say("done 1")
    await advance(86400 * 3)
    outcome = await say("reopen 1")
    assert "will ring" in words(outcome)
    async with services.db.transaction(Scope.system("test")) as tx:
        row = await tx.one("SELECT state, due_at > todobot_now() AS ahead FROM occurrences")
    assert (row["state"], row["ahead"]) == ("scheduled", True)


async def test_undoing_a_cancelled_reminder_of_a_done_task_is_refused(services, say):
    await say("remind me to call Bob in 10 minutes")
    cancelled = await say("cancel reminder 2")
    await say("done 1")
    outcome = await say(action=button(cancelled, "Undo"))
    assert outcome.status == 409
    assert await states(services) == [("cancelled", "cancelled")]


async def test_undoing_a_move_back_to_a_time_that_has_passed_rings_nothing(services, say, advance):
    made = await say("remind me to call Bob in 10 minutes")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    form = {"date": tomorrow, "time": "17:00"}
    moved = await change(say, made, **form)
    assert moved.reply.code == "task_updated", words(moved)
    await advance(3600)
    outcome = await say(action=button(moved, "Undo"))
    assert outcome.status == 200, words(outcome)
    assert await states(services) == [("cancelled", "active")]


async def test_undo_by_button_twice_at_once_takes_back_once(services, say):
    made = await say("remind me to call Bob in 10 minutes")
    outcomes = await asyncio.gather(*(say(action=button(made, "Undo")) for _ in range(4)))
    assert sorted(one.status for one in outcomes) == [200, 409, 409, 409]


async def test_a_task_of_several_reminders_comes_back_with_all_of_them(services, say):
    await say("remind me to call Bob in 10 minutes")
    await say("remind me about this in 20 minutes")
    await say("remind me about this in 30 minutes")
    deleted = await say("delete 1")
    assert [state for state, _ in await states(services)] == ["cancelled"] * 3
    await say(action=button(deleted, "Undo"))
    assert await states(services) == [("scheduled", "active")] * 3


async def test_a_new_due_time_of_a_done_task_rings_only_when_it_is_opened_again(services, say):
    made = await say("add buy milk")
    await say("done 1")
    await change(say, made, date="2030-03-04", time="17:00")
    assert await states(services) == [("skipped", "active")]
    await say("reopen 1")
    assert await states(services) == [("scheduled", "active")]


async def test_moving_and_clearing_the_due_time_of_a_done_task_is_kept_for_when_it_is_opened_again(services, say):
    made = await say("remind me to call Bob in 10 minutes")
    await say("done 1")
    await change(say, made, date="2030-03-04", time="17:00")
    assert await states(services) == [("skipped", "active")]
    cleared = await change(say, made, date="")
    await say("reopen 1")
    assert await states(services) == [("cancelled", "active")]
    await say("done 1")
    await say(action=button(cleared, "Undo"))
    assert await states(services) == [("skipped", "active")]


async def test_done_with_a_new_due_time_in_one_change_rings_nothing(services, say):
    made = await say("add buy milk")
    due = Moment(datetime(2030, 3, 4, 17, 0), "Europe/Berlin")
    wish = UpdateTask(made.reply.cards[0].id, {}, due, set_due=True, status="done")
    outcome = await services.assistant.execute(wish, incoming())
    assert outcome.data["status"] == "done"
    assert await states(services) == [("skipped", "active")]
    await services.assistant.execute(Undo(outcome.correlation), incoming())
    listed = await say("list")
    assert [card.due for card in listed.reply.cards] == [None]


async def test_a_due_time_that_is_only_said_in_another_zone_rings_once(services, say):
    due = Moment(datetime(2030, 3, 4, 23, 0), "America/Los_Angeles")
    outcome = await services.assistant.execute(CreateTask("call LA", due=due), incoming())
    task = UUID(outcome.data["id"])
    same = Moment(datetime(2030, 3, 5, 8, 0), "Europe/Berlin")
    await services.assistant.execute(UpdateTask(task, {}, same, set_due=True), incoming())
    assert await states(services) == [("scheduled", "active")]


async def test_a_repeating_reminder_does_not_follow_the_due_time(services, say):
    made = await say("create a task to stretch")
    await say("remind me about this every day at 9:00")
    async with services.db.transaction(Scope.system("test")) as tx:
        first = (await tx.one("SELECT due_at FROM occurrences"))["due_at"].astimezone(ZoneInfo("Europe/Berlin"))
    await change(say, made, date=f"{first:%Y-%m-%d}", time="09:00")
    await change(say, made, date="2030-03-04", time="17:00")
    async with services.db.transaction(Scope.system("test")) as tx:
        rows = await tx.rows("SELECT o.due_at, r.wall FROM occurrences o JOIN reminders r ON r.id = o.reminder_id")
    assert first in [row["due_at"] for row in rows]
    assert f"{first:%H:%M}" == "09:00"


async def change(say, made, **form):
    """The edit form of the task of a reply, submitted."""
    return await say(action=f"1:update_task:{made.reply.cards[0].id.hex}", form=form)


@pytest.mark.parametrize("what", ["Undo", "snooze"])
async def test_a_task_is_locked_before_its_reminders(services, say, advance, what):
    made = await say("remind me to call Bob in 10 minutes")
    await advance(700)
    await rings(services)
    async with services.db.transaction(Scope.system("test")) as tx:
        occurrence = (await tx.one("SELECT id FROM occurrences"))["id"]
    action = button(made, "Undo") if what == "Undo" else f"1:snooze:{occurrence.hex}:1h"
    async with services.db.transaction(Scope.system("test")) as tx:
        await tx.rows("SELECT id FROM tasks FOR NO KEY UPDATE")
        waiting = asyncio.create_task(say(action=action))
        await asyncio.sleep(0.3)
        await tx.rows("SELECT id FROM occurrences FOR UPDATE NOWAIT")
        await tx.rows("SELECT id FROM reminders FOR NO KEY UPDATE NOWAIT")
        assert not waiting.done()
    assert (await waiting).status == 200
