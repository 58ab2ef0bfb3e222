"""Who is signed in to the page: links that are spent once, sessions, and the workspaces in which a person is known."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.directory import LOCAL
from core.db.engine import Database
from core.db.uow import Scope, Transaction

LINK = timedelta(minutes=10)
SESSION = timedelta(days=30)
TOKEN_MAX = 200
_SCOPE = Scope.system("visits")
_MADE = """
INSERT INTO web_links (hash, workspace_id, person_id, expires_at)
VALUES (%(hash)s, %(workspace)s, %(person)s, todobot_now() + %(lasts)s)
"""
# The row's lock lets only one of two requests at once delete it; what nobody came for goes along.
_SPENT = "DELETE FROM web_links WHERE hash = %(hash)s AND expires_at > todobot_now() RETURNING workspace_id, person_id"
_SWEPT = """
WITH links AS (DELETE FROM web_links WHERE expires_at < todobot_now())
DELETE FROM web_sessions WHERE expires_at < todobot_now()
"""
_BEGUN = """
INSERT INTO web_sessions (hash, workspace_id, person_id, expires_at, created_at)
VALUES (%(hash)s, %(workspace)s, %(person)s, todobot_now() + %(lasts)s, todobot_now()) RETURNING expires_at
"""
# Where the person is known and our consent has not ended.
_SPACES = """
SELECT w.id, w.platform, w.external_id AS external, coalesce(nullif(i.name, ''), w.name) AS name, m.account, m.person_id
FROM members m JOIN workspaces w ON w.id = m.workspace_id
LEFT JOIN installations i ON i.platform = w.platform AND i.external_id = w.external_id
WHERE coalesce(i.ended, '') = '' AND
"""
_OF_SESSION = f"""
SELECT s.*, x.workspace_id AS home FROM web_sessions x JOIN LATERAL ({_SPACES} m.person_id = x.person_id) s
  ON s.id = coalesce(%(chosen)s::uuid, x.workspace_id)
WHERE x.hash = %(hash)s AND x.expires_at > todobot_now()
"""
_LIVES = "SELECT person_id FROM web_sessions WHERE hash = %(hash)s AND expires_at > todobot_now()"
_OF_PERSON = f"{_SPACES} m.person_id = %(person)s ORDER BY w.platform <> 'local', name, w.id LIMIT 200"
_OF_ACCOUNT = f"""
{_SPACES} m.workspace_id = %(chosen)s AND m.person_id = (
  SELECT person_id FROM identities WHERE platform = %(local)s AND tenant = '' AND account = %(account)s)
"""


@dataclass(frozen=True, slots=True)
class Space:
    """A workspace in which a person is known, and as whom."""

    id: UUID
    platform: str
    external: str
    name: str
    account: str
    person_id: UUID

    @property
    def tenant(self) -> str:
        """How an address of the page names this workspace; empty: the person's own space here."""
        return "" if self.platform == LOCAL else f"{self.platform}/{self.external}"


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


async def make_link(tx: Transaction, workspace: UUID, person: UUID) -> str:
    """A token that lets this person in, once, within ten minutes."""
    token = secrets.token_urlsafe(32)
    bound = {} if tx.scope.workspace else {"workspace": workspace}
    await tx.write(_MADE, hash=digest(token), person=person, lasts=LINK, **bound)
    return token


class Visits:
    """The sessions of the page. Each method is a transaction of its own; UnavailableError as of `Database.run`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(self, token: str) -> tuple[str, datetime] | None:
        """Spend a link: the session's token and when it ends; None: it was spent, is too old, or never was."""

        async def work(tx: Transaction) -> tuple[str, datetime] | None:
            spent = await tx.write(_SPENT, hash=digest(token))
            await tx.write(_SWEPT)
            if not spent:
                return None
            session = secrets.token_urlsafe(32)
            values = {"workspace": spent[0]["workspace_id"], "person": spent[0]["person_id"], "lasts": SESSION}
            return session, (await tx.write(_BEGUN, hash=digest(session), **values))[0]["expires_at"]

        return await self._db.run(_SCOPE, work)

    async def end(self, token: str) -> None:
        """Sign this browser out."""
        sql = "DELETE FROM web_sessions WHERE hash = %(hash)s"
        await self._db.run(_SCOPE, lambda tx: tx.write(sql, hash=digest(token)))

    async def lives(self, token: str) -> bool:
        """Whether the session goes on."""
        return await self._db.run(_SCOPE, lambda tx: tx.one(_LIVES, hash=digest(token))) is not None

    async def of_session(self, token: str, chosen: UUID | None) -> tuple[bool, Space | None]:
        """Whether the session lives, and its workspace or the chosen one; None: one that the person is not known in."""

        async def work(tx: Transaction) -> tuple[bool, Space | None]:
            lives = await tx.one(_LIVES, hash=digest(token)) is not None
            row = await tx.one(_OF_SESSION, hash=digest(token), chosen=chosen)
            return lives, None if row is None else _space(row)

        return await self._db.run(_SCOPE, work)

    async def of_account(self, account: str, chosen: UUID) -> Space | None:
        """The chosen workspace, if the person with this account of our own is known in it."""
        values = {"account": account, "chosen": chosen, "local": LOCAL}
        row = await self._db.run(_SCOPE, lambda tx: tx.one(_OF_ACCOUNT, **values))
        return None if row is None else _space(row)

    async def spaces(self, person: UUID) -> list[Space]:
        """Every workspace in which the person is known, their own first."""
        return [_space(row) for row in await self._db.run(_SCOPE, lambda tx: tx.rows(_OF_PERSON, person=person))]


def _space(row: dict[str, Any]) -> Space:
    return Space(**{name: row[name] for name in Space.__dataclass_fields__})
