"""Loads what a command names by id, locked, or says in one voice that there is no such thing to be seen."""

from __future__ import annotations

from uuid import UUID

from core.commands._base import Context, Target
from core.commands._cards import seer
from core.db import reminders, tasks
from core.domain import Reminder, Task
from core.errors import NotFoundError, UserError


async def task(context: Context, task_id: UUID) -> Task:
    """The task, its row locked. NotFoundError when it is not there or not for these eyes."""
    found = await tasks.by_id(context.tx, task_id, seer(context), lock=True)
    if found is None:
        raise NotFoundError("gone")
    return found


async def reminder(context: Context, reminder_id: UUID) -> Reminder:
    """The reminder, its row locked. NotFoundError when it is not there or not for these eyes."""
    found = await reminders.by_id(context.tx, reminder_id, seer(context), lock=True)
    if found is None:
        raise NotFoundError("gone")
    return found


def task_of(target: Target | None) -> UUID:
    """The id of the task that a sentence points at; a reminder's task counts."""
    if target is not None and target.task is not None:
        return target.task.id
    if target is not None and target.reminder is not None and target.reminder.task_id is not None:
        return target.reminder.task_id
    raise UserError("which_task")


def id_of(args: list[str]) -> UUID:
    """The first word of an action as an id."""
    try:
        return UUID(hex=args[0])
    except (IndexError, ValueError) as error:
        raise UserError("action_stale") from error
