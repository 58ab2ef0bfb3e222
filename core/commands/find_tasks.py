"""Find tasks: a page of those that fit, in any order, for doors that show them their own way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.commands import _cursor
from core.commands._assigning import persons
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer, task_json
from core.commands._ranking import RANK, Ranked, loaded, ranked
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
    assigned: str | None = None  # a person, as they are named; "me" is who asks
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
        wanted = replace(await self.wanted(context), limit=self.limit + 1)
        found, more = await (self._best(context, wanted) if self.best else self._page(context, wanted))
        items = [task_json(task) for task in found]
        return Outcome(context.reply("list_all", count=len(items)), {"items": items, "next": more})

    @property
    def best(self) -> bool:
        """Whether what fits the words best comes first."""
        return bool(self.words) and self.order is None

    @property
    def ordered(self) -> str:
        """The name of the order, to which cursors belong."""
        falling = self.falling if self.order else True
        return f"{self.order or 'number'}{'-' if falling else '+'}{self.words or ''}"

    def at(self, after: str | None, limit: int) -> FindTasks:
        """The same, from there on."""
        return replace(self, after=after, limit=limit)

    async def wanted(self, context: Context) -> Filter:
        """The query behind it. NotFoundError when there is no such person here."""
        by_word = ListTasks(self.due, self.tags, self.priority, self.list_name).filter(context)
        return replace(
            by_word,
            status=self.status,
            due_from=self.due_from,
            due_to=min((day for day in (self.due_to, by_word.due_to) if day is not None), default=None),
            assigned_to=(await persons(context, (self.assigned,)))[0] if self.assigned else None,
            given_by=context.who.id if self.given else None,
            text=self.text,
            words=None if self.best else self.words,
            limit=self.limit,
            order=self.order or "number",
            falling=self.falling if self.order else True,
        )

    def behind(self, one: Ranked) -> str:
        """The cursor behind this one of those that fit best."""
        return _cursor.written(f"best {self.words}", [str(part) for part in one.rank])

    async def _page(self, context: Context, wanted: Filter) -> tuple[list[Task], str | None]:
        kinds = tasks.kinds_of(wanted.order)
        after = None if self.after is None else _cursor.read(self.after, self.ordered, kinds)
        found = await tasks.page(context.tx, seer(context), replace(wanted, after=after))
        more = len(found) > self.limit
        found = found[: self.limit]
        return found, _cursor.written(self.ordered, tasks.keys_of(found[-1], wanted.order)) if more else None

    async def _best(self, context: Context, wanted: Filter) -> tuple[list[Task], str | None]:
        found = await ranked(context, self.words or "", wanted)
        if self.after is not None:
            last = tuple(map(int, _cursor.read(self.after, f"best {self.words}", RANK)))
            found = [one for one in found if one.rank > last]
        shown = found[: self.limit]
        return await loaded(context, shown), self.behind(shown[-1]) if len(found) > self.limit else None

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
