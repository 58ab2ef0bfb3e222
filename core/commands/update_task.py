"""Change fields of a task; a new due time moves what rings then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.commands import _find
from core.commands._announce import announce
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import changed, task_card, task_json
from core.commands._due import follow_due
from core.commands._form import read
from core.commands._lists import is_channel, list_id
from core.commands._moment import Moment
from core.commands.assign_task import AssignTask
from core.commands.complete_task import CompleteTask
from core.commands.create_task import due_fields
from core.commands.reopen_task import ReopenTask
from core.domain import Task
from core.domain.events import TaskUpdated
from core.domain.task import DONE
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class UpdateTask(Command):
    """The fields in `fields` get these values: title, description, priority, tags. `due` only counts with `set_due`.

    With `status` the task is completed or reopened too, unless it is like that already. `tags_on`, `tags_off` and
    `note` change what is there; `list_name` moves it to the asker's list of that name, made on first use."""

    task_id: UUID
    fields: dict[str, Any]
    due: Moment | None = None
    set_due: bool = False
    status: str | None = None
    tags_on: tuple[str, ...] = ()
    tags_off: tuple[str, ...] = ()
    note: str = ""  # goes below the description
    list_name: str | None = None
    people: tuple[str, ...] | None = None  # whom it is for from now on; None: as before

    async def handle(self, context: Context) -> Outcome:
        """Write what really changes; nothing new is said so."""
        task = await _find.task(context, self.task_id)
        parts: list[Outcome] = []
        if self.status is not None and self.status != task.status:
            then: Command = CompleteTask(task.id) if self.status == DONE else ReopenTask(task.id)
            parts.append(await then.handle(context))
        if self.people is not None:
            parts.append(await AssignTask(task.id, self.people, only=True).handle(context))
        # After that, so that a new due time knows whether it may ring, and for whom.
        parts.append(await self._fields(context))
        done = [part for part in parts if part.correlation is not None]
        return replace(done[-1], data=parts[-1].data) if done else parts[-1]

    async def _fields(self, context: Context) -> Outcome:
        task = await _find.task(context, self.task_id)
        fields = self.fields | self._added(task)
        if self.list_name is not None:
            fields["list_id"] = await list_id(context, self.list_name)
            if not is_channel(self.list_name) and context.who.id not in (task.creator_id, *task.assignees):
                # In a list of their own they would not see it any more: whoever takes it there takes it on.
                fields["assignees"] = [*task.assignees, context.who.id]
        if self.set_due:
            fields |= due_fields(self.due)
        change = task.update(context.now, **fields)
        if not change:
            reply = context.reply("task_same", cards=(task_card(task, context),), number=task.number, title=task.title)
            return Outcome(reply, task_json(task))
        await context.tx.save(task, change)
        context.tx.emit(TaskUpdated(task.id, task.version, change))
        if "list_id" in change.after:
            await announce(context, task, self.list_name)
        if "due_at" in change.after:  # the date alone changes when it is said in another zone
            await follow_due(context, task, change.before["due_at"])
        return changed(context, "task_updated", task)

    def _added(self, task: Task) -> dict[str, Any]:
        """What changes by what is there: tags put on and taken off, a note below the description."""
        fields: dict[str, Any] = {}
        if self.tags_on or self.tags_off:
            off = {tag.casefold() for tag in self.tags_off}
            fields["tags"] = [tag for tag in [*task.tags, *self.tags_on] if tag.casefold() not in off]
        if self.note:
            fields["description"] = f"{task.description}\n{self.note}".strip()
        return fields

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> UpdateTask:
        """A new title, due date, priority, tags, note or list, whichever were said."""
        slots = reading.slots
        due, off = slots.due or slots.when, slots.topic == "untag"
        if due is not None and due.rrule:
            raise UserError("move_rule")
        fields = {"title": slots.title, "priority": slots.priority}
        if slots.topic != "note":
            fields["description"] = slots.description
        wish = cls(
            _find.task_of(target),
            {name: value for name, value in fields.items() if value is not None},
            Moment.of(due) if due else None,
            due is not None or slots.topic == "no_date",
            tags_on=() if off else slots.tags,
            tags_off=slots.tags if off else (),
            note=(slots.description or "") if slots.topic == "note" else "",
            list_name=slots.list_name,
        )
        if wish == cls(wish.task_id, {}):
            raise UserError("update_what")
        return wish

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> UpdateTask:
        """A form's submit is read by `from_form`; a bare button has nothing to change."""
        raise UserError("action_stale")

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> UpdateTask:
        """`update_task:<task>` with the fields of the edit form, or some of them."""
        filled = read(values, context)
        return cls(
            _find.id_of(args),
            filled.fields,
            filled.due,
            filled.dated,
            list_name=filled.list_name,
            people=filled.people,
        )


UpdateTask.wants = "task"
