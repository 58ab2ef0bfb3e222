"""Give a task to people who share the workspace; they see it from then on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._assigning import assign, persons
from core.commands._base import Command, Context, Outcome, Target
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class AssignTask(Command):
    """The task is for these as well; `only`: for nobody else. Names are accounts or the names that members have."""

    task_id: UUID
    people: tuple[str, ...]
    only: bool = False

    async def handle(self, context: Context) -> Outcome:
        """Write the assignees. NotFoundError for a name that is nobody's."""
        task = await _find.task(context, self.task_id)
        given = await persons(context, self.people)
        wanted = given if self.only else list(dict.fromkeys([*task.assignees, *given]))
        return await assign(context, task, wanted, "task_assigned" if wanted else "task_freed", "task_same")

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> AssignTask:
        """The people that were named."""
        if not reading.slots.assignees:
            raise UserError("assign_whom")
        return cls(_find.task_of(target), reading.slots.assignees)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> AssignTask:
        """`assign_task:<task>:<person>`."""
        return cls(_find.id_of(args), tuple(args[1:2]))


AssignTask.wants = "task"
