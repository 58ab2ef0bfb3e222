"""Undo: take back the last thing that this person did here, from the event log, unless later changes stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands._base import Command, Context, Outcome, Target
from core.commands._undoing import take_back
from core.db import history, tasks
from core.errors import ConflictError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """`correlation` names the command to take back; None: the newest one here that was not taken back yet."""

    correlation: UUID | None = None

    async def handle(self, context: Context) -> Outcome:
        """Take back every event of it, newest first; a conflict takes back nothing."""
        correlation = self.correlation or await history.last_correlation(
            context.tx, context.who.id, context.address_id, context.now
        )
        if correlation is None:
            raise UserError("undo_nothing")
        # Two clicks at once: the second one waits here, and then sees that it is done.
        await context.tx.rows(
            "SELECT pg_advisory_xact_lock(hashtextextended(%(correlation)s::text || %(workspace)s::text, 0))",
            correlation=correlation,
        )
        if await history.undone(context.tx, correlation):
            raise ConflictError("undo_twice")
        events = await history.of_correlation(context.tx, correlation, context.who.id)
        if not events:
            raise UserError("undo_not_yours")
        if context.now - events[0].time > history.UNDO_WINDOW:
            raise UserError("undo_old", days=history.UNDO_WINDOW.days)
        context.tx.undoes = correlation
        await tasks.lock_about(context.tx, list({event.subject for event in events}))
        alone = not any(event.type.startswith("task-") for event in events)
        said = [await take_back(context, event, alone=alone) for event in events]
        sentences = [one for one in said if one is not None]
        sentence, values = sentences[-1] if sentences else ("undone", {})
        many = len({event.subject for event in events if event.type.startswith("task-")})
        if many > 1:
            sentence, values = "undone_many", {"count": many}
        return Outcome(context.reply(sentence, **values), {"undone": str(correlation)})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Undo:
        """The last thing."""
        return cls()

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Undo:
        """`undo:<correlation>`."""
        try:
            return cls(UUID(hex=args[0]))
        except (IndexError, ValueError) as error:
            raise UserError("action_stale") from error


Undo.undoable = False
