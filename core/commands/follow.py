"""Follow what happens: the events after a position that concern what the person sees, for a page that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.db import live
from core.errors import UserError
from core.nlu.reading import Understanding

FAR = 1000  # who is further behind is quicker when it fetches everything again


@dataclass(frozen=True, slots=True)
class Follow(Command):
    """Reads only. `after` None: just where the log ends."""

    after: int | None = None
    limit: int = 200

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, `position` (go on from there), `reset` when `after` is no place to go on from, `more`."""
        head = await live.head(context.tx, self.after or 0)
        data: dict[str, Any] = {
            "position": head.position,
            "items": [],
            "reset": False,
            "more": False,
            "unsealed": head.unsealed,
            "since": head.since and head.since.isoformat(),
        }
        if self.after is not None and not head.position - FAR <= self.after <= head.position:
            data["reset"] = True
        elif self.after is not None:
            found = await live.after(context.tx, seer(context), self.after, self.limit)
            data["items"] = [_shown(one) for one in found if one.seen]
            data["position"] = found[-1].position if found else self.after
            data["more"] = len(found) == self.limit
        return Outcome(context.reply("list_all", count=len(data["items"])), data)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Follow:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Follow:
        """No button asks for it."""
        raise UserError("action_stale")


def _shown(one: live.Happening) -> dict[str, object]:
    kind = one.type.partition("-")[0]
    return {
        "position": one.position,
        "type": one.type,
        "subject": str(one.subject),
        "kind": kind if kind in ("task", "reminder") else "settings",
        "at": one.time.isoformat(),
    }


Follow.undoable = False
Follow.spoken = False
