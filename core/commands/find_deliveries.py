"""Find deliveries: what was due, sent, late or failed and why, or every firing of one reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.commands import _cursor
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.db import deliveries, reminders
from core.db.deliveries import STATES, Wanted
from core.domain.reminder import ACTIVE
from core.errors import NotFoundError, UserError
from core.nlu.reading import Understanding

NEXT = 5
LATE_S = 60.0  # what a message says to be late (design.md, section 8)


@dataclass(frozen=True, slots=True)
class FindDeliveries(Command):
    """Reads only. With `reminder_id`: every firing with its attempts, and the next five; else what was due."""

    reminder_id: UUID | None = None
    states: tuple[str, ...] = ()
    late: bool = False
    since: datetime | None = None
    until: datetime | None = None
    after: str | None = None
    limit: int = 50

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, newest first, and `next` when there are more."""
        ahead: list[str] = []
        if self.reminder_id is not None:
            ahead = await self._ahead(context, self.reminder_id)
        rows = await deliveries.page(context.tx, seer(context), self._wanted(), context.now)
        shown = rows[: self.limit]
        more = [shown[-1]["due_at"].isoformat(), shown[-1]["id"].hex] if len(rows) > self.limit else None
        items = [_shown(row) for row in shown]
        data: dict[str, Any] = {"items": items, "next": more and _cursor.written("deliveries", more)}
        if self.reminder_id is not None:
            await _with_attempts(context, items)
            data["upcoming"] = ahead
        return Outcome(context.reply("list_all", count=len(items)), data)

    def _wanted(self) -> Wanted:
        after = None
        if self.after is not None:
            due, name = _cursor.read(self.after, "deliveries", ("timestamptz", "uuid"))
            if due == "infinity":
                raise UserError("cursor_bad")
            after = datetime.fromisoformat(due), UUID(hex=name)
        return Wanted(
            of=self.reminder_id,
            states=self.states or STATES,
            late=LATE_S if self.late else None,
            since=self.since,
            until=self.until,
            after=after,
            limit=self.limit + 1,
        )

    async def _ahead(self, context: Context, reminder_id: UUID) -> list[str]:
        """When it rings next: what stands, then what its rule says."""
        reminder = await reminders.by_id(context.tx, reminder_id, seer(context))
        if reminder is None:
            raise NotFoundError("gone")
        standing = await reminders.occurrences(context.tx, [reminder_id], ("scheduled",), lock=False)
        found = [one.due_at for one in standing]
        goes_on = reminder.status == ACTIVE and not reminder.after_done
        at = max(found, default=context.now) if goes_on and found else None
        while at is not None and len(found) < NEXT:
            at = reminder.next_after(at)
            found += [at] if at is not None else []
        return [one.isoformat() for one in found[:NEXT]]

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FindDeliveries:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FindDeliveries:
        """No button asks for it."""
        raise UserError("action_stale")


async def _with_attempts(context: Context, items: list[dict[str, Any]]) -> None:
    tries = await deliveries.attempts(context.tx, [UUID(item["id"]) for item in items])
    for item in items:
        item["attempts"] = [
            {
                "number": row["number"],
                "state": row["state"],
                "claimed_at": row["claimed_at"].isoformat(),
                "ended_at": row["ended_at"] and row["ended_at"].isoformat(),
                "error": row["error"],
                "message_id": row["message_id"],
            }
            for row in tries
            if str(row["occurrence_id"]) == item["id"]
        ]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    lateness = None if row["lateness"] is None else round(float(row["lateness"]), 3)
    return {
        "id": str(row["id"]),
        "reminder": {"id": str(row["reminder_id"]), "number": row["number"], "text": row["text"]},
        "task_id": row["task_id"] and str(row["task_id"]),
        "task_number": row["task_number"],
        "sequence": row["sequence"],
        "due_at": row["due_at"].isoformat(),
        "sent_at": row["sent_at"] and row["sent_at"].isoformat(),
        "state": row["state"],
        "reason": row["reason"],
        "tries": row["tries"],
        "missed": row["missed"],
        "lateness_s": lateness,
        "late": lateness is not None and lateness > LATE_S,
        "error": row["error"],
        "place": {"platform": row["platform"], "channel": row["channel"], "direct": row["direct"]},
    }


FindDeliveries.undoable = False
FindDeliveries.spoken = False
