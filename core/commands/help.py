"""Say what can be typed, with examples."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.nlu.reading import Understanding

# What is explained on another topic's page.
PAGES = {
    "task": "tasks", "todo": "tasks", "todos": "tasks", "list": "tasks", "lists": "tasks", "done": "tasks",
    "complete": "tasks", "delete": "tasks", "undo": "tasks", "tags": "tasks", "priority": "tasks",
    "priorities": "tasks", "reopen": "tasks", "show": "tasks", "assign": "tasks", "people": "tasks",
    "search": "tasks", "reminder": "reminders", "remind": "reminders", "snooze": "reminders",
    "cancel": "reminders", "recurring": "reminders", "repeat": "reminders", "times": "time", "date": "time",
    "dates": "time", "timezone": "time", "setting": "settings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Help(Command):
    """Reads nothing. `topic` is one of `PAGES`, or a page's own name; else all."""

    topic: str = ""

    async def handle(self, context: Context) -> Outcome:
        """The page."""
        topic = PAGES.get(self.topic.casefold(), self.topic.casefold())
        name = f"help_{topic}" if topic and context.book.has(f"help_{topic}") else "help"
        return Outcome(context.reply(name))

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Help:
        """The topic that was asked about."""
        return cls(reading.slots.topic or "")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Help:
        """`help` or `help:<topic>`."""
        return cls(args[0] if args else "")


Help.undoable = False
