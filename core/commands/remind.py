"""Remind: of something new, of a task, or again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import SNOOZES, reminder_card, reminder_json, seer, task_card, undo_button
from core.commands._moment import Moment
from core.commands._places import Place, is_group, place_of
from core.commands._rings import ring
from core.commands._verbatim import verbatim
from core.commands.create_task import CreateTask
from core.db import tasks
from core.domain import Task
from core.domain.recurrence import AFTER_DONE, NAG_RINGS
from core.domain.task import DONE
from core.domain.wording import split_title
from core.errors import ConflictError, NotFoundError, UserError
from core.messages import Button
from core.nlu.reading import Understanding

DELAYS = {"20m": timedelta(minutes=20), "1h": timedelta(hours=1), "3h": timedelta(hours=3)}


@dataclass(frozen=True, slots=True)
class Remind(Command):
    """`task_id`: one more reminder on that task. Else a new task due at `when`, or, when it recurs or is for everyone
    here or a channel, a reminder without a task. `to` is whom or where it is for, as typed. Without `when` the task is
    made and buttons ask for the time."""

    text: str = ""
    task_id: UUID | None = None
    when: Moment | None = None
    due: Moment | None = None
    rrule: tuple[str, ...] = ()
    to: str | None = None
    priority: int = 4
    tags: tuple[str, ...] = ()
    description: str = ""
    verbatim: str | None = None
    link: str | None = None
    assignees: tuple[str, ...] = ()
    of_message: str = ""  # the message that it is about
    before: timedelta | None = None  # instead of `when`: so long before the task is due
    nag: int | None = None  # `rrule` rings every so many minutes until the task is done

    async def handle(self, context: Context) -> Outcome:
        """Make what rings."""
        at = await place_of(context, self.to) if self.to else None
        if at is not None and self.when is None:
            raise UserError("when_missing")
        if self.task_id is not None:
            return await self._about(context, self.task_id, at)
        if (self.rrule and not self.nag) or (at is not None and not at.person_ids):
            return await self._alone(context, at)
        return await self._new(context, at)

    async def _about(self, context: Context, task_id: UUID, at: Place | None) -> Outcome:
        task = await tasks.by_id(context.tx, task_id, seer(context), lock=True)
        if task is None:
            raise NotFoundError("gone")
        if task.status == DONE:
            raise ConflictError("remind_done", number=task.number, title=task.title)
        if self.before is not None:
            return await replace(self, when=_ahead_of(task, self.before, context), before=None)._about(
                context, task_id, at
            )
        if self.when is None:
            card = task_card(task, context)
            reply = context.reply("remind_when", cards=(card,), buttons=ask_when(context, task.id), title=task.title)
            return Outcome(replace(reply, kind="question"))
        moment = self.when.timed(context.who.preferences, context.now)
        reminder, occurrence, number = await ring(
            context, task.title, moment, task_id=task.id, rrule=self.rrule, at=at, link=self.link
        )
        reply = context.reply(
            self._told(at),
            who=at.shown if at else "",
            minutes=self.nag,
            rings=NAG_RINGS,
            cards=(task_card(task, context),),
            buttons=(undo_button(context, context.tx.correlation),),
            when=moment.shown(context.now),
            title=task.title,
        )
        data = reminder_json(reminder, occurrence.due_at, occurrence.state, number=number)
        return Outcome(reply, data, context.tx.correlation, status=201)

    async def _alone(self, context: Context, at: Place | None) -> Outcome:
        if self.when is None:
            raise UserError("when_missing")
        moment = self.when.timed(context.who.preferences, context.now)
        text = f"{self.to} {self.text}" if self.to and is_group(self.to) else self.text
        reminder, occurrence, number = await ring(context, text, moment, rrule=self.rrule, at=at, link=self.link)
        reply = context.reply(
            self._told(at),
            who=at.shown if at else "",
            minutes=self.nag,
            rings=NAG_RINGS,
            cards=(reminder_card(reminder, occurrence.due_at, context, number=number),),
            buttons=(undo_button(context, context.tx.correlation),),
            when=moment.shown(context.now),
            title=reminder.text,
        )
        data = reminder_json(reminder, occurrence.due_at, occurrence.state, number=number)
        return Outcome(reply, data, context.tx.correlation, status=201)

    async def _new(self, context: Context, at: Place | None) -> Outcome:
        moment = self.when.timed(context.who.preferences, context.now) if self.when else None
        due = self.due or moment
        created = CreateTask(
            self.text,
            self.description,
            due,
            self.priority,
            self.tags,
            self.verbatim,
            self.link,
            (*self.assignees, self.to) if self.to else self.assignees,
            rings=False,
            of_message=self.of_message,
        )
        outcome = await created.handle(context)
        task_id = outcome.reply.cards[0].id
        if moment is None:
            reply = replace(
                outcome.reply,
                parts=context.say("remind_when_new", title=self.text),
                buttons=ask_when(context, task_id) + outcome.reply.buttons,
                kind="question",
                code="remind_when",
            )
            return replace(outcome, reply=reply)
        reminder, occurrence, number = await ring(
            context, self.text, moment, task_id=task_id, rrule=self.rrule, at=at, link=self.link
        )
        said: dict[str, Any] = {"when": moment.shown(context.now), "title": reminder.text}
        said |= {"who": at.shown if at else "", "minutes": self.nag, "rings": NAG_RINGS}
        told = self._told(at)
        reply = replace(outcome.reply, parts=context.say(told, **said), code=told)
        data = reminder_json(reminder, occurrence.due_at, occurrence.state, number=number)
        return replace(outcome, reply=reply, data=data)

    def _told(self, at: Place | None) -> str:
        """The sentence of the answer."""
        if self.nag:
            return "remind_nag"
        if AFTER_DONE in self.rrule and at is None:
            return "remind_after_done"
        return _sentence("remind_recurring" if self.rrule else "remind_set", at)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Remind:
        """A reference makes it one more reminder on that task; else the title is new."""
        slots = reading.slots
        when = slots.when or slots.due
        common = {
            "when": Moment.of(when) if when else None,
            "due": Moment.of(slots.due) if slots.due and slots.when else None,
            "rrule": when.rrule if when else (),
            "link": context.reference.link if context.reference else None,
            "to": _to(reading),
            "nag": slots.nag,
            "before": slots.before,
        }
        if target is not None and (target.task or (target.reminder and target.reminder.task_id)):
            return cls(task_id=_find.task_of(target), **common)  # type: ignore[arg-type]
        said = target.reminder.text if target is not None and target.reminder else slots.title or ""
        if target == Target() and not slots.title and context.reference is not None:
            said, common["of_message"] = about_message(context), context.reference.message_id
        if (
            when is not None and when.rrule and reading.intent == "remind" and not slots.nag
        ):  # without a task nobody is assigned
            said = " ".join([said, *(f"@{name}" for name in slots.assignees if name != "me")])
        text, description = split_title(said, slots.description or "")
        return cls(
            text=text,
            priority=slots.priority or 4,
            tags=slots.tags,
            assignees=tuple(name for name in slots.assignees if name != "me"),
            description=description,
            verbatim=verbatim(reading),
            **common,  # type: ignore[arg-type]
        )

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Remind:
        """`remind:<task>:<20m | 1h | 3h | tomorrow | wall time>`."""
        return cls(task_id=_find.id_of(args), when=delayed(args[1] if len(args) > 1 else "", context))


def _ahead_of(task: Task, before: timedelta, context: Context) -> Moment:
    """So long before the task is due, days by the clock on the wall; on a day without a time before the usual hour."""
    if task.due_date is None:
        raise ConflictError("remind_no_due", number=task.number, title=task.title)
    if task.due_at is not None:
        due = Moment.at(task.due_at.astimezone(ZoneInfo(task.due_zone or context.zone)))
    else:
        due = Moment(datetime.combine(task.due_date, context.who.preferences.day), context.zone)
    day = Moment(due.wall - timedelta(days=before.days), due.zone)
    return Moment.at((day.instant - timedelta(seconds=before.seconds)).astimezone(day.local.tzinfo))


def about_message(context: Context) -> str:
    """What the message says that was replied to, or what to call it where the platform did not tell."""
    text = context.reference.text.strip() if context.reference else ""
    return text or context.book.text("this_message")


def _to(reading: Understanding) -> str | None:
    """Whom it is for; "@user drink a beer on fridays" speaks to that person."""
    slots = reading.slots
    when = slots.when or slots.due
    if slots.target or reading.intent == "remind" or when is None or not when.rrule or not slots.assignees:
        return slots.target
    if len(slots.assignees) > 1:
        raise UserError("remind_one_person")
    name = slots.assignees[0]
    return name if name.startswith("<") else f"@{name}"


def _sentence(sentence: str, at: Place | None) -> str:
    """The sentence that says as well where it rings, when that is elsewhere."""
    return sentence if at is None or at.kind == "here" else f"{sentence}_{at.kind}"


def delayed(word: str, context: Context) -> Moment:
    """The time behind a delay button: so much later, or tomorrow or next Monday at the person's usual hour."""
    if word in DELAYS:
        return Moment.at((context.now + DELAYS[word]).astimezone(context.local.tzinfo))
    if word in ("tomorrow", "week"):
        morning = context.who.preferences.day
        today = context.local.replace(tzinfo=None)
        day = today + timedelta(days=1 if word == "tomorrow" else 7 - today.weekday())
        return Moment(day.replace(hour=morning.hour, minute=morning.minute, second=0, microsecond=0), context.zone)
    return Moment.stamped(word, context.zone)  # as the buttons of a question write it


def ask_when(context: Context, task_id: UUID) -> tuple[Button, ...]:
    """Buttons that set the time."""
    return tuple(Button(context.book.text(f"delay_{one}"), action("remind", task_id, one)) for one in SNOOZES)


Remind.wants = "task"
