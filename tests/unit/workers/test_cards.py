"""What stands on a platform follows what changes: our messages, and the homes of those who look at them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from core.bus.memory import MemoryBus
from core.db import cards
from core.db.uow import Scope
from core.domain.events import Change, TaskCompleted, TaskDeleted, TaskReopened
from core.errors import PermanentError, TransientError
from core.messages import REPLY, Button, Card, Reply
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from workers.loops import Workers

SCOPE = Scope.system("test")


@pytest.fixture
async def looking(world, db, settings, notifier):
    """Workers on a platform that edits; homes say whose they are."""
    notifier.edits = True

    async def homes(known, address):
        return [Reply((f"home of {known.person_id}",))]

    made = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, settings, load(), homes=homes)
    await made.start()
    yield made
    await made.stop(5)


async def message(world, task, message_id="m1"):
    """A message of ours that shows the task."""
    shown = Reply(
        ("Created #1: buy groceries",),
        (Card("task", task.id, 1, task.title, "open", buttons=(Button("Done", "1:complete_task:x"),)),),
        (Button("Undo", "1:undo:x"),),
    )
    document = REPLY.dump_python(shown, mode="json")

    async def work(tx):
        await cards.remember(tx, world.workspace, world.address, message_id, [task.id], document)

    await world.db.run(SCOPE, work)
    return shown


async def change(world, task, fact=TaskCompleted):
    async def work(tx):
        if fact is TaskCompleted:
            done = task.complete(datetime.now(UTC))
        else:
            done = task.delete(datetime.now(UTC))
        await tx.save(task, done)
        tx.emit(fact(task.id, task.version, done or Change()), workspace_id=world.workspace)

    await world.db.run(SCOPE, work)


async def test_a_message_of_ours_shows_that_its_task_is_done(world, looking, notifier, until):
    task = await world.task("buy groceries")
    await message(world, task)
    await change(world, task)
    await until(lambda: len(notifier.edited) == 1)
    address, message_id, reply = notifier.edited[0]
    assert (address.channel, message_id) == ("C1", "m1")
    assert reply.parts == ("Created #1: buy groceries",)
    assert [(card.status, [button.label for button in card.buttons]) for card in reply.cards] == [("done", ["Reopen"])]


async def test_a_message_of_a_deleted_task_has_no_buttons_for_it(world, looking, notifier, until):
    task = await world.task("buy groceries")
    await message(world, task)
    await change(world, task, TaskDeleted)
    await until(lambda: len(notifier.edited) == 1)
    assert notifier.edited[0][2].cards[0].status == "deleted"
    assert notifier.edited[0][2].cards[0].buttons == ()


async def test_who_reads_in_a_channel_learns_the_state_of_a_personal_task_and_not_its_new_words(
    world, looking, notifier, until
):
    task = await world.task("buy groceries")
    await message(world, task)

    async def rename(tx):
        renamed = task.update(datetime.now(UTC), title="see a lawyer")
        await tx.save(task, renamed)
        done = task.complete(datetime.now(UTC))
        await tx.save(task, done)
        tx.emit(TaskCompleted(task.id, task.version, done), workspace_id=world.workspace)

    await world.db.run(SCOPE, rename)
    await until(lambda: len(notifier.edited) == 1)
    assert [(card.title, card.status) for card in notifier.edited[0][2].cards] == [("buy groceries", "done")]


async def test_what_changes_while_an_edit_is_on_its_way_is_shown_as_well(world, looking, notifier, until):
    task = await world.task("buy groceries")
    await message(world, task)
    begun, go_on = asyncio.Event(), asyncio.Event()
    edit = notifier.edit

    async def slow(*words):
        begun.set()
        await go_on.wait()
        await edit(*words)

    notifier.edit = slow
    await change(world, task)
    await until(begun.is_set)

    async def reopen(tx):
        change = task.reopen(datetime.now(UTC))
        await tx.save(task, change)
        tx.emit(TaskReopened(task.id, task.version, change), workspace_id=world.workspace)

    await world.db.run(SCOPE, reopen)
    # The consumer has heard of it before the first edit has come to its end.
    await until(lambda: looking._cards is not None and bool(looking._cards._waiting))
    go_on.set()
    await until(lambda: [one[2].cards[0].status for one in notifier.edited] == ["done", "open"])


async def test_what_cannot_be_edited_any_more_is_not_tried_again(world, looking, notifier, until):
    task = await world.task("buy groceries")
    await message(world, task)
    notifier.script = [TransientError("rate_limited", retry_after=0.01), PermanentError("message_not_found")]
    await change(world, task)

    async def forgotten():
        return (await world.rows("SELECT shown IS NULL AS gone FROM cards"))[0]["gone"]

    await until(forgotten)
    assert notifier.edited == []


async def test_whose_task_changed_sees_it_at_home(world, looking, notifier, until):
    task = await world.task("buy groceries")

    async def work(tx):
        await cards.remember(tx, world.workspace, world.address, cards.HOME, [world.person], {})

    await world.db.run(SCOPE, work)
    await change(world, task)
    await until(lambda: len(notifier.homes) == 1)
    assert notifier.homes[0][1][0].parts == (f"home of {world.person}",)
