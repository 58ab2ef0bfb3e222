"""Wakes between processes: a record on `wakes` before a commit at times, and after every commit, without data."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from core.db.engine import Database
from core.domain.events import TASK_UPDATES, WAKES
from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.ports import EventBus

log = get(__name__)
EVERY_S = 0.05  # at most twenty a second
# One wake before a commit keeps the others busy for a while, so that they also find what a process committed that died
# before it could say so. Half of the time that they stay busy for.
BEFORE_S = 30.0
PATIENCE_S = 0.5  # the commit waits no longer than that: with the bus away everybody is busy anyway
LOOK_S = 2.0


class Wakes:
    """Tells the other processes that something changed, and us when they do, or when nobody could tell us."""

    def __init__(self, db: Database, bus: EventBus, woken: Callable[[], None]) -> None:
        self._db, self._bus, self._woken = db, bus, woken
        self._announced = time.monotonic() - BEFORE_S
        self._due = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Before the bus is started. Nothing to do where the bus ends at this process."""
        if self._bus.local:
            return
        self._bus.watch((WAKES, TASK_UPDATES), self._heard)
        self._db.before_commit.append(self._announce)
        self._db.on_commit.append(self._due.set)
        self._tasks = [asyncio.create_task(self._tell(), name="wakes"), asyncio.create_task(self._look(), name="bus")]

    async def stop(self) -> None:
        """Tell and hear no more."""
        if not self._tasks:
            return
        self._db.before_commit.remove(self._announce)
        self._db.on_commit.remove(self._due.set)
        if self._due.is_set():
            await self._wake()
        await end(*self._tasks)
        self._tasks = []

    async def _heard(self, _topic: str) -> None:
        self._woken()

    async def _announce(self) -> None:
        if time.monotonic() - self._announced > BEFORE_S and self._bus.health()[0] and await self._wake():
            self._announced = time.monotonic()

    async def _tell(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            await self._wake()
            await asyncio.sleep(EVERY_S)

    async def _wake(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._bus.wake()
        except (UnavailableError, TimeoutError):
            return False
        return True

    async def _look(self) -> None:
        """While nobody could tell us, we look ourselves."""
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._bus.health()[0]:
                self._woken()
