"""What people of one workspace see of each other's reminders, and which firing a list names."""

from __future__ import annotations

import uuid
from datetime import datetime

from core.commands._moment import Moment
from core.commands.complete_task import CompleteTask
from core.commands.create_task import CreateTask
from core.commands.list_reminders import ListReminders
from core.commands.remind import Remind
from core.commands.show_task import ShowTask
from core.commands.undo import Undo
from core.db.uow import Scope
from core.messages import Address, Author, Incoming


def incoming(who: str) -> Incoming:
    address = Address("fake", "acme", "", "", who)
    return Incoming(address, Author(who, who, zone="Europe/Berlin"), uuid.uuid4().hex)


def at(hour: int) -> Moment:
    return Moment(datetime(2030, 3, 4, hour), "Europe/Berlin")


async def shared(services) -> uuid.UUID:
    """A task of Ann's that Bob has too, with a reminder of Ann's own."""
    await services.directory.identify(incoming("bob").address, incoming("bob").author)
    made = await services.assistant.execute(CreateTask("plan", assignees=("bob",)), incoming("ann"))
    task = uuid.UUID(made.data["id"])
    await services.assistant.execute(Remind(task_id=task, when=at(9)), incoming("ann"))
    return task


async def test_a_shared_task_does_not_show_the_reminders_of_others(services):
    task = await shared(services)
    mine = await services.assistant.look(ShowTask(task), incoming("ann"))
    theirs = await services.assistant.look(ShowTask(task), incoming("bob"))
    assert [card.kind for card in mine.reply.cards] == ["task", "reminder"]
    assert [card.kind for card in theirs.reply.cards] == ["task"]


async def test_undoing_done_brings_back_the_reminders_of_others(services):
    task = await shared(services)
    done = await services.assistant.execute(CompleteTask(task), incoming("bob"))
    await services.assistant.execute(Undo(done.correlation), incoming("bob"))
    async with services.db.transaction(Scope.system("test")) as tx:
        assert (await tx.one("SELECT state FROM occurrences"))["state"] == "scheduled"


async def test_the_list_names_the_firing_that_comes_first(services):
    made = await services.assistant.execute(Remind("stretch", when=at(9), rrule=("FREQ=DAILY",)), incoming("ann"))
    async with services.db.transaction(Scope.system("test")) as tx:
        await tx.rows(
            "INSERT INTO occurrences SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),"
            " 'sequence', 2, 'by_rule', false, 'due_at', o.due_at + interval '3 days'))).* FROM occurrences o"
        )
    listed = await services.assistant.look(ListReminders(), incoming("ann"))
    assert [item["due_at"] for item in listed.data["items"]] == [made.data["due_at"]]
