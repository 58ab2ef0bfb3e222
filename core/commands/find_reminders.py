"""Find reminders: a page of what will ring, soonest first, for doors that show them their own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_json, seer
from core.db import reminders
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class FindReminders(Command):
    """Reads only. `after` is the due time and the number of the last one of a page.

    `which` is ahead (paused ones among them), paused, or past: these newest first.
    """

    after: tuple[datetime, int] | None = None
    limit: int = 50
    which: str = "ahead"

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, and `next` (due time and number) when there are more."""
        found = await reminders.page(
            context.tx, seer(context), limit=self.limit + 1, after=self.after, which=self.which
        )
        shown = found[: self.limit]
        items = [reminder_json(one.reminder, one.due_at, one.state) for one in shown]
        more = [shown[-1].due_at.isoformat(), shown[-1].reminder.number] if len(found) > self.limit else None
        return Outcome(context.reply("reminders_listed", count=len(items)), {"items": items, "next": more})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FindReminders:
        """Said in words it is ListReminders."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FindReminders:
        """No button asks for it."""
        raise UserError("action_stale")


FindReminders.undoable = False
FindReminders.spoken = False
