"""Find tasks: a page of those that fit, newest first, for doors that show them their own way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer, task_json
from core.commands.list_tasks import ListTasks
from core.db import tasks
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class FindTasks(Command):
    """Reads only. `due` is today, week or overdue, as ListTasks has it; `after` is the last number of a page."""

    status: str | None = "open"
    due: str = "open"
    due_from: date | None = None
    due_to: date | None = None
    priority: int | None = None
    tags: tuple[str, ...] = ()
    assigned: bool = False
    given: bool = False
    list_name: str | None = None
    text: str | None = None
    after: int | None = None
    limit: int = 50

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, and `next` when there are more."""
        by_word = ListTasks(self.due, self.tags, self.priority, self.list_name).filter(context)
        wanted = replace(
            by_word,
            status=self.status,
            due_from=self.due_from,
            due_to=min((day for day in (self.due_to, by_word.due_to) if day is not None), default=None),
            assigned_to=context.who.id if self.assigned else None,
            given_by=context.who.id if self.given else None,
            text=self.text,
            after=None if self.after is None else (str(self.after),),
            limit=self.limit + 1,
            order="number",
            falling=True,
        )
        found = await tasks.page(context.tx, seer(context), wanted)
        items = [task_json(task) for task in found[: self.limit]]
        more = str(items[-1]["number"]) if len(found) > self.limit else None
        return Outcome(context.reply("list_all", count=len(items)), {"items": items, "next": more})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FindTasks:
        """Said in words it is ListTasks."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FindTasks:
        """No button asks for it."""
        raise UserError("action_stale")


FindTasks.undoable = False
FindTasks.spoken = False
