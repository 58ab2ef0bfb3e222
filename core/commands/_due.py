"""A task's due time and the reminder that rings then go together: moving or clearing one carries the other along."""

from __future__ import annotations

from datetime import datetime, timedelta

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
    live = [one for one in standing if one.state == SCHEDULED or one.reason == TASK_DONE]
    lead = timedelta(minutes=context.who.preferences.due_ring or 0)
    ringing = [one for one in live if old is not None and one.due_at in (old, old - lead)]
    ahead = task.due_at is not None and task.due_at > context.now
    for occurrence in ringing:
        reminder = found[occurrence.reminder_id]
        if task.due_at is not None and ahead:
            early = task.due_at - (old - occurrence.due_at) if old is not None else task.due_at
            await move(context, reminder, occurrence, max(early, context.now), context.zone, reason=occurrence.reason)
        else:
            await set_state(context, reminder, occurrence, CANCELLED, DUE_CLEARED)
    if task.due_at is not None and ahead and not ringing:
        at = early_ring(context, Moment.at(task.due_at.astimezone(context.local.tzinfo)))
        if at is None:
            return
        reminder, occurrence, _ = await ring(context, task.title, at, task_id=task.id)
        if task.status == DONE:
            await set_state(context, reminder, occurrence, SKIPPED, TASK_DONE)


def early_ring(context: Context, due: Moment) -> Moment | None:
    """When a due time rings for this person: then, or so many minutes before while that is ahead; None: it does not."""
    minutes = context.who.preferences.due_ring
    if minutes is None:
        return None
    early = Moment.at((due.instant - timedelta(minutes=minutes)).astimezone(due.local.tzinfo))
    return early if minutes and early.instant > context.now else due
