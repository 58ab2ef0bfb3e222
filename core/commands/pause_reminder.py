"""Pause a reminder that repeats: until a date, from which its rule goes on, or until it is resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._moment import Moment
from core.commands._repeats import answer, held_back, meant, repeating
from core.commands._rings import move, set_state, wake
from core.commands.remind import delayed
from core.db.reminders import PAUSED
from core.domain import Occurrence, Reminder
from core.domain.occurrence import SKIPPED
from core.domain.reminder import check_ahead
from core.errors import ConflictError
from core.messages import Instant
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class PauseReminder(Command):
    """With `until` the next firing stands at the rule's first time from then on, so the sweep ends the pause by itself;
    without it nothing is ahead until ResumeReminder. Nothing that was put off by a snooze rings meanwhile."""

    reminder_id: UUID
    until: Moment | None = None

    async def handle(self, context: Context) -> Outcome:
        """Keep it silent."""
        reminder, standing = await repeating(context, self.reminder_id)
        held = await held_back(context, reminder)
        ahead = next((one for one in standing if one.by_rule), held)
        if ahead is None:
            raise ConflictError("skip_nothing", number=reminder.number, title=reminder.text)
        for snoozed in (one for one in standing if not one.by_rule):
            await set_state(context, reminder, snoozed, SKIPPED, "snooze paused")
        if self.until is None:
            if ahead is held:
                return answer(context, "paused_already", reminder, ahead)
            await set_state(context, reminder, ahead, SKIPPED, PAUSED)
            return answer(context, "paused", reminder, ahead)
        return await self._until(context, reminder, ahead, self.until)

    async def _until(self, context: Context, reminder: Reminder, ahead: Occurrence, until: Moment) -> Outcome:
        """A day counts from its first minute: what rings on it rings."""
        check_ahead(until.local, context.now)
        back = reminder.next_after(until.instant - timedelta(seconds=1))
        if back is None:
            raise ConflictError("pause_over", number=reminder.number, title=reminder.text)
        if ahead.state == SKIPPED:
            await wake(context, reminder, ahead)
        await move(context, reminder, ahead, back, reminder.zone, reason=PAUSED)
        return answer(
            context,
            "paused_until",
            reminder,
            ahead,
            until=until.shown(context.now),
            when=Instant(back, reminder.zone),
        )

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> PauseReminder:
        """Until the time that was said, or with no end."""
        when = reading.slots.when or reading.slots.due
        return cls(meant(target), Moment.of(when) if when else None)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> PauseReminder:
        """`pause_reminder:<reminder>[:<wall time>]`."""
        return cls(_find.id_of(args), delayed(args[1], context) if len(args) > 1 else None)


PauseReminder.wants = "reminder"
