"""A task's due time and the reminder that rings then go together: moving or clearing one carries the other along."""

from __future__ import annotations

from datetime import datetime

from core.commands._base import Context
from core.commands._moment import Moment
from core.commands._rings import TASK_DONE, move, ring, set_state
from core.db import reminders
from core.domain import Task
from core.domain.occurrence import CANCELLED, SCHEDULED, SKIPPED
from core.domain.task import DONE

DUE_CLEARED = "due cleared"


async def follow_due(context: Context, task: Task, before: str | None) -> None:
    """After the task's due time changed: move, cancel or make the reminder that rang at the old one.

    Of a done task it stays silent, and rings at the new time when the task is opened again.
    """
    old = datetime.fromisoformat(before) if before else None
    found = {one.id: one for one in await reminders.of_task(context.tx, task.id) if not one.recurring}
    standing = await reminders.occurrences(context.tx, list(found), (SCHEDULED, SKIPPED)) if found else []
    ringing = [one for one in standing if one.due_at == old and (one.state == SCHEDULED or one.reason == TASK_DONE)]
    ahead = task.due_at is not None and task.due_at > context.now
    for occurrence in ringing:
        reminder = found[occurrence.reminder_id]
        if task.due_at is not None and ahead:
            await move(context, reminder, occurrence, task.due_at, context.zone, reason=occurrence.reason)
        else:
            await set_state(context, reminder, occurrence, CANCELLED, DUE_CLEARED)
    if task.due_at is not None and ahead and not ringing:
        at = Moment.at(task.due_at.astimezone(context.local.tzinfo))
        reminder, occurrence, _ = await ring(context, task.title, at, task_id=task.id)
        if task.status == DONE:
            await set_state(context, reminder, occurrence, SKIPPED, TASK_DONE)
