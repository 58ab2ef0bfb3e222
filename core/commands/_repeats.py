"""What stands of a reminder that repeats: its next firing, or the one that a pause holds back."""

from __future__ import annotations

from uuid import UUID

from core.commands import _find
from core.commands._base import Context, Outcome, Target
from core.commands._cards import reminder_card, reminder_json, undo_button
from core.db import reminders
from core.db.reminders import PAUSED
from core.domain import Occurrence, Reminder
from core.domain.occurrence import SCHEDULED, SKIPPED
from core.errors import ConflictError, UserError


async def repeating(context: Context, reminder_id: UUID) -> tuple[Reminder, list[Occurrence]]:
    """The reminder, locked, and its scheduled firings. ConflictError unless it repeats and goes on."""
    reminder = await _find.reminder(context, reminder_id)
    values = {"number": reminder.number, "title": reminder.text}
    if not reminder.recurring:
        raise ConflictError("repeats_not", **values)
    if reminder.status == "cancelled":
        raise ConflictError("already_cancelled", **values)
    return reminder, await reminders.occurrences(context.tx, [reminder.id], (SCHEDULED,))


async def held_back(context: Context, reminder: Reminder) -> Occurrence | None:
    """The firing that an open-ended pause keeps silent."""
    silent = await reminders.occurrences(context.tx, [reminder.id], (SKIPPED,))
    return next((one for one in silent if one.reason == PAUSED and one.by_rule), None)


def answer(context: Context, sentence: str, reminder: Reminder, occurrence: Occurrence, **values: object) -> Outcome:
    """The reply of a change that can be taken back, with the reminder's card."""
    paused = occurrence.reason == PAUSED
    reply = context.reply(
        sentence,
        cards=(reminder_card(reminder, occurrence.due_at, context, paused=paused),),
        buttons=(undo_button(context, context.tx.correlation),),
        title=reminder.text,
        number=reminder.number,
        **values,
    )
    state = PAUSED if paused else occurrence.state
    return Outcome(reply, reminder_json(reminder, occurrence.due_at, state), context.tx.correlation)


def meant(target: Target | None) -> UUID:
    """The id of the reminder that a sentence points at."""
    if target is None or target.reminder is None:
        raise UserError("which_reminder")
    return target.reminder.id
