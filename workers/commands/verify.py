"""`todobot verify`: does the event log say what it said when it was written?"""

from __future__ import annotations

import asyncio
import sys

from core.db.embedded import EmbeddedPostgres
from core.db.engine import Database
from core.db.seal import verify
from core.db.uow import Scope
from core.settings import Settings
from workers.options import Data, settings_of


def command(data_dir: Data = None) -> None:
    """Check the chain of hashes of every workspace; exits with 1 when an event is not what was sealed."""
    sys.exit(asyncio.run(_verify(settings_of(data_dir=data_dir))))


async def _verify(settings: Settings) -> int:
    server = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    db = Database(await server.start() if server is not None else settings.database_url)
    try:
        return await _all(db)
    finally:
        await db.stop()
        if server is not None:
            await server.stop()


async def _all(db: Database) -> int:
    async with db.transaction(Scope.system("verify")) as tx:
        workspaces = await tx.rows("SELECT id, platform, external_id FROM workspaces ORDER BY id")
    bad = 0
    for row in workspaces:
        verdict = await verify(db, row["id"])
        flaw = f"BAD at event {verdict.bad}: {verdict.reason}" if verdict.reason else "good"
        bad += bool(verdict.reason)
        name = f"{row['platform']}/{row['external_id']}"
        print(f"{name}: {verdict.checked} events sealed, {verdict.unsealed} not yet, {flaw}")
    print(f"{len(workspaces)} workspaces checked, {bad} bad.")
    return 1 if bad else 0
