"""The workspaces of one person on a platform where an account is the same everywhere, as their own space sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.db.history import CONTEXT
from core.db.uow import Transaction

# Where the person is known, our consent has not ended, and which are not their own space.
_OTHERS = """
SELECT w.id, w.external_id AS external, coalesce(nullif(i.name, ''), w.name) AS name
FROM members m JOIN workspaces w ON w.id = m.workspace_id
LEFT JOIN installations i ON i.platform = w.platform AND i.external_id = w.external_id
WHERE m.person_id = %(person)s AND w.platform = %(platform)s AND NOT m.personal AND coalesce(i.ended, '') = ''
ORDER BY name, w.id LIMIT 100
"""
_HAS = """
SELECT DISTINCT workspace_id AS id FROM (
  SELECT workspace_id FROM tasks WHERE id = ANY(%(ids)s)
  UNION ALL SELECT workspace_id FROM reminders WHERE id = ANY(%(ids)s)
  UNION ALL SELECT workspace_id FROM occurrences WHERE id = ANY(%(ids)s)
  UNION ALL SELECT workspace_id FROM events WHERE correlation_id = ANY(%(ids)s)
) found
"""
_HANDLED = "SELECT workspace_id AS id FROM handled WHERE workspace_id = ANY(%(spaces)s) AND key = %(key)s LIMIT 1"
_OWN = """
SELECT w.id FROM members m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.person_id = %(person)s AND w.platform = %(platform)s AND w.external_id = %(external)s
"""
_DIRECT = "a.workspace_id = ANY(%(spaces)s) AND a.platform = %(platform)s AND a.person = %(account)s"
_MESSAGE = f"""
SELECT a.workspace_id AS id FROM addresses a JOIN cards c ON c.address_id = a.id AND c.message_id = %(message)s
WHERE {_DIRECT} ORDER BY c.created_at DESC LIMIT 1
"""
_NEWEST = f"""
SELECT a.workspace_id AS id FROM addresses a JOIN LATERAL (
  SELECT e.id FROM events e WHERE e.address_id = a.id AND e.time > todobot_now() - make_interval(secs => %(back)s)
    AND e.type NOT IN ('person-updated', 'workspace-updated') ORDER BY e.id DESC LIMIT 1
) e ON true
WHERE {_DIRECT} ORDER BY e.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Space:
    """One workspace: its row, the platform's id of it, and its name."""

    id: UUID
    external: str
    name: str


async def others(tx: Transaction, person: UUID, platform: str) -> list[Space]:
    """The workspaces in which this person is known, their own space apart."""
    return [Space(**row) for row in await tx.rows(_OTHERS, person=person, platform=platform)]


async def that_have(tx: Transaction, ids: Sequence[UUID]) -> set[UUID]:
    """The workspaces that have tasks, reminders, occurrences or commands with these ids."""
    return {row["id"] for row in await tx.rows(_HAS, ids=list(ids))}


async def that_handled(tx: Transaction, spaces: Sequence[UUID], key: str) -> UUID | None:
    """The workspace of these in which a message with this key was handled before."""
    row = await tx.one(_HANDLED, spaces=list(spaces), key=key)
    return None if row is None else row["id"]


async def own(tx: Transaction, person: UUID, platform: str, external: str) -> UUID | None:
    """The person's own space, when there is one yet."""
    row = await tx.one(_OWN, person=person, platform=platform, external=external)
    return None if row is None else row["id"]


async def of_message(tx: Transaction, spaces: Sequence[UUID], platform: str, account: str, message: str) -> UUID | None:
    """The workspace of these for which a message in this account's direct messages shows something."""
    row = await tx.one(_MESSAGE, spaces=list(spaces), platform=platform, account=account, message=message)
    return None if row is None else row["id"]


async def newest(tx: Transaction, spaces: Sequence[UUID], platform: str, account: str) -> UUID | None:
    """The workspace of these for which something happened last in this account's direct messages, of 30 minutes."""
    values = {"spaces": list(spaces), "platform": platform, "account": account, "back": CONTEXT.total_seconds()}
    row = await tx.one(_NEWEST, **values)
    return None if row is None else row["id"]
