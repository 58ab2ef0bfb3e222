"""Snooze what rang last of one reminder, for doors that show reminders and not what was said."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.commands._moment import Moment
from core.commands.snooze import Snooze
from core.db import reminders
from core.errors import ConflictError, NotFoundError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class SnoozeReminder(Command):
    """As Snooze; ConflictError when it has not rung yet."""

    reminder_id: UUID
    until: Moment

    async def handle(self, context: Context) -> Outcome:
        """One more firing, outside the rule."""
        # Not locked here: Snooze locks the task first, as everybody does.
        reminder = await reminders.by_id(context.tx, self.reminder_id, seer(context))
        if reminder is None:
            raise NotFoundError("gone")
        rang = await reminders.last_rung(context.tx, reminder.id)
        if rang is None:
            raise ConflictError("snooze_not_rung")
        return await Snooze(rang.id, self.until).handle(context)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SnoozeReminder:
        """Said in words it is Snooze."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SnoozeReminder:
        """A button is of one firing: Snooze."""
        raise UserError("action_stale")


SnoozeReminder.spoken = False
