"""Add an event by the recipe, one class and one emit, and undo already knows how to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome
from core.db import tasks
from core.db.uow import Scope
from core.domain.events import Fact, TaskFact
from core.replies.book import plain
from tests.unit.assistant.conftest import incoming


class TaskBlessed(TaskFact):
    """A toy."""

    type = "task-blessed"


class MoonRisen(Fact):
    """A toy about nothing that undo knows."""

    type = "moon-risen"


@dataclass(frozen=True, slots=True)
class Bless(Command):
    """A toy: the task gets a tag, which a fact of a kind of its own tells."""

    task_id: UUID
    kind: type[Fact] = TaskBlessed

    async def handle(self, context: Context) -> Outcome:
        """Write the tag."""
        task = await _find.task(context, self.task_id)
        change = task.update(context.now, tags=[*task.tags, "blessed"])
        await context.tx.save(task, change)
        context.tx.emit(self.kind(task.id, task.version, change))
        return Outcome(context.reply("help"))


Bless.name = "bless"


async def tags(services, task_id: UUID) -> list[str]:
    """As the row has them."""
    async with services.db.transaction(Scope.system("test")) as tx:
        (row,) = await tx.rows(f"SELECT {tasks.COLUMNS} FROM tasks t WHERE t.id = %(id)s", id=task_id)
    return row["tags"]


async def test_a_new_kind_of_task_fact_is_taken_back_by_its_before_and_after(services, say):
    made = UUID((await say("add buy milk")).data["id"])
    await services.assistant.execute(Bless(made), incoming())
    assert await tags(services, made) == ["blessed"]
    undone = await say("undo")
    assert "".join(map(plain, undone.reply.parts)) == "Taken back: #1 buy milk is as it was."
    assert await tags(services, made) == []


async def test_what_undo_does_not_know_it_does_not_pretend_to_take_back(services, say):
    made = UUID((await say("add buy milk")).data["id"])
    await services.assistant.execute(Bless(made, MoonRisen), incoming())
    assert (await say("undo")).reply.code == "undo_unknown"
    assert await tags(services, made) == ["blessed"]
