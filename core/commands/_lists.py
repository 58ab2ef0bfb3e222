"""Lists by their names: a person's own, made on first use."""

from __future__ import annotations

from uuid import UUID

from core.commands._base import Context
from core.domain.columns import new_id
from core.domain.wording import TAG_MAX, cleaned
from core.errors import NotFoundError


async def list_id(context: Context, said: str | None) -> UUID:
    """The person's list of this name, made on first use; the inbox when there is none or it is called so."""
    name = name_of(said)
    if name in ("", "inbox"):
        return context.inbox
    made = await context.tx.write(
        "INSERT INTO lists (id, workspace_id, owner_id, name, created_at)"
        " VALUES (%(id)s, %(workspace)s, %(me)s, %(name)s, todobot_now())"
        " ON CONFLICT ON CONSTRAINT lists_place DO UPDATE SET name = excluded.name RETURNING id",
        id=new_id(),
        me=context.who.id,
        name=name,
    )
    return UUID(str(made[0]["id"]))


def name_of(said: str | None) -> str:
    """A list's name as it is kept."""
    return cleaned(said or "").strip().casefold()[:TAG_MAX]


async def known(context: Context, said: str) -> None:
    """NotFoundError when the person sees no list of this name."""
    name = name_of(said)
    found = await context.tx.one(
        "SELECT 1 FROM lists WHERE workspace_id = %(workspace)s AND name = %(name)s"
        " AND (owner_id = %(me)s OR channel = ANY(%(visible)s)) LIMIT 1",
        name=name,
        me=context.who.id,
        visible=list(context.visible),
    )
    if found is None:
        raise NotFoundError("no_list", name=name)
