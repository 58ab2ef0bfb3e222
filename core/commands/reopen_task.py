"""Make a done task open again; its reminders that are still ahead ring again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import changed
from core.commands._rings import TASK_DONE, revive
from core.domain.events import TaskReopened
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ReopenTask(Command):
    """Open again. A task that is open is a ConflictError."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Write the status, let the reminders ring again."""
        task = await _find.task(context, self.task_id)
        change = task.reopen(context.now)
        await context.tx.save(task, change)
        context.tx.emit(TaskReopened(task.id, task.version, change))
        back, late = await revive(context, task.id, TASK_DONE)
        sentence = "task_reopened_rings" if back else "task_reopened_late" if late else "task_reopened"
        return changed(context, sentence, task)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ReopenTask:
        """The task that is meant."""
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ReopenTask:
        """`reopen_task:<task>`."""
        return cls(_find.id_of(args))


ReopenTask.wants = "task"
