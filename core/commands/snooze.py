"""Snooze: what has just rung rings once more, later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import reminder_card, reminder_json, seer, undo_button
from core.commands._moment import Moment
from core.commands._rings import keep, set_state
from core.commands.remind import delayed
from core.db import reminders, tasks
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderSnoozed
from core.domain.occurrence import CANCELLED, SCHEDULED, SENT
from core.domain.reminder import ACTIVE, check_ahead
from core.domain.task import DONE
from core.errors import ConflictError, NotFoundError, UserError
from core.messages import Field, Form
from core.nlu.reading import Understanding

LATER = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Snooze(Command):
    """`occurrence_id` None: what rang last in this conversation. `until` None: the same delay once more."""

    occurrence_id: UUID | None = None
    until: Moment | None = None
    ask: bool = False  # for a time in words: a form

    async def handle(self, context: Context) -> Outcome:
        """One more occurrence, outside the rule, in place of a snooze that has not rung: a second click only moves."""
        rang = await self._rang(context)
        if self.ask:
            return Outcome(replace(context.reply("snooze_until"), form=_form(context, rang)))
        await tasks.lock_about(context.tx, [rang.reminder_id])
        reminder = await _find.reminder(context, rang.reminder_id)
        await _check_open(context, reminder)
        until = self.until or await _again(context, reminder, rang)
        until = until.timed(context.who.preferences, context.now)
        check_ahead(until.local, context.now)
        await _replace(context, reminder)
        again = Occurrence.schedule(
            workspace_id=context.workspace,
            reminder_id=reminder.id,
            address_id=rang.address_id,
            sequence=await reminders.top_sequence(context.tx, reminder.id) + 1,
            due_at=until.instant,
            by_rule=False,
        )
        context.tx.insert(again)
        if not reminder.set_status(ACTIVE, context.now):  # it has something to ring again
            reminder.touch(context.now)
        await keep(context, reminder)
        after = {"occurrence": str(again.id), "state": SCHEDULED, "due_at": again.due_at.isoformat()}
        context.tx.emit(ReminderSnoozed(reminder.id, reminder.version, Change({"occurrence": str(rang.id)}, after)))
        reply = context.reply(
            "snoozed",
            cards=(reminder_card(reminder, again.due_at, context),),
            buttons=(undo_button(context, context.tx.correlation),),
            when=until.shown(context.now),
            title=reminder.text,
        )
        return Outcome(reply, reminder_json(reminder, again.due_at, SCHEDULED), context.tx.correlation)

    async def _rang(self, context: Context) -> Occurrence:
        if self.occurrence_id is None:
            found = await reminders.last_sent(context.tx, context.address_id, context.now - timedelta(hours=12))
            if found is None:
                raise UserError("snooze_nothing")
            return found
        found = await reminders.occurrence(context.tx, self.occurrence_id, lock=False)  # what was sent stays so
        if found is None:
            raise NotFoundError("gone")
        if found.state != SENT:
            raise ConflictError("snooze_not_rung")
        return found

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Snooze:
        """Until the time that was said."""
        when = reading.slots.when or reading.slots.due
        return cls(None, Moment.of(when) if when else None)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Snooze:
        """`snooze:<occurrence>:<20m | 1h | 3h | tomorrow | week | ask>`."""
        if args[1:] == ["ask"]:
            return cls(_find.id_of(args), ask=True)
        return cls(_find.id_of(args), delayed(args[1] if len(args) > 1 else "", context))

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> Snooze:
        """The form's submit: `when` in words, which come here as a stamp."""
        return cls(_find.id_of(args), Moment.stamped(values.get("when", ""), context.zone))


def _form(context: Context, rang: Occurrence) -> Form:
    label = context.book.text
    when = Field("when", label("field_when"), required=True)
    return Form(label("form_snooze"), action("snooze", rang.id), (when,))


async def _replace(context: Context, reminder: Reminder) -> None:
    for earlier in await reminders.occurrences(context.tx, [reminder.id], (SCHEDULED,)):
        if not earlier.by_rule:
            await set_state(context, reminder, earlier, CANCELLED, "snoozed again")


async def _again(context: Context, reminder: Reminder, rang: Occurrence) -> Moment:
    """The same delay once more; three hours when that would be over a day or the reminder repeats."""
    since = await reminders.set_at(context.tx, reminder.id)
    delay = rang.due_at - (since or reminder.created_at)
    if reminder.recurring or not timedelta(seconds=1) <= delay <= timedelta(days=1):
        delay = LATER
    return Moment.at((context.now + delay).astimezone(context.local.tzinfo))


async def _check_open(context: Context, reminder: Reminder) -> None:
    if reminder.status == "cancelled":
        raise ConflictError("already_cancelled", number=reminder.number, title=reminder.text)
    if reminder.task_id is None:
        return
    task = await tasks.by_id(context.tx, reminder.task_id, seer(context))
    if task is None:
        raise NotFoundError("gone")
    if task.status == DONE:
        raise ConflictError("remind_done", number=task.number, title=task.title)
