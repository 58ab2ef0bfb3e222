"""Several wishes of one message, granted together: all of them or none, taken back by one undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.commands._base import Command, Context, Outcome
from core.errors import UserError
from core.messages import Button, Card, Part

SHOWN = 20  # cards of one answer


@dataclass(frozen=True, slots=True)
class Several(Command):
    """The commands in the order in which they were said."""

    commands: tuple[Command, ...] = ()

    async def handle(self, context: Context) -> Outcome:
        """Grant each; a UserError of one of them is the answer to all, and nothing is done."""
        parts: list[Part] = []
        cards: list[Card] = []
        buttons: dict[str, Button] = {}
        data: list[Any] = []
        for command in self.commands:
            outcome = await command.handle(context)
            reply = outcome.reply
            parts += ["\n", *reply.parts] if parts else reply.parts
            cards += reply.cards
            if reply.kind == "question":
                raise UserError("several_one")
            buttons |= {one.action: one for one in reply.buttons if one.action.startswith("1:undo:")}
            data.append(outcome.data)
        reply = context.reply("several_done", cards=tuple(cards[:SHOWN]), buttons=tuple(buttons.values()))
        return Outcome(replace(reply, parts=tuple(parts)), data, context.tx.correlation)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Several:
        """A button means what was asked last; the planner knows what that was."""
        raise UserError("action_stale")


Several.spoken = False
