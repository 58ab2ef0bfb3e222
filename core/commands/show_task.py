"""Show one task with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.commands import _find
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, seer, task_card, task_json
from core.commands._rings import AHEAD
from core.commands.show_reminder import ShowReminder
from core.db import reminders, tasks
from core.errors import NotFoundError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ShowTask(Command):
    """Reads only."""

    task_id: UUID

    async def handle(self, context: Context) -> Outcome:
        """The task's card, and a card for each reminder of it that is ahead."""
        task = await tasks.by_id(context.tx, self.task_id, seer(context))
        if task is None:
            raise NotFoundError("gone")
        cards = [task_card(task, context)]
        of_it = {one.id: one for one in await reminders.of_task(context.tx, task.id, seer(context))}
        ahead = await reminders.occurrences(context.tx, list(of_it), AHEAD, lock=False) if of_it else []
        cards += [reminder_card(of_it[one.reminder_id], one.due_at, context) for one in ahead]
        reply = context.reply("task_shown", cards=tuple(cards), number=task.number, title=task.title)
        return Outcome(reply, task_json(task))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Command:
        """The task that is meant; a reminder where there is no task, or where the words say so."""
        reminder = target.reminder if target is not None else None
        named = reading.slots.ref is not None and reading.slots.ref.noun == "reminder"
        if reminder is not None and (named or reminder.task_id is None):
            return ShowReminder(reminder.id)
        return cls(_find.task_of(target))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ShowTask:
        """`show_task:<task>`."""
        return cls(_find.id_of(args))


ShowTask.wants = "either"
ShowTask.undoable = False
