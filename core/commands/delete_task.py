"""Delete a task; undo brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import task_json, undo_button
from core.commands._rings import TASK_DELETED, silence
from core.commands.cancel_reminder import CancelReminder
from core.domain.events import TaskDeleted
from core.domain.occurrence import CANCELLED
from core.errors import ForbiddenError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class DeleteTask(Command):
    """Out of every view. Only creator, assignee and admin may."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Mark as deleted, cancel what would ring."""
        task = await _find.task(context, self.task_id)
        if not task.may_be_deleted_by(context.who.id, admin=context.who.admin):
            raise ForbiddenError("delete_not_yours", number=task.number, title=task.title)
        change = task.delete(context.now)
        await context.tx.save(task, change)
        context.tx.emit(TaskDeleted(task.id, task.version, change))
        await silence(context, task.id, CANCELLED, TASK_DELETED)
        undo = undo_button(context, context.tx.correlation)
        reply = context.reply("task_deleted", buttons=(undo,), number=task.number, title=task.title)
        return Outcome(reply, task_json(task), context.tx.correlation)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Command:
        """The task that is meant; a number may be a reminder's as well."""
        if target is not None and target.task is None and target.reminder is not None:
            return CancelReminder(target.reminder.id)
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> DeleteTask:
        """`delete_task:<task>`."""
        return cls(_find.id_of(args))


DeleteTask.wants = "either"
