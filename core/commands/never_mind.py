"""Answer No to a question: nothing is done, and the question is closed."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome


@dataclass(frozen=True, slots=True)
class NeverMind(Command):
    """Changes nothing."""

    async def handle(self, context: Context) -> Outcome:
        """Say so."""
        return Outcome(context.reply("never_mind"))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> NeverMind:
        """`never_mind`."""
        return cls()


NeverMind.undoable = False
NeverMind.spoken = False
