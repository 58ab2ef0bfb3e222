"""Find reminders: a page of what will ring, soonest first, for doors that show them their own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import reminder_json, seer
from core.db import reminders
from core.db.reminders import PAUSED, Upcoming
from core.domain.firings import MOST
from core.domain.reminder import ACTIVE
from core.errors import UserError
from core.nlu.reading import Understanding

COUNTED = 100  # firings: 2 ms


@dataclass(frozen=True, slots=True)
class FindReminders(Command):
    """Reads only. `after` is the due time and the number of the last one of a page.

    `which` is ahead (paused ones among them), recurring, paused, or past: these newest first.
    `firings`: how many of the next ones to tell of each, at most five.
    """

    after: tuple[datetime, int] | None = None
    limit: int = 50
    which: str = "ahead"
    firings: int = 1

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, and `next` (due time and number) when there are more."""
        found = await reminders.page(
            context.tx, seer(context), limit=self.limit + 1, after=self.after, which=self.which
        )
        shown = found[: self.limit]
        around = await reminders.around(context.tx, seer(context), [one.reminder.id for one in shown])
        items = [_shown(one, around[one.reminder.id], self.firings) for one in shown]
        more = [shown[-1].due_at.isoformat(), shown[-1].reminder.number] if len(found) > self.limit else None
        return Outcome(context.reply("reminders_listed", count=len(items)), {"items": items, "next": more})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FindReminders:
        """Said in words it is ListReminders."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FindReminders:
        """No button asks for it."""
        raise UserError("action_stale")


def _shown(one: Upcoming, around: dict[str, Any], firings: int) -> dict[str, Any]:
    task = {"number": around["number"], "title": around["title"]} if around["number"] is not None else None
    return reminder_json(one.reminder, one.due_at, one.state) | {
        "task": task,
        "place": {name: around[name] for name in ("platform", "channel", "direct")},
        "people": around["people"],
        "paused_until": one.due_at.isoformat() if one.resumes else None,
        "upcoming": [at.isoformat() for at in _firings(one, min(firings, MOST))],
    }


def _firings(one: Upcoming, most: int) -> list[datetime]:
    """When it rings next: what stands, then what its rule says. Counted from when it was done, only the first is known;
    paused without an end, none. A rule that would have to be counted far is not, in a list."""
    if (one.state == PAUSED and not one.resumes) or one.reminder.status != ACTIVE:
        return []
    found = [one.due_at]
    goes_on = one.reminder.recurring and not one.reminder.after_done and one.reminder.counts <= COUNTED
    while goes_on and len(found) < most:
        at = one.reminder.next_after(found[-1])
        if at is None:
            break
        found.append(at)
    return found


FindReminders.undoable = False
FindReminders.spoken = False
