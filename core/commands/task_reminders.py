"""Task reminders: those of one task that the person sees, also the ones that ring no more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.commands.show_reminder import ShowReminder
from core.db import reminders, tasks
from core.errors import NotFoundError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class TaskReminders(Command):
    """Reads only."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, the newest first."""
        if await tasks.by_id(context.tx, self.task_id, seer(context)) is None:
            raise NotFoundError("gone")
        found = await reminders.of_task(context.tx, self.task_id, seer(context), cancelled=True)
        # What tells an assignee of the task has no number, and is nobody's reminder.
        named = [one for one in reversed(found) if one.number is not None]
        items = [(await ShowReminder(one.id).handle(context)).data for one in named]
        return Outcome(context.reply("list_all", count=len(items)), {"items": items})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> TaskReminders:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> TaskReminders:
        """No button asks for it."""
        raise UserError("action_stale")


TaskReminders.undoable = False
TaskReminders.spoken = False
