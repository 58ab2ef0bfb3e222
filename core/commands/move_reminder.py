"""Move what is to come: a reminder's next firing, a task's due date, or both where they are one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, reminder_json, seer, undo_button
from core.commands._moment import Moment
from core.commands._rings import move
from core.commands.snooze import Snooze
from core.commands.update_task import UpdateTask
from core.db import reminders, tasks
from core.domain import Occurrence, Reminder, Task
from core.domain.occurrence import SCHEDULED, SENT
from core.domain.reminder import check_ahead
from core.errors import ConflictError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class MoveReminder(Command):
    """`subject` is a reminder or a task. A day without a time keeps the time of day; of what repeats, only the next
    firing moves; what has rung already rings once more."""

    subject: UUID
    when: Moment | None = None

    async def handle(self, context: Context) -> Outcome:
        """Move it; a reminder that rings at its task's due time takes the due time along."""
        if self.when is None:
            raise UserError("move_when")
        task = await tasks.by_id(context.tx, self.subject, seer(context), lock=True)
        if task is None:
            task = await self._task_of_reminder(context)
        if task is not None and task.id == self.subject:
            return await _move_task(context, task, self.when)
        reminder = await _find.reminder(context, self.subject)
        standing = await reminders.occurrences(context.tx, [reminder.id], (SCHEDULED,))
        if not standing:
            return await _again(context, reminder, self.when)
        occurrence = standing[0]
        if task is not None and not reminder.recurring and task.due_at == occurrence.due_at:
            return await _move_task(context, task, self.when)
        return await _move(context, reminder, occurrence, self.when)

    async def _task_of_reminder(self, context: Context) -> Task | None:
        """Locked before its reminder, as everywhere."""
        found = await reminders.by_id(context.tx, self.subject, seer(context))
        if found is None or found.task_id is None:
            return None
        return await tasks.by_id(context.tx, found.task_id, seer(context), lock=True)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> MoveReminder:
        """To the time that was said."""
        subject = target and (target.reminder or target.task)
        if not subject:
            raise UserError("which_reminder")
        when = reading.slots.when or reading.slots.due
        if when is not None and when.rrule:
            raise UserError("move_rule")
        return cls(subject.id, Moment.of(when) if when else None)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> MoveReminder:
        """`move_reminder:<reminder or task>:<wall time | date>`."""
        return cls(_find.id_of(args), Moment.stamped(args[1] if len(args) > 1 else "", context.zone))


async def _move_task(context: Context, task: Task, when: Moment) -> Outcome:
    if task.due_at is not None:
        when = _same_hour(when, task.due_at, task.due_zone or context.zone)
    if when.has_time:
        check_ahead(when.local, context.now)
    return await UpdateTask(task.id, {}, when, set_due=True).handle(context)


async def _move(context: Context, reminder: Reminder, occurrence: Occurrence, when: Moment) -> Outcome:
    when = _same_hour(when, occurrence.due_at, reminder.zone)
    check_ahead(when.local, context.now)
    if when.instant != occurrence.due_at:
        await move(context, reminder, occurrence, when.instant, when.zone)
    reply = context.reply(
        "reminder_moved_once" if reminder.recurring else "reminder_moved",
        cards=(reminder_card(reminder, occurrence.due_at, context),),
        buttons=(undo_button(context, context.tx.correlation),),
        when=when.shown(context.now),
        title=reminder.text,
    )
    return Outcome(reply, reminder_json(reminder, occurrence.due_at, SCHEDULED), context.tx.correlation)


async def _again(context: Context, reminder: Reminder, when: Moment) -> Outcome:
    """It rang already: the wish is a snooze of what rang last."""
    rang = await reminders.occurrences(context.tx, [reminder.id], (SENT,), lock=False)
    if not rang or reminder.status == "cancelled":
        code = "already_cancelled" if reminder.status == "cancelled" else "move_nothing"
        raise ConflictError(code, number=reminder.number, title=reminder.text)
    return await Snooze(rang[-1].id, when).handle(context)


def _same_hour(when: Moment, was: datetime, zone: str) -> Moment:
    if when.has_time:
        return when
    clock = was.astimezone(ZoneInfo(zone)).time()
    return replace(when, wall=datetime.combine(when.wall.date(), clock), zone=zone, has_time=True)


MoveReminder.wants = "either"
