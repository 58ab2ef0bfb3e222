"""One incoming message, one effect: the key is taken first, and a repetition waits for and gets the stored outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.db.numbers import filled_text
from core.db.uow import Transaction

_OPEN = """
WITH taken AS (
  INSERT INTO handled (workspace_id, key, created_at) VALUES (%(workspace)s, %(key)s, todobot_now())
  ON CONFLICT DO NOTHING RETURNING 1)
SELECT todobot_now() AS now, EXISTS (SELECT 1 FROM taken) AS fresh, p.name, p.zone, p.zone_set, p.locale,
  p.preferences, p.version, m.admin, m.account, w.zone AS workspace_zone, w.shortest_repeat
FROM persons p JOIN members m ON m.person_id = p.id AND m.workspace_id = %(workspace)s
JOIN workspaces w ON w.id = m.workspace_id WHERE p.id = %(person)s
"""


async def open_turn(tx: Transaction, key: str, person: UUID) -> dict[str, Any]:
    """Take the key and read the person, in one round trip; `fresh` is False when the key was taken before."""
    rows = await tx.write(_OPEN, key=key, person=person)
    tx.changed = False  # a turn that only reads need not wake anybody
    tx.began(rows[0]["now"])
    return rows[0]


async def stored_outcome(tx: Transaction, key: str) -> str | None:
    """The outcome that was stored under the key, as JSON text with its numbers filled in."""
    row = await tx.one(
        "SELECT outcome::text AS outcome, number_base FROM handled"
        " WHERE workspace_id = %(workspace)s AND key = %(key)s",
        key=key,
    )
    return None if row is None or row["outcome"] is None else filled_text(row["outcome"], row["number_base"])
