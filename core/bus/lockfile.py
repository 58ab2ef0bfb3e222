"""One owner of a name on one machine: who holds a lock of the kernel on a file in the data folder."""

from __future__ import annotations

import asyncio
import fcntl
import os
from pathlib import Path

from core import ending
from core.bus.owning import Owning
from core.ports import Begin

LOOK_S = 1.0


class LockFiles:
    """Implements core.ports.Ownership. A process that dies lets go, whatever kills it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owned: dict[str, Owning] = {}

    async def own(self, name: str, begin: Begin, end: Begin) -> Begin:
        """Wait for the lock, then begin."""
        self._folder.mkdir(parents=True, exist_ok=True)
        owning = self._owned[name] = Owning(name, begin, end)
        waiting = asyncio.create_task(self._wait(self._folder / f"{name}.lock", owning), name=f"own-{name}")

        async def give_up() -> None:
            await ending.end(waiting)

        return give_up

    def state(self, name: str) -> str:
        """A sentence."""
        return self._owned[name].state

    async def _wait(self, path: Path, owning: Owning) -> None:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _taken(lock):
                owning.waits("another process of this machine has it")
                await asyncio.sleep(LOOK_S)
            owning.owned = True
            await owning.follow()
        finally:
            try:
                owning.owned = False
                await owning.settle()
            finally:
                os.close(lock)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
