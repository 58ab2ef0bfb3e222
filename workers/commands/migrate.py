"""`todobot migrate`: the schema up to date, for those who run the parts themselves."""

from __future__ import annotations

import asyncio

from core.db.embedded import EmbeddedPostgres
from core.settings import Settings
from workers.options import Data, settings_of
from workers.schema import up_to_date


def command(data_dir: Data = None) -> None:
    """Bring the schema of DATABASE_DIRECT_URL, DATABASE_URL or the data folder's own database up to date."""
    before, after = asyncio.run(_migrate(settings_of(data_dir=data_dir)))
    print(f"The schema is at {after} already." if before == after else f"The schema went from {before} to {after}.")


async def _migrate(settings: Settings) -> tuple[str | None, str]:
    url = settings.database_direct_url or settings.database_url
    if url:
        return await up_to_date(url, print)
    server = EmbeddedPostgres(settings.data_dir)
    try:
        return await up_to_date(await server.start(), print)
    finally:
        await server.stop()
