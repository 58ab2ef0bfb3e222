"""The alarm clock of a laptop: it remembers only what is due soon, and every restart reads it from the rows again."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.engine import Database
from core.db.ledger import ahead
from core.db.uow import Scope
from core.ending import end
from core.log import get

log = get(__name__)
SCOPE = Scope.system("scheduler")
HORIZON = timedelta(hours=2)  # later ones are the sweep's: it looks at least once an hour
LIMIT = 10_000
LOOK_AGAIN_S = 15.0


class LocalScheduler:
    """The Scheduler port without a service: `set` and `cancel` touch memory only, the occurrence's row is the truth.

    It sleeps by the database's clock as last observed and sends no query after `start`.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._at: dict[UUID, datetime] = {}
        self._order: list[tuple[datetime, UUID]] = []  # may hold what was moved or cancelled since
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def routes(self) -> list[Any]:
        """Nobody calls."""
        return []

    def health(self) -> tuple[bool, str]:
        """There is nothing that could be away."""
        return self._task is not None, "in this process"

    async def start(self, fire: Callable[[UUID], Awaitable[None]]) -> None:
        """Ring for what the rows say, by calling `fire` with the occurrence's id. A database that is down is fine."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(fire), name="scheduler")

    async def stop(self) -> None:
        """Ring no more."""
        if self._task is not None:
            await end(self._task)
            self._task = None

    async def set(self, occurrence_id: UUID, due_at: datetime) -> None:
        """Ring at `due_at`; set again moves."""
        if self._at.get(occurrence_id) == due_at:
            return
        if due_at - self._db.clock.now() > HORIZON or len(self._at) >= LIMIT:
            self._at.pop(occurrence_id, None)
            return
        self._at[occurrence_id] = due_at
        first = not self._order or due_at < self._order[0][0]
        heapq.heappush(self._order, (due_at, occurrence_id))
        if first:
            self._changed.set()

    async def cancel(self, occurrence_id: UUID) -> None:
        """Do not ring; fine when nothing was set."""
        self._at.pop(occurrence_id, None)

    async def _run(self, fire: Callable[[UUID], Awaitable[None]]) -> None:
        await self._recall()
        while True:
            for occurrence_id in self._ripe():
                try:
                    await fire(occurrence_id)
                except Exception:  # the sweep makes it good
                    log.exception("timer.failed", occurrence=str(occurrence_id))
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._changed.wait()

    async def _recall(self) -> None:
        try:
            found = await self._db.run(
                SCOPE, lambda tx: ahead(tx, within_s=HORIZON.total_seconds(), limit=LIMIT), tries=1
            )
        except Exception as error:  # noqa: BLE001 (the sweep reads the same rows as soon as it can)
            log.warning("timers.unread", error=type(error).__name__)
            return
        for occurrence_id, due_at in found:
            await self.set(occurrence_id, due_at)

    def _ripe(self) -> list[UUID]:
        now = self._db.clock.now()
        found: list[UUID] = []
        while self._order and (self._order[0][0] <= now or self._at.get(self._order[0][1]) != self._order[0][0]):
            due_at, occurrence_id = heapq.heappop(self._order)
            if self._at.get(occurrence_id) == due_at:
                del self._at[occurrence_id]
                found.append(occurrence_id)
        return found

    def _pause(self) -> float | None:
        if not self._order:
            return None
        wait = (self._order[0][0] - self._db.clock.now()).total_seconds()
        return max(0.0, min(wait, LOOK_AGAIN_S))
