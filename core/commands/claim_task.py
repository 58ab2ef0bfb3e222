"""Take a task: it is assigned to who asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._assigning import assign
from core.commands._base import Command, Context, Outcome, Target
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ClaimTask(Command):
    """The asker joins the assignees."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Write the assignees; who has it already hears so."""
        task = await _find.task(context, self.task_id)
        wanted = list(dict.fromkeys([*task.assignees, context.who.id]))
        return await assign(context, task, wanted, "task_claimed", "task_yours")

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ClaimTask:
        """The task that is meant."""
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ClaimTask:
        """`claim_task:<task>`."""
        return cls(_find.id_of(args))


ClaimTask.wants = "task"
