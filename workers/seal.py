"""The sealer's loop: gives committed events their place and hash."""

from __future__ import annotations

from core.db.engine import Database
from core.db.seal import EVENTS, seal
from core.db.uow import Scope
from core.telemetry import SEALED
from workers.pace import Look

SCOPE = Scope.system("sealer")


class Sealer:
    """Seals whatever has no place yet, of all workspaces."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def step(self) -> Look:
        """One batch."""
        sealed = await self._db.run(SCOPE, seal, tries=2)
        SEALED.inc(sealed)
        return Look(found=sealed > 0, again=sealed >= EVENTS)
