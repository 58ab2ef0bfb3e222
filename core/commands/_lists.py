"""Lists by their names: a person's own or a channel's, made on first use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.commands._base import Context
from core.commands._places import channel_of
from core.domain.columns import new_id
from core.domain.wording import TAG_MAX, cleaned
from core.errors import NotFoundError


async def list_id(context: Context, said: str | None) -> UUID:
    """The person's list of this name, made on first use; the inbox when there is none or it is called so.

    A channel's reference means the channel's own list. NotFoundError for a channel that the person does not see.
    """
    if is_channel(said):
        return await _of_channel(context, said or "")
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


def chosen(context: Context, said: str | None) -> dict[str, Any]:
    """The fields of a filter that mean this list; none when no list was said."""
    if said is None:
        return {}
    if is_channel(said):
        return {"channel": channel_of(context, said)}
    name = name_of(said)
    return {"inbox_of": context.who.id} if name == "inbox" else {"list_name": name}


def is_channel(said: str | None) -> bool:
    """Whether this is a channel's reference, and no name that somebody gave to a list."""
    return bool(said) and str(said).startswith(("<#", "#"))


async def _of_channel(context: Context, said: str) -> UUID:
    made = await context.tx.write(
        "INSERT INTO lists (id, workspace_id, channel, name, created_at)"
        " VALUES (%(id)s, %(workspace)s, %(channel)s, '', todobot_now())"
        " ON CONFLICT ON CONSTRAINT lists_place DO UPDATE SET name = excluded.name RETURNING id",
        id=new_id(),
        channel=channel_of(context, said),
    )
    return UUID(str(made[0]["id"]))


def name_of(said: str | None) -> str:
    """A list's name as it is kept."""
    return cleaned(said or "").strip().casefold()[:TAG_MAX]


async def known(context: Context, said: str) -> None:
    """NotFoundError when the person sees no list of this name, or no such channel."""
    if is_channel(said):
        channel_of(context, said)
        return
    name = name_of(said)
    if name == "inbox":
        return
    found = await context.tx.one(
        "SELECT 1 FROM lists WHERE workspace_id = %(workspace)s AND name = %(name)s"
        " AND (owner_id = %(me)s OR channel = ANY(%(visible)s)) LIMIT 1",
        name=name,
        me=context.who.id,
        visible=list(context.visible),
    )
    if found is None:
        raise NotFoundError("no_list", name=name)
