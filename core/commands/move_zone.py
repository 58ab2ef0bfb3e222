"""Let what rings by one zone's clock ring by another's, at the same time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands._base import Command, Context, Outcome, action
from core.commands._moment import Moment
from core.commands._rings import keep, move
from core.commands.move_reminder import MoveReminder
from core.db import reminders
from core.domain.occurrence import SCHEDULED
from core.errors import UserError
from core.messages import Button, is_zone

_THEIRS = """
SELECT id FROM reminders WHERE workspace_id = %(workspace)s AND setter_id = %(me)s AND status = 'active'
AND number IS NOT NULL AND zone = %(zone)s ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class MoveZone(Command):
    """All active reminders that the person has set and that ring by `old`'s clock. A time that is past in the new zone
    stays as it is. The same command the other way round takes it back."""

    old: str
    new: str

    async def handle(self, context: Context) -> Outcome:
        """Move the next firing of each, and the clock of what repeats."""
        moved = 0
        for row in await context.tx.rows(_THEIRS, me=context.who.id, zone=self.old):
            moved += await self._move(context, row["id"])
        back = Button(context.book.text("button_move_zone", zone=self.old), action("move_zone", self.new, self.old))
        name = "zone_moved_one" if moved == 1 else "zone_moved"
        reply = context.reply(name, count=moved, zone=self.new, buttons=(back,) if moved else ())
        return Outcome(reply, {"moved": moved})

    async def _move(self, context: Context, reminder_id: UUID) -> int:
        reminder = await reminders.by_id(context.tx, reminder_id, None, lock=True)
        assert reminder is not None
        standing = await reminders.occurrences(context.tx, [reminder.id], (SCHEDULED,))
        if not standing:
            return 0
        if reminder.recurring:
            # What repeats is computed by this zone's clock from now on.
            reminder.zone = self.new
            reminder.touch(context.now)
            await keep(context, reminder)
            for occurrence in standing:
                at = self._there(occurrence.due_at)
                if at > context.now:  # the next one may be too near: those after it are by the new clock
                    await move(context, reminder, occurrence, at, self.new)
            return 1
        when = Moment(standing[0].due_at.astimezone(ZoneInfo(self.old)).replace(tzinfo=None), self.new)
        if when.instant <= context.now:
            return 0
        await MoveReminder(reminder.id, when).handle(context)
        return 1

    def _there(self, at: datetime) -> datetime:
        return Moment(at.astimezone(ZoneInfo(self.old)).replace(tzinfo=None), self.new).instant

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> MoveZone:
        """`move_zone:<old zone>:<new zone>`."""
        if len(args) != 2 or not all(map(is_zone, args)):
            raise UserError("action_stale")
        return cls(*args)


MoveZone.undoable = False
MoveZone.spoken = False
