"""Say where a person's own tasks and reminders can be had as a file."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class Export(Command):
    """Reads nothing: the files are made when they are fetched, by whoever has signed in."""

    async def handle(self, context: Context) -> Outcome:
        """The paths, and the whole addresses where they are known."""
        reply = context.reply("export_ready", home=context.home) if context.home else context.reply("export_paths")
        return Outcome(reply, {"json": "/export.json", "csv": "/export.csv"})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Export:
        """Both kinds are named in the answer."""
        return cls()

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Export:
        """`export`."""
        return cls()


Export.undoable = False
