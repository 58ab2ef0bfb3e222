"""A tick that is put on a message, or taken away again: its task is done, or open again."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome
from core.commands._cards import seer
from core.commands.complete_task import CompleteTask
from core.commands.reopen_task import ReopenTask
from core.db import cards, tasks
from core.domain import Task
from core.domain.task import DONE, OPEN
from core.errors import UserError
from core.messages import Reply


@dataclass(frozen=True, slots=True)
class React(Command):
    """`done`: the tick is there. On a message that shows no single task, or none for these eyes, it means nothing."""

    done: bool

    async def handle(self, context: Context) -> Outcome:
        """Complete or reopen. Nothing is said where nothing changes: people put ticks on many things."""
        task = await _task(context)
        if task is None or task.status == (DONE if self.done else OPEN):
            return Outcome(Reply())
        then: Command = CompleteTask(task.id) if self.done else ReopenTask(task.id)
        return await then.handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> React:
        """`react:done` and `react:undone`, about the message that the context refers to."""
        if args not in (["done"], ["undone"]):
            raise UserError("action_stale")
        return cls(args == ["done"])


async def _task(context: Context) -> Task | None:
    if context.reference is None:
        return None
    place = context.address
    subjects = await cards.subjects_of(
        context.tx, context.reference.message_id, platform=place.platform, channel=place.channel, account=place.person
    )
    found = await tasks.by_ids(context.tx, subjects, seer(context)) if subjects else {}
    return next(iter(found.values())) if len(found) == 1 else None


React.spoken = False
