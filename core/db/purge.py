"""Erases workspaces that let us go so long ago that nobody will ask for their data any more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Table
from sqlmodel import SQLModel

from core.db.uow import Transaction

_GONE = """
SELECT w.id, w.platform, w.external_id FROM installations i
JOIN workspaces w ON w.platform = i.platform AND w.external_id = i.external_id
WHERE i.ended <> '' AND i.ended_at < todobot_now() - make_interval(days => %(days)s) LIMIT 1 FOR UPDATE OF i
"""
# People stay while another workspace knows them. Where accounts are the same everywhere, their tenant is empty.
_PEOPLE = """
WITH theirs AS (
  DELETE FROM identities i WHERE i.platform = %(platform)s AND (i.tenant = %(tenant)s
    OR i.tenant = '' AND i.person_id = ANY(%(people)s)
      AND NOT EXISTS (SELECT 1 FROM members m WHERE m.person_id = i.person_id))
  RETURNING i.id, i.person_id
)
DELETE FROM persons p USING theirs WHERE p.id = theirs.person_id
  AND NOT EXISTS (SELECT 1 FROM members m WHERE m.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.person_id = p.id AND i.id NOT IN (SELECT id FROM theirs))
"""


async def purge(tx: Transaction, days: int) -> UUID | None:
    """Erase one workspace whose installation ended over `days` days ago, with all that is in it; its id."""
    row = await tx.one(_GONE, days=days)
    if row is None:
        return None
    people = await tx.rows("SELECT person_id FROM members WHERE workspace_id = %(workspace)s", workspace=row["id"])
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "workspace_id" in table.columns:
            await tx.write(_delete(table), workspace=row["id"])
    place = {"platform": row["platform"], "tenant": row["external_id"]}
    await tx.write(_PEOPLE, **place, people=[one["person_id"] for one in people])
    await tx.write("DELETE FROM workspaces WHERE id = %(workspace)s", workspace=row["id"])
    await tx.write("DELETE FROM installations WHERE platform = %(platform)s AND external_id = %(tenant)s", **place)
    return UUID(str(row["id"]))


def _delete(table: Table) -> str:
    return f"DELETE FROM {table.name} WHERE workspace_id = %(workspace)s"
