"""Acknowledge one firing of a reminder that has no task: this one is dealt with, the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome
from core.db import reminders
from core.errors import NotFoundError


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
        return Outcome(context.reply("acknowledged", title=reminder.text))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Acknowledge:
        """`acknowledge:<occurrence>`."""
        return cls(_find.id_of(args))


Acknowledge.undoable = False
Acknowledge.spoken = False
