"""List reminders: what will ring, soonest first."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, reminder_json, seer
from core.db import reminders
from core.nlu.reading import Understanding

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ListReminders(Command):
    """Reads only."""

    async def handle(self, context: Context) -> Outcome:
        """The next 20."""
        found = await reminders.page(context.tx, seer(context), limit=SHOWN)
        if not found:
            return Outcome(context.reply("reminders_none"), {"items": []})
        cards = tuple(reminder_card(one.reminder, one.due_at, context) for one in found)
        items = [reminder_json(one.reminder, one.due_at, one.state) for one in found]
        sentence = "reminders_one" if len(found) == 1 else "reminders_listed"
        return Outcome(context.reply(sentence, cards=cards, count=len(found)), {"items": items})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ListReminders:
        """Nothing is needed."""
        return cls()

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ListReminders:
        """`list_reminders`."""
        return cls()


ListReminders.undoable = False
