"""Resume a paused reminder: it rings again from the next time of its rule on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._repeats import answer, held_back, meant, repeating
from core.commands._rings import move, wake
from core.db.reminders import PAUSED
from core.errors import ConflictError
from core.messages import Instant
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ResumeReminder(Command):
    """One that is not paused is a ConflictError."""

    reminder_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """End the pause now."""
        reminder, standing = await repeating(context, self.reminder_id)
        ahead = next((one for one in standing if one.by_rule and one.reason == PAUSED), None)
        held = await held_back(context, reminder) if ahead is None else None
        values = {"number": reminder.number, "title": reminder.text}
        if ahead is None and held is None:
            raise ConflictError("resume_not_paused", **values)
        if ahead is not None:
            following = reminder.next_after(context.now) or ahead.due_at
            await move(context, reminder, ahead, following, reminder.zone)
        elif held is not None and not await wake(context, reminder, held):
            raise ConflictError("pause_over", **values)
        back = ahead or held
        assert back is not None
        return answer(context, "resumed", reminder, back, when=Instant(back.due_at, reminder.zone))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ResumeReminder:
        """The reminder that is meant."""
        return cls(meant(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ResumeReminder:
        """`resume_reminder:<reminder>`."""
        return cls(_find.id_of(args))


ResumeReminder.wants = "reminder"
