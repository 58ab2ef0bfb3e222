"""Say what can be typed, with examples."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class Help(Command):
    """Reads nothing. `topic` is tasks, reminders or time; else all."""

    topic: str = ""

    async def handle(self, context: Context) -> Outcome:
        """The page."""
        name = f"help_{self.topic}" if self.topic and context.book.has(f"help_{self.topic}") else "help"
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
