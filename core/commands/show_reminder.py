"""Show one reminder with its next firing, or its last one when none is ahead."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, reminder_json, seer
from core.commands._rings import AHEAD
from core.db import reminders
from core.db.reminders import PAUSED
from core.domain.occurrence import NEXT
from core.errors import NotFoundError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ShowReminder(Command):
    """Reads only."""

    reminder_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """The reminder's card."""
        reminder = await reminders.by_id(context.tx, self.reminder_id, seer(context))
        if reminder is None:
            raise NotFoundError("gone")
        firings = await reminders.occurrences(context.tx, [reminder.id], tuple(NEXT), lock=False)
        if not firings:
            raise NotFoundError("gone")
        shown = next((one for one in firings if one.state in AHEAD), firings[-1])
        paused = shown.reason == PAUSED
        card = reminder_card(reminder, shown.due_at, context, paused=paused)
        state = PAUSED if paused else shown.state
        return Outcome(context.reply("reminders_one", cards=(card,)), reminder_json(reminder, shown.due_at, state))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ShowReminder:
        """Said in words it is ListReminders."""
        raise UserError("which_reminder")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ShowReminder:
        """`show_reminder:<reminder>`."""
        return cls(_find.id_of(args))


ShowReminder.wants = "reminder"
ShowReminder.undoable = False
ShowReminder.spoken = False
