"""Task history: every fact about a task and its reminders, with who did it, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.commands import _cursor
from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.db import story, tasks
from core.errors import NotFoundError, UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class TaskHistory(Command):
    """Reads only. `after` is `next` of the page before."""

    task_id: UUID
    after: str | None = None
    limit: int = 50

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, and `next` when there are more."""
        if await tasks.by_id(context.tx, self.task_id, seer(context)) is None:
            raise NotFoundError("gone")
        last = None
        if self.after is not None:
            last = UUID(hex=_cursor.read(self.after, "history", ("uuid",))[0])
        rows = await story.of_task(context.tx, seer(context), self.task_id, last, self.limit + 1)
        shown = rows[: self.limit]
        more = _cursor.written("history", [shown[-1]["id"].hex]) if len(rows) > self.limit else None
        items = [_shown(row) for row in shown]
        return Outcome(context.reply("list_all", count=len(items)), {"items": items, "next": more})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> TaskHistory:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> TaskHistory:
        """No button asks for it."""
        raise UserError("action_stale")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    data = row["data"] or {}  # erased: that it happened is all that is left
    number = row["reminder_number"]
    return {
        "id": str(row["id"]),
        "type": row["type"],
        "at": row["time"].isoformat(),
        "by": {"id": str(row["actor"]), "name": row["name"] or ""} if row["actor"] else None,
        "before": data.get("before", {}),
        "after": data.get("after", {}),
        "undone": row["undone"],
        "reminder": None if number is None else {"id": str(row["subject"]), "number": number},
    }


TaskHistory.undoable = False
TaskHistory.spoken = False
