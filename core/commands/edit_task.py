"""Open the form that edits a task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import seer, task_card
from core.commands._form import fields_of
from core.db import tasks
from core.errors import NotFoundError
from core.messages import Form
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class EditTask(Command):
    """Reads only; the form's submit is `update_task`."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """The form, filled with what the task is now."""
        task = await tasks.by_id(context.tx, self.task_id, seer(context))
        if task is None:
            raise NotFoundError("gone")
        reply = context.reply("task_edit", cards=(task_card(task, context),), number=task.number, title=task.title)
        form = Form(context.book.text("form_edit"), action("update_task", task.id), await fields_of(task, context))
        return Outcome(replace(reply, form=form))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> EditTask:
        """The task that was meant."""
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> EditTask:
        """`edit_task:<task>`."""
        return cls(_find.id_of(args))


EditTask.undoable = False
EditTask.wants = "task"
