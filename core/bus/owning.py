"""What an owner does: it begins when it has become one, and ends when it is one no longer."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from core.log import get
from core.ports import Begin

AGAIN_S = 5.0

log = get(__name__)


class Owning:
    """Brings what runs into line with `owned`, which others set."""

    def __init__(self, name: str, begin: Begin, end: Begin) -> None:
        self._name, self._begin, self._end = name, begin, end
        self._begun = False
        self._changed = asyncio.Event()
        self._owned = False
        self.state = "waits to be asked"

    @property
    def owned(self) -> bool:
        """Whether this process is the owner."""
        return self._owned

    @owned.setter
    def owned(self, owned: bool) -> None:
        self._owned = owned
        self._changed.set()

    def waits(self, reason: str) -> None:
        """We are not the owner, for this reason."""
        self.state = f"waits: {reason}"

    async def follow(self) -> None:
        """Settle each change, until cancelled."""
        while True:
            self._changed.clear()
            settled = await self.settle()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if settled else AGAIN_S):
                    await self._changed.wait()

    async def settle(self) -> bool:
        """Begin or end what has to be; False when that failed and has to be tried again."""
        if self._begun == self._owned:
            return True
        wanted = self._owned
        try:
            await (self._begin if wanted else self._end)()
        except Exception:  # what begins here is not ours: it must not end the waiting
            log.exception("owner.failed", name=self._name, begins=wanted)
            return False
        self._begun = wanted
        if wanted:
            self.state = "owns it"
        log.info("owner.begun" if wanted else "owner.ended", name=self._name)
        return True
