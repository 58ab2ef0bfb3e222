"""Create a task; a due time rings once then, a due date alone never does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.commands._announce import announce
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import task_card, task_json, undo_button
from core.commands._due import early_ring
from core.commands._form import read
from core.commands._lists import list_id
from core.commands._moment import Moment
from core.commands._people import named
from core.commands._rings import ring
from core.commands._verbatim import verbatim
from core.db import cards
from core.domain import Task
from core.domain.events import Change, TaskCreated
from core.domain.wording import TITLE_MAX, split_title
from core.messages import Button
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class CreateTask(Command):
    """A task with these fields; `verbatim` is the title with the words that were read as a date."""

    title: str
    description: str = ""
    due: Moment | None = None
    priority: int = 4
    tags: tuple[str, ...] = ()
    verbatim: str | None = None
    source_link: str | None = None
    assignees: tuple[str, ...] = ()
    list_name: str | None = None
    rings: bool = True
    of_message: str = ""  # the message that it was made from, where that is not the one that asks

    async def handle(self, context: Context) -> Outcome:
        """Insert the task, and the reminder of its due time. A name that is nobody's stays in the title."""
        persons, unknown = await named(context, self.assignees)
        task = Task.create(
            workspace_id=context.workspace,
            list_id=await list_id(context, self.list_name),
            creator_id=context.who.id,
            title=" ".join([self.title, *(f"@{name}" for name in unknown)])[:TITLE_MAX] if unknown else self.title,
            now=context.now,
            description=self.description,
            priority=self.priority,
            tags=list(self.tags),
            assignees=persons,
            title_verbatim=self.verbatim,
            source_link=self.source_link,
            **due_fields(self.due),
        )
        context.tx.insert(task)
        number = context.tx.number(task)
        context.tx.emit(TaskCreated(task.id, task.version, Change({}, task.snapshot())))
        await announce(context, task, self.list_name)
        rings_at = early_ring(context, self.due) if self.due and self.due.has_time and self.rings else None
        if rings_at is not None:
            await ring(context, task.title, rings_at, task_id=task.id)
        if context.message_id or self.of_message:
            said = self.of_message or context.message_id
            await cards.remember(context.tx, context.workspace, context.address_id, said, [task.id], None)
        sentence = "task_created_due" if self.due else "task_created"
        values = {"number": number, "title": task.title, "when": self.due.shown(context.now) if self.due else ""}
        buttons = [undo_button(context, context.tx.correlation), edit_button(context, task)]
        if self.due and self.verbatim:
            buttons.append(Button(context.book.text("button_not_a_date"), action("not_a_date", task.id)))
        reply = context.reply(
            sentence, cards=(task_card(task, context, number=number),), buttons=tuple(buttons), **values
        )
        return Outcome(reply, task_json(task, number=number), context.tx.correlation, status=201)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> CreateTask:
        """Title and description as they were cut; `when` counts as the due date too."""
        slots = reading.slots
        due = slots.due or slots.when
        title, description = split_title(slots.title or "", slots.description or "")
        return cls(
            title=title,
            description=description,
            due=Moment.of(due) if due else None,
            priority=slots.priority or 4,
            tags=slots.tags,
            assignees=slots.assignees,
            list_name=slots.list_name,
            verbatim=verbatim(reading) if due else None,
            source_link=context.reference.link if context.reference else None,
        )

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> CreateTask:
        """`create_task` with the fields of the form for a new task."""
        filled = read(values, context)
        fields = filled.fields | {"tags": tuple(filled.fields.get("tags", ()))}
        return cls(**fields, due=filled.due, assignees=filled.people or (), list_name=filled.list_name)


def due_fields(due: Moment | None) -> dict[str, Any]:
    """A task's three columns for a due date."""
    if due is None:
        return {"due_date": None, "due_at": None, "due_zone": None}
    return {
        "due_date": due.local.date() if due.has_time else due.wall.date(),
        "due_at": due.instant if due.has_time else None,
        "due_zone": due.zone,
    }


def edit_button(context: Context, task: Task) -> Button:
    """Opens the form."""
    return Button(context.book.text("button_edit"), action("edit_task", task.id))
