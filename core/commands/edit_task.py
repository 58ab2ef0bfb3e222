"""Open the form that edits a task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands import _find
from core.commands._base import Command, Context, Outcome, action
from core.commands._cards import seer, task_card
from core.db import tasks
from core.domain import Task
from core.errors import NotFoundError
from core.messages import Field, Form


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
        return Outcome(replace(reply, form=_form(task, context)))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> EditTask:
        """`edit_task:<task>`."""
        return cls(_find.id_of(args))


def _form(task: Task, context: Context) -> Form:
    label = context.book.text
    at = task.due_at.astimezone(ZoneInfo(context.zone)) if task.due_at else None
    day = at.date() if at else task.due_date
    fields = (
        Field("title", label("field_title"), task.title, required=True),
        Field("description", label("field_description"), task.description, "multiline"),
        Field("date", label("field_date"), day.isoformat() if day else "", "date"),
        Field("time", label("field_time"), f"{at:%H:%M}" if at else "", "time"),
        Field("priority", label("field_priority"), f"p{task.priority}", "choice", ("p1", "p2", "p3", "p4")),
        Field("tags", label("field_tags"), " ".join(task.tags)),
    )
    return Form(label("form_edit"), action("update_task", task.id), fields)


EditTask.undoable = False
EditTask.spoken = False
