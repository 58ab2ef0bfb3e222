"""Where a reminder for others rings: a person's direct messages, a channel that the asker sees, or here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from core.commands._base import Context
from core.commands._people import named
from core.db.directory import address_row, is_own
from core.errors import NotFoundError, UserError

_EVERYBODY = frozenset({"@everyone", "@here", "@channel", "@all"})


@dataclass(frozen=True, slots=True)
class Place:
    """An address and who is told there; nobody named = everyone. `shown` is how a reply calls it."""

    kind: Literal["here", "channel", "person"]
    address_id: UUID
    person_ids: tuple[UUID, ...] = ()
    shown: str = ""


async def place_of(context: Context, said: str) -> Place:
    """The place that the words name. An error says what to type when there is none that this person may use."""
    if said.casefold() in ("us", "here") or is_group(said):
        return Place("here", context.address_id)
    if said[0] in "#~" or said.startswith("<#"):
        return await _channel(context, said)
    persons, unknown = await named(context, (said,))
    if unknown:
        raise NotFoundError("nobody_else" if is_own(context.address) else "nobody_called", name=said)
    row = await context.tx.one(
        "SELECT account, name FROM members WHERE workspace_id = %(workspace)s AND person_id = %(person)s",
        person=persons[0],
    )
    assert row is not None
    direct = replace(context.address, channel="", thread="", person=row["account"])
    if is_own(context.address):  # only the person themselves is here, whoever else is known by a mention
        if persons[0] != context.who.id:
            raise NotFoundError("nobody_else", name=row["name"] or said)
        return Place("here", context.address_id, (persons[0],))
    address = await address_row(context.tx, context.workspace, direct)
    return Place("person", address, (persons[0],), row["name"] or row["account"])


def is_group(said: str) -> bool:
    """Whether a mention calls many: it stays in the text, and pings nobody."""
    return said.casefold() in _EVERYBODY or said.startswith("<@&")


def channel_of(context: Context, said: str) -> str:
    """The platform's id of the channel that the words name. An error says so when this person sees none such."""
    if is_own(context.address):
        raise UserError("no_channels", name=said)
    plain = said.strip("<>#~").partition("|")[0]
    seen = {channel.casefold(): channel for channel in context.visible}
    if plain.casefold() not in seen:
        raise NotFoundError("no_channel", name=said)
    return seen[plain.casefold()]


async def _channel(context: Context, said: str) -> Place:
    there = replace(context.address, channel=channel_of(context, said), thread="", person="")
    return Place("channel", await address_row(context.tx, context.workspace, there), (), said)
