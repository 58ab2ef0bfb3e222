"""A task's due time and the reminder that rings then go together: moving or clearing one carries the other along."""

from __future__ import annotations

from datetime import datetime

from core.commands._base import Context
from core.commands._moment import Moment
from core.commands._rings import move, ring, set_state
from core.db import reminders
from core.domain import Task
from core.domain.events import Change, ReminderMoved
from core.domain.occurrence import CANCELLED, SCHEDULED

DUE_CLEARED = "due cleared"


async def follow_due(context: Context, task: Task, before: str | None) -> None:
    """After the task's due time changed: move, cancel or make the reminder that rang at the old one."""
    old = datetime.fromisoformat(before) if before else None
    found = {one.id: one for one in await reminders.of_task(context.tx, task.id)}
    ahead = await reminders.occurrences(context.tx, list(found), (SCHEDULED,)) if found else []
    ringing = [one for one in ahead if old is not None and one.due_at == old]
    for occurrence in ringing:
        reminder = found[occurrence.reminder_id]
        if task.due_at is None or task.due_at <= context.now:
            await set_state(context, reminder, occurrence, CANCELLED, DUE_CLEARED)
            continue
        was = await move(context, reminder, occurrence, task.due_at)
        version = reminder.touch(context.now)
        await context.tx.write(
            "UPDATE reminders SET version = %(version)s, updated_at = %(now)s, wall = %(wall)s, zone = %(zone)s"
            " WHERE id = %(id)s AND workspace_id = %(workspace)s",
            version=version,
            now=context.now,
            wall=Moment.at(task.due_at.astimezone(context.local.tzinfo)).wall,
            zone=context.zone,
            id=reminder.id,
        )
        after = was | {"due_at": task.due_at.isoformat()}
        context.tx.emit(ReminderMoved(reminder.id, version, Change(dict(was), dict(after))))
    if not ringing and task.due_at is not None and task.due_at > context.now:
        await ring(context, task.title, Moment.at(task.due_at.astimezone(context.local.tzinfo)), task_id=task.id)
