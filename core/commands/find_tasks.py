"""Find tasks: a page of those that fit, in any order, for doors that show them their own way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.commands import _cursor
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer, task_json
from core.commands._ranking import RANK, loaded, ranked
from core.commands.list_tasks import ListTasks
from core.db import tasks
from core.db.tasks import Filter, Order
from core.domain import Task
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class FindTasks(Command):
    """Reads only. `due` is today, week or overdue, as ListTasks has it; `after` is `next` of the page before.

    `order` None: what fits `words` best, or without words the newest first. With an order the words must be there as
    they are typed; without one they may be misspelt.
    """

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
    words: str | None = None
    order: Order | None = None
    falling: bool = True
    after: str | None = None
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
            limit=self.limit + 1,
            order=self.order or "number",
            falling=self.falling if self.order else True,
        )
        found, more = await (
            self._best(context, wanted) if self.words and not self.order else self._page(context, wanted)
        )
        items = [task_json(task) for task in found]
        return Outcome(context.reply("list_all", count=len(items)), {"items": items, "next": more})

    async def _page(self, context: Context, wanted: Filter) -> tuple[list[Task], str | None]:
        name = f"{wanted.order}{'-' if wanted.falling else '+'}{self.words or ''}"
        after = None if self.after is None else _cursor.read(self.after, name, tasks.kinds_of(wanted.order))
        found = await tasks.page(context.tx, seer(context), replace(wanted, words=self.words, after=after))
        more = len(found) > self.limit
        found = found[: self.limit]
        return found, _cursor.written(name, tasks.keys_of(found[-1], wanted.order)) if more else None

    async def _best(self, context: Context, wanted: Filter) -> tuple[list[Task], str | None]:
        found = await ranked(context, self.words or "", wanted)
        if self.after is not None:
            last = tuple(map(int, _cursor.read(self.after, f"best {self.words}", RANK)))
            found = [one for one in found if one.rank > last]
        shown = found[: self.limit]
        more = len(found) > self.limit
        return await loaded(context, shown), (
            _cursor.written(f"best {self.words}", [str(part) for part in shown[-1].rank]) if more else None
        )

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
