"""Cancel a reminder: it rings no more; a task of it stays."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_json, undo_button
from core.commands._rings import AHEAD, cancel
from core.db import reminders
from core.errors import ConflictError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class CancelReminder(Command):
    """Never again. One that has rung for the last time is a ConflictError."""

    reminder_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Cancel the reminder and what stands of it."""
        reminder = await _find.reminder(context, self.reminder_id)
        ahead = await reminders.occurrences(context.tx, [reminder.id], AHEAD)
        if reminder.status == "finished" or (not ahead and not reminder.recurring and reminder.status == "active"):
            raise ConflictError("reminder_over", number=reminder.number, title=reminder.text)
        await cancel(context, reminder)
        undo = undo_button(context, context.tx.correlation)
        reply = context.reply("reminder_cancelled", buttons=(undo,), number=reminder.number, title=reminder.text)
        due_at = ahead[0].due_at if ahead else None
        return Outcome(reply, reminder_json(reminder, due_at, "cancelled"), context.tx.correlation)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> CancelReminder:
        """The reminder that is meant."""
        if target is None or target.reminder is None:
            raise UserError("which_reminder")
        return cls(target.reminder.id)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> CancelReminder:
        """`cancel_reminder:<reminder>`."""
        return cls(_find.id_of(args))


CancelReminder.wants = "reminder"
