"""Take people off a task."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._assigning import assign, persons
from core.commands._base import Command, Context, Outcome, Target
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class FreeTask(Command):
    """Without `people`: who asks when it is theirs, else everybody."""

    task_id: UUID
    people: tuple[str, ...] = ()

    async def handle(self, context: Context) -> Outcome:
        """Write who is left."""
        task = await _find.task(context, self.task_id)
        off = await persons(context, self.people)
        if not off:
            off = [context.who.id] if context.who.id in task.assignees else list(task.assignees)
        left = [person for person in task.assignees if person not in off]
        return await assign(context, task, left, "task_assigned" if left else "task_freed", "task_free")

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FreeTask:
        """The task that is meant, and whom it was said of."""
        return cls(_find.task_of(target), reading.slots.assignees)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FreeTask:
        """`free_task:<task>`."""
        return cls(_find.id_of(args))


FreeTask.wants = "task"
