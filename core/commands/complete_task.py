"""Mark a task as done; its reminders fall silent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import changed
from core.commands._rings import TASK_DONE, silence
from core.domain.events import TaskCompleted
from core.domain.occurrence import SKIPPED
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class CompleteTask(Command):
    """Done. A task that is done already is a ConflictError."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Write the status, keep the reminders silent."""
        task = await _find.task(context, self.task_id)
        change = task.complete(context.now)
        await context.tx.save(task, change)
        context.tx.emit(TaskCompleted(task.id, task.version, change))
        silenced = await silence(context, task.id, SKIPPED, TASK_DONE)
        sentence = "task_completed_silenced" if silenced else "task_completed"
        return changed(context, sentence, task)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> CompleteTask:
        """The task that is meant."""
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> CompleteTask:
        """`complete_task:<task>`."""
        return cls(_find.id_of(args))


CompleteTask.wants = "task"
