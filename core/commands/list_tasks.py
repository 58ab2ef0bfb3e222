"""List tasks: what is open, due, overdue, done, mine or given away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.commands import _lists
from core.commands._assigning import persons
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer, task_card, task_json
from core.db import tasks
from core.db.tasks import Filter
from core.nlu.reading import Understanding

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ListTasks(Command):
    """Reads only. `which` is open, today, week, overdue, done, in, out or all."""

    which: str = "open"
    tags: tuple[str, ...] = ()
    priority: int | None = None
    list_name: str | None = None
    on: date | None = None  # due on this day, or from it on
    to: date | None = None  # and up to this one
    people: tuple[str, ...] = ()  # assigned to this person

    async def handle(self, context: Context) -> Outcome:
        """The first 20 by due date, with how many there are."""
        wanted = self.filter(context)
        if self.list_name is not None:
            await _lists.known(context, self.list_name)
        if self.people:
            wanted = replace(wanted, assigned_to=(await persons(context, self.people))[0])
        found = await tasks.page(context.tx, seer(context), wanted)
        total = len(found) if len(found) < SHOWN else await tasks.count(context.tx, seer(context), wanted)
        which = "on" if self.on else self.which if context.book.has(f"list_{self.which}_none") else "open"
        if not found:
            return Outcome(context.reply(f"list_{which}_none"), {"items": [], "total": 0})
        sentence = f"list_{which}" if total <= SHOWN else "list_more"
        many = context.book.text("more_than", count=tasks.COUNTED) if total > tasks.COUNTED else total
        what = context.book.text(f"list_{which}", count=many)
        cards = tuple(task_card(task, context) for task in found)
        reply = context.reply(sentence, cards=cards, count=many, shown=SHOWN, what=what)
        return Outcome(reply, {"items": [task_json(task) for task in found], "total": total})

    def filter(self, context: Context) -> Filter:
        """The query behind the word."""
        today = context.local.date()
        week_end = today + timedelta(days=(context.who.preferences.week_start - 1 - today.weekday()) % 7)
        days = {"today": {"due_to": today}, "week": {"due_to": week_end}, "overdue": {"overdue_on": today}}
        people = {"in": {"assigned_to": context.who.id}, "out": {"given_by": context.who.id}}
        status = {"done": "done", "all": None}.get(self.which, "open")
        if self.on is not None:
            days = {self.which: {"due_from": self.on, "due_to": self.to or self.on}}
        place = _lists.chosen(context, self.list_name)
        chosen: dict[str, object] = {**days.get(self.which, {}), **people.get(self.which, {}), **place}
        return Filter(
            status=status,
            priority=self.priority,
            tags=tuple(tag.casefold() for tag in self.tags),
            limit=SHOWN,
            order="due",
            falling=False,
            **chosen,  # type: ignore[arg-type]
        )

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ListTasks:
        """The filter that was said."""
        slots = reading.slots
        when = slots.when if not slots.filter else None
        on = when.start.date() if when else None
        to = (when.end - timedelta(days=1)).date() if when and when.end and not when.has_time else None
        return cls(slots.filter or "open", slots.tags, slots.priority, slots.list_name, on, to, slots.assignees[:1])

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ListTasks:
        """`list_tasks:<which>`."""
        return cls(args[0] if args else "open")


ListTasks.undoable = False
