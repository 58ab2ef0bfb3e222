"""The other reading of an ambiguous time: the task, and what rings for it, move there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands import _find
from core.commands._base import Command, Context, Outcome
from core.commands._moment import Moment
from core.commands.update_task import UpdateTask
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class Reread(Command):
    """`when` replaces the task's due time."""

    task_id: UUID
    when: Moment

    async def handle(self, context: Context) -> Outcome:
        """One update. The other day keeps the hour of what rings, so that it goes on ringing."""
        when = self.when
        if not when.has_time:
            task = await _find.task(context, self.task_id)
            if task.due_at is not None:
                hour = task.due_at.astimezone(ZoneInfo(when.zone)).time()
                when = Moment(datetime.combine(when.wall, hour), when.zone)
        return await UpdateTask(self.task_id, {}, when, set_due=True).handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Reread:
        """`reread:<task>:<wall time as 20260304T1700, or the date alone>`."""
        words = args[1] if len(args) > 1 else ""
        try:
            shape = "%Y%m%dT%H%M" if "T" in words else "%Y%m%d"
            when = Moment.typed(words, shape, context.zone, has_time="T" in words)
        except ValueError as error:
            raise UserError("action_stale") from error
        return cls(_find.id_of(args), when)


Reread.spoken = False
