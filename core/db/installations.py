"""The workspaces that let us in, in a table; their tokens are encrypted with keys that only the secrets know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.errors import StartError
from core.ports import Exchange, Installation, Secrets

KEYS = "INSTALLATION_KEYS"
SCOPE = Scope.system("installations")

_COLUMNS = "platform, external_id, name, sealed, details, expires_at, ended"
_GET = f"SELECT {_COLUMNS} FROM installations WHERE platform = %(platform)s AND external_id = %(workspace)s"
_ALL = f"SELECT {_COLUMNS} FROM installations WHERE platform = %(platform)s ORDER BY external_id"
_PUT = """
INSERT INTO installations (platform, external_id, name, sealed, details, expires_at, ended, ended_at, updated_at)
VALUES (%(platform)s, %(workspace)s, %(name)s, %(sealed)s, %(details)s::jsonb, %(expires_at)s, %(ended)s::varchar,
  CASE WHEN %(ended)s::varchar <> '' THEN todobot_now() END, todobot_now())
ON CONFLICT (platform, external_id) DO UPDATE SET name = excluded.name, sealed = excluded.sealed,
  details = excluded.details, expires_at = excluded.expires_at, ended = excluded.ended,
  updated_at = excluded.updated_at,
  ended_at = CASE WHEN excluded.ended <> '' THEN coalesce(installations.ended_at, excluded.ended_at) END
"""


_BACK = "UPDATE addresses SET gone_until = NULL WHERE platform = %(platform)s AND tenant = %(workspace)s"


class StoredInstallations:
    """Implements core.ports.Installations.

    INSTALLATION_KEYS holds one key or several with commas between: the first encrypts, all decrypt, so a new one is put
    in front and the old one is taken away when everything was written again. StartError says how to make one; it is
    not asked for where there is nothing to encrypt.
    """

    def __init__(self, db: Database, secrets: Secrets) -> None:
        self._db, self._secrets = db, secrets
        self._keys: MultiFernet | None = None

    async def check(self) -> None:
        """StartError unless tokens can be kept."""
        await self._keys_for(True)

    async def get(self, platform: str, workspace: str) -> Installation | None:
        """One workspace's, also when it has ended; None when it never let us in."""
        row = await self._db.run(SCOPE, lambda tx: tx.one(_GET, platform=platform, workspace=workspace))
        return None if row is None else _read(row, await self._keys_for(row["sealed"]))

    async def all(self, platform: str) -> Sequence[Installation]:
        """Every workspace's on this platform, those that have ended too."""
        rows = await self._db.run(SCOPE, lambda tx: tx.rows(_ALL, platform=platform))
        return [_read(row, await self._keys_for(row["sealed"])) for row in rows]

    async def put(self, installation: Installation) -> None:
        """Write it, whatever was known before."""
        keys = await self._keys_for(installation.secrets)

        async def work(tx: Transaction) -> None:
            await _write(tx, installation, keys)
            if not installation.ended:  # what took nothing any more may do so again
                await tx.write(_BACK, platform=installation.platform, workspace=installation.workspace)

        await self._db.run(SCOPE, work)

    async def renew(self, platform: str, workspace: str, exchange: Exchange) -> Installation | None:
        """Let one process at a time exchange what it has for something new."""
        keys = await self._keys_for(True)

        async def work(tx: Transaction) -> Installation | None:
            row = await tx.one(f"{_GET} FOR UPDATE", platform=platform, workspace=workspace)
            if row is None:
                return None
            known = _read(row, keys)
            new = await exchange(known)
            if new is None:
                return known
            await _write(tx, new, keys)
            return new

        # Once only: what was exchanged cannot be exchanged again.
        return await self._db.run(SCOPE, work, tries=1)

    async def _keys_for(self, something: object) -> MultiFernet | None:
        if not something:
            return None
        if self._keys is None:
            self._keys = keys_of(await self._secrets.get(KEYS) or "")
        return self._keys


def keys_of(text: str) -> MultiFernet:
    """The keys of a setting. StartError says what is wrong with it."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise StartError(f"Tokens of workspaces are kept encrypted: set {KEYS}, for example to {new_key()}")
    try:
        return MultiFernet([Fernet(word) for word in words])
    except ValueError as error:
        raise StartError(f"{KEYS} holds something that is no key. One looks like {new_key()}") from error


def new_key() -> str:
    """A fresh key for INSTALLATION_KEYS."""
    return Fernet.generate_key().decode()


async def _write(tx: Transaction, installation: Installation, keys: MultiFernet | None) -> None:
    await tx.write(
        _PUT,
        platform=installation.platform,
        workspace=installation.workspace,
        name=installation.name,
        sealed=_sealed(installation, keys),
        details=json.dumps(dict(installation.details)),
        expires_at=installation.expires_at,
        ended=installation.ended,
    )


def _sealed(installation: Installation, keys: MultiFernet | None) -> str:
    if not installation.secrets or keys is None:
        return ""
    # Whose it is goes in as well: a row that was copied over another one opens nothing.
    document = {"of": [installation.platform, installation.workspace], "secrets": dict(installation.secrets)}
    return keys.encrypt(json.dumps(document).encode()).decode()


def _read(row: Mapping[str, Any], keys: MultiFernet | None) -> Installation:
    return Installation(
        platform=row["platform"],
        workspace=row["external_id"],
        name=row["name"],
        secrets=_opened(row, keys),
        details=row["details"],
        expires_at=row["expires_at"],
        ended=row["ended"],
    )


def _opened(row: Mapping[str, Any], keys: MultiFernet | None) -> dict[str, str]:
    if not row["sealed"] or keys is None:
        return {}
    try:
        document = json.loads(keys.decrypt(row["sealed"].encode()))
    except InvalidToken as error:
        raise StartError(f"{KEYS} opens nothing that is kept for {row['platform']}: was a key removed?") from error
    if document["of"] != [row["platform"], row["external_id"]]:
        raise StartError(f"what is kept for {row['platform']} {row['external_id']} is another workspace's")
    secrets: dict[str, str] = document["secrets"]
    return secrets
