"""Skip the next firing of a reminder that repeats; the ones after it come."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._repeats import answer, meant, repeating
from core.commands._rings import move
from core.errors import ConflictError
from core.messages import Instant
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class SkipNext(Command):
    """The firing that stands moves on to the time after it; the last one cannot be skipped, only cancelled."""

    reminder_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """Let the rule go on one time later."""
        reminder, standing = await repeating(context, self.reminder_id)
        ahead = next((one for one in standing if one.by_rule), None)
        following = reminder.next_after(ahead.due_at) if ahead is not None else None
        if ahead is None or following is None:
            code = "skip_nothing" if ahead is None else "skip_last"
            raise ConflictError(code, number=reminder.number, title=reminder.text)
        skipped = Instant(ahead.due_at, reminder.zone)
        await move(context, reminder, ahead, following, reminder.zone, reason=ahead.reason)
        return answer(context, "skipped", reminder, ahead, skipped=skipped, when=Instant(following, reminder.zone))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SkipNext:
        """Of the reminder that is meant."""
        return cls(meant(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SkipNext:
        """`skip_next:<reminder>`."""
        return cls(_find.id_of(args))


SkipNext.wants = "reminder"
