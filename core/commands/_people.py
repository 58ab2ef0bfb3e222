"""People as they are named in a sentence, found among the members of the workspace."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from core.commands._base import Context
from core.db.directory import introduce
from core.messages import Reply

_MENTION = re.compile(r"^<@!?([^>|&]+)(?:\|([^>]*))?>$")  # as platforms write one


async def named(context: Context, names: tuple[str, ...]) -> tuple[list[UUID], list[str]]:
    """(the persons that the names mean, the names that mean nobody or several); "me" is who asks.

    An id of a member, an account and a member's name are names, and so is a platform's mention, also of somebody who
    has never spoken to us, where the platform vouches for them.
    """
    found: list[UUID] = []
    unknown: list[str] = []
    for name in names:
        plain = name.strip().lstrip("@")
        if plain.casefold() == "me":
            found.append(context.who.id)
            continue
        mention = _MENTION.match(name.strip())
        rows = await context.tx.rows(
            "SELECT person_id FROM members WHERE workspace_id = %(workspace)s"
            " AND (account = %(account)s OR lower(name) = lower(%(name)s) OR person_id::text = lower(%(name)s))"
            " LIMIT 2",
            account=mention.group(1) if mention else plain,
            name=plain,
        )
        if len(rows) == 1:
            found.append(rows[0]["person_id"])
        elif mention and not rows and mention.group(1) in context.people:
            found.append(
                await introduce(
                    context.tx, context.workspace, context.address, mention.group(1), mention.group(2) or ""
                )
            )
        else:
            unknown.append(plain)
    return found, unknown


async def names(context: Context, people: set[str]) -> dict[str, str]:
    """What the members with these ids are called here."""
    rows = await context.tx.rows(
        "SELECT person_id::text AS id, COALESCE(NULLIF(name, ''), account) AS name FROM members"
        " WHERE workspace_id = %(workspace)s AND person_id = ANY(%(people)s::uuid[])",
        people=list(people),
    )
    return {row["id"]: row["name"] for row in rows}


async def with_names(context: Context, reply: Reply) -> Reply:
    """The reply with the assignees of its cards called by name, where commands put ids."""
    people = {one for card in reply.cards for one in card.assignees}
    if not people:
        return reply
    called = await names(context, people)
    cards = (replace(card, assignees=tuple(called.get(one, one) for one in card.assignees)) for card in reply.cards)
    return replace(reply, cards=tuple(cards))
