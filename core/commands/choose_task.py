"""Choose a task while typing, and see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, action
from core.commands._cards import seer
from core.commands.show_task import ShowTask
from core.db import tasks
from core.errors import NotFoundError, UserError
from core.messages import Field, Form

HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ChooseTask(Command):
    """Reads only. Without a number a form asks which."""

    number: int | None = None

    async def handle(self, context: Context) -> Outcome:
        """The form, or the task."""
        if self.number is None:
            field = Field("task", context.book.text("field_task"), "", "suggest", required=True, source="task")
            form = Form(context.book.text("form_find"), action("choose_task"), (field,))
            return Outcome(replace(context.reply("task_find"), form=form))
        task = await tasks.by_number(context.tx, self.number, seer(context))
        if task is None:
            raise NotFoundError("no_number", number=self.number)
        return await ShowTask(task.id).handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ChooseTask:
        """`choose_task`."""
        return cls()

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> ChooseTask:
        """The form's submit: the number as it was suggested, or typed."""
        plain = values.get("task", "").strip().lstrip("#")
        if not plain.isascii() or not plain.isdigit() or int(plain) > HIGHEST:
            raise UserError("which_task")
        return cls(int(plain))


ChooseTask.undoable = False
ChooseTask.spoken = False
