"""How tasks and reminders are shown: as cards with the buttons that fit their state, and as JSON for REST."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core.commands._base import Context, Outcome, action
from core.db.tasks import Seer
from core.domain import Reminder, Task
from core.domain.recurrence import AFTER_DONE
from core.domain.task import DONE
from core.messages import Button, Card, Day, Instant
from core.replies import rules

SNOOZES = ("20m", "1h", "3h", "tomorrow")


def seer(context: Context) -> Seer:
    """The person's eyes, for queries."""
    return Seer(context.who.id, context.visible)


def due_of(task: Task, zone: str) -> Instant | Day | None:
    """A task's due date as it is shown."""
    if task.due_at is not None:
        return Instant(task.due_at, task.due_zone or zone)
    return None if task.due_date is None else Day(task.due_date)


def task_card(task: Task, context: Context, *, number: str | int | None = None, detail: str = "") -> Card:
    """A task's card; `number` is its mark while the number is not known."""
    label = context.book.text
    if task.status == DONE:
        buttons = (Button(label("button_reopen"), action("reopen_task", task.id)),)
    else:
        buttons = (Button(label("button_done"), action("complete_task", task.id), "primary"),)
    return Card(
        kind="task",
        id=task.id,
        number=task.number if number is None else number,
        title=task.title,
        status=task.status,
        due=due_of(task, context.zone),
        priority=task.priority,
        tags=tuple(task.tags),
        assignees=tuple(str(person) for person in task.assignees),
        description=task.description,
        detail=detail,
        buttons=buttons,
    )


def reminder_card(
    reminder: Reminder, due_at: datetime, context: Context, *, number: str | int | None = None, paused: bool = False
) -> Card:
    """A reminder's card, with its next firing as `due`."""
    return Card(
        kind="reminder",
        id=reminder.id,
        number=reminder.number if number is None else number,
        title=reminder.text,
        status=reminder.status,
        due=Instant(due_at, reminder.zone),
        detail=_detail(reminder, context, paused=paused),
        buttons=(Button(context.book.text("button_cancel_reminder"), action("cancel_reminder", reminder.id)),),
    )


def _detail(reminder: Reminder, context: Context, *, paused: bool) -> str:
    rule = rules.said([line for line in reminder.rrule or () if line != AFTER_DONE], reminder.zone, context.book)
    said = [context.book.text("repeats_done" if reminder.after_done else "repeats", rule=rule)] if rule else []
    return ", ".join([*said, context.book.text("is_paused")] if paused else said)


def task_json(task: Task, *, number: str | None = None) -> dict[str, Any]:
    """A task as REST shows it. `due` is a date, or a time with offset when one was given."""
    snapshot = task.snapshot()
    due = snapshot["due_at"] or snapshot["due_date"]
    shown = ("id", "title", "description", "status", "priority", "tags", "assignees", "source_link", "created_at")
    more = ("updated_at", "completed_at", "creator_id", "list_id", "due_zone", "version")
    return {"number": number or task.number, "due": due} | {name: snapshot[name] for name in (*shown, *more)}


def reminder_json(
    reminder: Reminder, due_at: datetime | None, state: str, *, number: str | None = None
) -> dict[str, Any]:
    """A reminder as REST shows it; `due_at` is its next firing, or its last one when none is ahead."""
    return {
        "number": number or reminder.number,
        "id": str(reminder.id),
        "text": reminder.text,
        "task_id": str(reminder.task_id) if reminder.task_id else None,
        "status": reminder.status,
        "state": state,
        "due_at": due_at.isoformat() if due_at else None,
        "zone": reminder.zone,
        "rrule": reminder.rrule or [],
        "created_at": reminder.created_at.isoformat(),
    }


def undo_button(context: Context, correlation: UUID) -> Button:
    """Takes back what this transaction did."""
    return Button(context.book.text("button_undo"), action("undo", correlation))


def changed(context: Context, sentence: str, task: Task) -> Outcome:
    """What came of a change of a task: the sentence, its card, and undo."""
    reply = context.reply(
        sentence,
        cards=(task_card(task, context),),
        buttons=(undo_button(context, context.tx.correlation),),
        number=task.number,
        title=task.title,
    )
    return Outcome(reply, task_json(task), context.tx.correlation)
