"""One page of a person's own tasks or reminders, for a file that holds them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.commands._base import Command, Context, Outcome
from core.commands._cards import seer
from core.db import export
from core.errors import UserError

KINDS = ("tasks", "reminders")


@dataclass(frozen=True, slots=True)
class ExportPage(Command):
    """Reads only. `kind` is tasks or reminders, `after` the last number of the page before."""

    kind: str = "tasks"
    after: int | None = None
    limit: int = 500

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`, and `next` when there may be more."""
        if self.kind not in KINDS:
            raise UserError("action_stale")
        read = export.tasks if self.kind == "tasks" else export.reminders
        rows = await read(context.tx, seer(context), after=self.after, limit=self.limit)
        items: list[dict[str, Any]] = [{"kind": self.kind[:-1], **row} for row in rows]
        more = rows[-1]["number"] if len(rows) == self.limit else None
        return Outcome(context.reply("export_ready"), {"items": items, "next": more})


ExportPage.undoable = False
ExportPage.spoken = False
