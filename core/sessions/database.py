"""Sessions in a table."""

from __future__ import annotations

import json
import secrets
from typing import Any

from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.errors import ConflictError
from core.ports import Stored

SCOPE = Scope.system("sessions")

_GET = "SELECT value, etag FROM sessions WHERE key = %(key)s AND expires_at > todobot_now()"
_PUT = """
INSERT INTO sessions (key, value, etag, expires_at)
VALUES (%(key)s, %(value)s::jsonb, %(etag)s, todobot_now() + make_interval(secs => %(ttl)s))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, etag = excluded.etag, expires_at = excluded.expires_at
RETURNING etag
"""
_REPLACE = """
UPDATE sessions SET value = %(value)s::jsonb, etag = %(etag)s,
  expires_at = todobot_now() + make_interval(secs => %(ttl)s)
WHERE key = %(key)s AND etag = %(expected)s AND expires_at > todobot_now()
RETURNING etag
"""
_DELETE = "DELETE FROM sessions WHERE key = %(key)s"


class DatabaseSessions:
    """The Sessions port on the product's own database; what has expired is gone at once and swept up later."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, key: str) -> Stored | None:
        """The value, or None when there is none or it has expired."""
        row = await self._db.run(SCOPE, lambda tx: tx.one(_GET, key=key))
        return Stored(row["value"], row["etag"]) if row else None

    async def put(self, key: str, value: dict[str, Any], *, ttl_s: int, etag: str | None = None) -> str:
        """Store for `ttl_s` seconds; the new ETag. ConflictError when `etag` is given and no longer the value's."""
        values = {
            "key": key,
            "value": json.dumps(value, ensure_ascii=False),
            "etag": secrets.token_hex(8),
            "ttl": float(ttl_s),
            "expected": etag,
        }

        async def write(tx: Transaction) -> list[dict[str, Any]]:
            # Not tx.write: nobody has to be woken for a session.
            return await tx.rows(_PUT if etag is None else _REPLACE, **values)

        if not await self._db.run(SCOPE, write):
            raise ConflictError("session_changed")
        return str(values["etag"])

    async def delete(self, key: str) -> None:
        """Forget it; fine when there is none."""
        await self._db.run(SCOPE, lambda tx: tx.rows(_DELETE, key=key))
