"""The words that were read as a date belong to the title after all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome
from core.commands.update_task import UpdateTask
from core.errors import ConflictError


@dataclass(frozen=True, slots=True)
class NotADate(Command):
    """Gives the task its title as it was typed, and takes the due date and its reminder away."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """One update."""
        task = await _find.task(context, self.task_id)
        if task.title_verbatim is None or (task.due_date is None and task.title == task.title_verbatim):
            raise ConflictError("no_date_left", number=task.number, title=task.title)
        return await UpdateTask(task.id, {"title": task.title_verbatim}, None, set_due=True).handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> NotADate:
        """`not_a_date:<task>`."""
        return cls(_find.id_of(args))


NotADate.spoken = False
