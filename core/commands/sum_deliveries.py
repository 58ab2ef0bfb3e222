"""Sum deliveries: how many were due, sent, late and failed in each hour or day, and how late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.commands.find_deliveries import LATE_S
from core.db import deliveries
from core.errors import UserError
from core.nlu.reading import Understanding

BY_HOUR = 72  # up to so many hours each has a bar of its own, beyond them each day
_EMPTY: dict[str, Any] = {"due": 0, "sent": 0, "late": 0, "failed": 0, "waiting": 0, "median": None, "worst": None}


@dataclass(frozen=True, slots=True)
class SumDeliveries(Command):
    """Reads only: the last `hours`."""

    hours: int = 24

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, one for each step of time also where nothing was due, and `total`."""
        step = timedelta(hours=1 if self.hours <= BY_HOUR else 24)
        steps = -(-timedelta(hours=self.hours) // step)
        since = context.now - steps * step
        rows = await deliveries.sums(context.tx, seer(context), since, context.now, step, LATE_S)
        by_time = {row["at"]: row for row in rows}
        times = [since + number * step for number in range(steps)]
        items = [{"at": at.isoformat()} | _shown(by_time.get(at, _EMPTY)) for at in times]
        data = {
            "from": since.isoformat(),
            "to": context.now.isoformat(),
            "step_s": int(step.total_seconds()),
            "items": items,
            "total": _shown(by_time.get(None, _EMPTY)),
        }
        return Outcome(context.reply("list_all", count=len(items)), data)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SumDeliveries:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SumDeliveries:
        """No button asks for it."""
        raise UserError("action_stale")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    counts = {name: row[name] for name in ("due", "sent", "late", "failed", "waiting")}
    return counts | {
        f"{name}_s": None if row[name] is None else round(float(row[name]), 3) for name in ("median", "worst")
    }


SumDeliveries.undoable = False
SumDeliveries.spoken = False
