"""Adds to a reply what the reading has to confess: shifts, assumptions, and the other reading as a button."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.assistant.lessons import MARK, lesson
from core.assistant.plan import Plan
from core.commands._base import Command, Context, Outcome, action
from core.commands.remind import Remind
from core.messages import Button, Day, Instant, Part
from core.nlu.reading import Note, When

TOLD = frozenset(
    {
        "remind_set_person",
        "remind_set_channel",
        "task_created_due",
        "remind_set",
        "remind_recurring",
        "remind_nag",
        "remind_after_done",
        "snoozed",
        "task_updated",
        "reminder_moved",
    }
)


def describe(plan: Plan, outcome: Outcome, context: Context, correlation: UUID) -> Outcome:
    """The outcome with its notes said, where it was a time that was read."""
    if plan.reading is None or outcome.reply.code not in TOLD:
        return outcome
    slots = plan.reading.slots
    when = slots.when or slots.due
    if when is None:
        return outcome
    parts: tuple[Part, ...] = outcome.reply.parts
    for note in when.notes:
        parts += note_parts(note, context)
    buttons = outcome.reply.buttons + (_other(when, outcome, context) if _is_due(plan.command) else ())
    return replace(outcome, reply=replace(outcome.reply, parts=parts, buttons=buttons))


def note_parts(note: Note, context: Context) -> tuple[Part, ...]:
    """The sentence of a note, after a blank; nothing when the book has none."""
    name = f"note_{note.code}"
    params = dict(note.params)
    if context.book.has(f"setting_{params.get('part')}"):
        params["part"] = context.book.text(f"setting_{params['part']}")
    return (" ", *context.say(name, **params)) if context.book.has(name) else ()


def _is_due(command: Command | None) -> bool:
    """Whether the time that was read is the task's own: the other reading replaces that, and what rings then."""
    return not isinstance(command, Remind) or (command.task_id is None and command.due is None)


def _other(when: When, outcome: Outcome, context: Context) -> tuple[Button, ...]:
    moved = outcome.reply.code == "reminder_moved"
    shown_card = next((card for card in outcome.reply.cards if moved or card.kind == "task"), None)
    if not when.others or shown_card is None or when.rrule or outcome.reply.code == "snoozed":
        return ()
    other = when.others[0]
    if other.start <= context.now and other.has_time:
        return ()
    here = other.start.astimezone(context.local.tzinfo)  # as a click reads it
    if moved:
        stamp = f"{here:%Y%m%dT%H%M%S}" if other.has_time else f"{other.start:%Y%m%d}"
        return (Button(_rather(other, context), _teaching(when, other, "move_reminder", shown_card.id, stamp)),)
    stamp = f"{here:%Y%m%dT%H%M}" if other.has_time else f"{other.start:%Y%m%d}"
    return (Button(_rather(other, context), _teaching(when, other, "reread", shown_card.id, stamp)),)


def _teaching(when: When, other: When, command: str, subject: UUID, stamp: str) -> str:
    """The action that takes the other reading, and what choosing it teaches."""
    taught = lesson(when, other)
    return action(command, subject, f"{stamp}{MARK}{taught}" if taught else stamp)


def _rather(other: When, context: Context) -> str:
    shown = Instant(other.start, other.zone) if other.has_time else Day(other.start.date())
    return context.book.text("button_other", when=shown)[:75]
