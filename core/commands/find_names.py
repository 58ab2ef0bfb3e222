"""Find names: the people, lists and tags that a form of a task can offer to whoever fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from core.commands._base import Command, Context, Outcome, Target
from core.commands._cards import seer
from core.db import tasks
from core.errors import UserError
from core.nlu.reading import Understanding

MOST = 500
_PEOPLE = (
    "SELECT person_id AS id, COALESCE(NULLIF(name, ''), account) AS name, account FROM members"
    " WHERE workspace_id = %(workspace)s ORDER BY person_id <> %(me)s, lower(name), account LIMIT %(most)s"
)
_LISTS = (
    "SELECT id, name, channel FROM lists WHERE workspace_id = %(workspace)s"
    " AND (owner_id = %(me)s OR (owner_id IS NULL AND channel = ANY(%(visible)s)))"
    " ORDER BY owner_id IS NULL, name, channel LIMIT %(most)s"
)


@dataclass(frozen=True, slots=True)
class FindNames(Command):
    """Reads only. `kind` is people (who asks comes first), lists (their own, and those of channels that they see) or
    tags."""

    kind: Literal["people", "lists", "tags"]

    async def handle(self, context: Context) -> Outcome:
        """Data only: `items`."""
        if self.kind == "tags":
            items: list[Any] = sorted(await tasks.tags(context.tx, seer(context)))[:MOST]
        elif self.kind == "people":
            rows = await context.tx.rows(_PEOPLE, me=context.who.id, most=MOST)
            items = [row | {"id": str(row["id"]), "me": row["id"] == context.who.id} for row in rows]
        else:
            rows = await context.tx.rows(_LISTS, me=context.who.id, visible=list(context.visible), most=MOST)
            items = [_list(row) for row in rows]
        return Outcome(context.reply("list_all", count=len(items)), {"items": items})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> FindNames:
        """No words ask for it."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> FindNames:
        """No button asks for it."""
        raise UserError("action_stale")


def _list(row: dict[str, Any]) -> dict[str, str]:
    """A list as `list` of a task takes it: its name, “inbox”, or a channel with its mark."""
    kind = "channel" if row["channel"] else "named" if row["name"] else "inbox"
    names = {"channel": f"#{row['channel']}", "named": row["name"], "inbox": "inbox"}
    return {"id": str(row["id"]), "name": names[kind], "kind": kind}


FindNames.undoable = False
FindNames.spoken = False
