"""Open the form for a new task."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, action
from core.commands._form import fields_of
from core.messages import Form


@dataclass(frozen=True, slots=True)
class NewTask(Command):
    """Reads only; the form's submit is `create_task`."""

    async def handle(self, context: Context) -> Outcome:
        """The empty form."""
        form = Form(context.book.text("form_new"), action("create_task"), await fields_of(None, context))
        return Outcome(replace(context.reply("task_new"), form=form))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> NewTask:
        """`new_task`."""
        return cls()


NewTask.undoable = False
NewTask.spoken = False
