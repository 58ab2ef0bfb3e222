"""The platform's profile has another time zone now: the person's follows, and their reminders may be moved along."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, action
from core.messages import Button, Reply

# What rings in the old zone by this person's wish: their own clock is what they meant by it.
COUNT = """
SELECT count(*) AS n FROM reminders WHERE workspace_id = %(workspace)s AND setter_id = %(me)s AND status = 'active'
AND number IS NOT NULL AND zone = %(zone)s
"""


@dataclass(frozen=True, slots=True)
class FollowZone(Command):
    """Nothing by itself: whoever speaks has the zone of their profile already, and `offered` says the rest."""

    async def handle(self, context: Context) -> Outcome:
        """Nothing to say, unless there is something to offer."""
        return Outcome(Reply(private=context.private))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FollowZone:
        """`follow_zone`."""
        return cls()


async def offered(context: Context, outcome: Outcome) -> Outcome:
    """The outcome with an offer to move what rings by the old zone's clock, where the profile's zone has changed."""
    old = context.zone_before
    if old is None or old == context.zone:
        return outcome
    row = await context.tx.one(COUNT, me=context.who.id, zone=old)
    if not row or not row["n"]:
        return outcome
    said = context.say(
        "zone_followed_one" if row["n"] == 1 else "zone_followed", new=context.zone, old=old, count=row["n"]
    )
    button = Button(context.book.text("button_move_zone", zone=context.zone), action("move_zone", old, context.zone))
    parts = (*outcome.reply.parts, *(("\n",) if outcome.reply.parts else ()), *said)
    return replace(outcome, reply=replace(outcome.reply.with_buttons(button), parts=parts))


FollowZone.undoable = False
FollowZone.spoken = False
