"""Show cards: tasks and reminders that stand in a conversation, as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, seer, task_card
from core.db import reminders, tasks
from core.db.reminders import Upcoming
from core.domain import Task
from core.domain.reminder import ACTIVE
from core.errors import UserError
from core.messages import Card
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ShowCards(Command):
    """Reads only. What the person does not see, or what is another workspace's, is left out."""

    ids: tuple[UUID, ...]

    async def handle(self, context: Context) -> Outcome:
        """A reply with the cards alone; what is deleted or over offers no buttons."""
        wanted = list(self.ids)
        found = await tasks.by_ids(context.tx, wanted, seer(context), deleted=True)
        rings = await reminders.by_ids(context.tx, wanted, seer(context))
        cards = [_task(one, context) for one in found.values()] + [_reminder(one, context) for one in rings.values()]
        return Outcome(context.reply("list_all", count=len(cards), cards=tuple(cards)))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ShowCards:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ShowCards:
        """No button asks for it."""
        raise UserError("action_stale")


def _task(task: Task, context: Context) -> Card:
    card = task_card(task, context)
    return card if task.deleted_at is None else replace(card, status="deleted", buttons=())


def _reminder(one: Upcoming, context: Context) -> Card:
    card = reminder_card(one.reminder, one.due_at, context, paused=one.paused)
    return card if one.reminder.status == ACTIVE else replace(card, buttons=())


ShowCards.undoable = False
ShowCards.spoken = False
