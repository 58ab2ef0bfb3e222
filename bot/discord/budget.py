"""The fifty requests a second that Discord allows one bot, shared by all processes that send with its token."""

from __future__ import annotations

import asyncio
import time

from core import log
from core.errors import TodobotError
from core.ports import Budgets, Lease

RATE = 50
ALONE = 10  # so many a second where nobody can be asked what the others send
_log = log.get(__name__)


class Local(Budgets):
    """A budget of this process alone."""

    def __init__(self) -> None:
        self._window, self._used = 0.0, 0

    async def lease(self, name: str, rate: int, wanted: int) -> Lease:
        """What is left of this second."""
        now = time.monotonic()
        if now - self._window >= 1.0:
            self._window, self._used = now, 0
        granted = min(wanted, rate - self._used)
        self._used += granted
        return Lease(granted, self._window + 1.0 - now)


class Budget:
    """Permits for requests. They are leased when somebody waits for one, as many as wait, and those that are not used
    in their time are gone. `name` is the token's."""

    def __init__(self, budgets: Budgets, name: str) -> None:
        self._budgets, self._local = budgets, Local()
        self._name = name
        self._asking = asyncio.Lock()
        self._waiting, self._left, self._until = 0, 0, 0.0

    async def take(self) -> None:
        """Return when one request may be sent, now."""
        self._waiting += 1
        try:
            while not self._taken():
                async with self._asking:
                    if not self._taken():
                        await self._ask()
                        continue
                return
        finally:
            self._waiting -= 1

    def _taken(self) -> bool:
        if self._left < 1 or time.monotonic() >= self._until:
            return False
        self._left -= 1
        return True

    async def _ask(self) -> None:
        asked = time.monotonic()
        try:
            lease = await self._budgets.lease(self._name, RATE, min(self._waiting, RATE))
        except TodobotError as error:
            _log.warning("budget.unavailable", error=str(error))
            lease = await self._local.lease(self._name, ALONE, min(self._waiting, ALONE))
        if lease.granted < 1:
            await asyncio.sleep(max(0.005, lease.seconds))
            return
        self._left, self._until = lease.granted, asked + lease.seconds
