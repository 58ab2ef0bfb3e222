"""List reminders in sections: what rings once, what repeats, what is paused; soonest first in each."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_card, reminder_json, seer
from core.db import reminders
from core.db.reminders import Upcoming
from core.nlu.reading import Understanding

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ListReminders(Command):
    """Reads only."""

    async def handle(self, context: Context) -> Outcome:
        """The next 20; the answer says so when there are more."""
        ahead = await reminders.page(context.tx, seer(context), limit=SHOWN + 1)
        found = ahead[:SHOWN]
        if not found:
            return Outcome(context.reply("reminders_none"), {"items": []})
        found = sorted(found, key=_section)  # stable: each section stays in the order of time
        cards = tuple(reminder_card(one.reminder, one.due_at, context, paused=one.paused) for one in found)
        items = [reminder_json(one.reminder, one.due_at, one.state) for one in found]
        repeating, paused = ([_section(one) for one in found].count(section) for section in (1, 2))
        sentence = "reminders_one" if len(found) == 1 else "reminders_listed"
        if len(found) > 1 and (repeating or paused):
            sentence = "reminders_sections"
        if len(ahead) > SHOWN:
            sentence = "reminders_more"
        once = len(found) - repeating - paused
        reply = context.reply(sentence, cards=cards, count=len(found), once=once, repeating=repeating, paused=paused)
        return Outcome(reply, {"items": items})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ListReminders:
        """Nothing is needed."""
        return cls()

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ListReminders:
        """`list_reminders`."""
        return cls()


def _section(one: Upcoming) -> int:
    return 2 if one.paused else 1 if one.reminder.recurring else 0


ListReminders.undoable = False
