"""People as they are named in a sentence, found among the members of the workspace."""

from __future__ import annotations

import re
from uuid import UUID

from core.commands._base import Context

_MENTION = re.compile(r"^<@!?([^>|]+)(?:\|[^>]*)?>$")  # as platforms write one


async def named(context: Context, names: tuple[str, ...]) -> tuple[list[UUID], list[str]]:
    """(the persons that the names mean, the names that mean nobody or several); "me" is who asks.

    An id of a member, an account and a member's name are names, and so is a platform's mention.
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
        else:
            unknown.append(plain)
    return found, unknown
