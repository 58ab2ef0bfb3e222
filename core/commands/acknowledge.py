"""Acknowledge one firing of a reminder that has no task: this one is dealt with, the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome
from core.commands._rings import AHEAD, keep
from core.db import reminders
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderScheduled
from core.domain.occurrence import SCHEDULED
from core.domain.reminder import ACTIVE, CANCELLED
from core.errors import NotFoundError
from core.messages import Instant


@dataclass(frozen=True, slots=True)
class Acknowledge(Command):
    """A second click says the same."""

    occurrence_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Remember when."""
        occurrence = await reminders.occurrence(context.tx, self.occurrence_id, lock=False)
        if occurrence is None:
            raise NotFoundError("gone")
        reminder = await _find.reminder(context, occurrence.reminder_id)
        await context.tx.write(
            "UPDATE occurrences SET acknowledged_at = coalesce(acknowledged_at, todobot_now())"
            " WHERE id = %(id)s AND workspace_id = %(workspace)s",
            id=occurrence.id,
        )
        if not reminder.after_done or occurrence.acknowledged_at is not None or reminder.status == CANCELLED:
            return Outcome(context.reply("acknowledged", title=reminder.text))
        due_at = await self._following(context, reminder)
        if due_at is None:
            return Outcome(context.reply("acknowledged", title=reminder.text))
        when = Instant(due_at, reminder.zone)
        return Outcome(context.reply("acknowledged_next", title=reminder.text, when=when))

    async def _following(self, context: Context, reminder: Reminder) -> datetime | None:
        """The next firing of what counts from when it was done; None where one stands already, or none comes."""
        ahead = await reminders.occurrences(context.tx, [reminder.id], AHEAD)
        due_at = reminder.next_when_done(context.now)
        if due_at is None or any(one.by_rule for one in ahead):
            return None
        following = Occurrence.schedule(
            workspace_id=reminder.workspace_id,
            reminder_id=reminder.id,
            address_id=reminder.address_id,
            sequence=await reminders.top_sequence(context.tx, reminder.id) + 1,
            due_at=due_at,
        )
        context.tx.insert(following)
        reminder.set_status(ACTIVE, context.now)
        reminder.touch(context.now)
        await keep(context, reminder)
        after = reminder.snapshot(due_at) | {"occurrence": str(following.id), "state": SCHEDULED}
        context.tx.emit(ReminderScheduled(reminder.id, reminder.version, Change({}, after)))
        return due_at

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Acknowledge:
        """`acknowledge:<occurrence>`."""
        return cls(_find.id_of(args))


Acknowledge.undoable = False
Acknowledge.spoken = False
