"""When a loop looks: every second while it is busy, else only when woken, when something is due, or once an hour."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass

JUMP_CHECK_S = 15.0
JUMP_S = 1.0
PROBE_S = (1.0, 5.0)


@dataclass(frozen=True, slots=True)
class Look:
    """What a loop saw: whether it found work, whether more waits already, and in how many seconds the next is due."""

    found: bool = False
    again: bool = False
    next_in: float | None = None


class Pace:
    """Decides when a loop looks again. Everything here is memory: waiting sends no query.

    `gap_s` is the shortest time between the starts of two looks, so that a burst of wakes becomes one look.
    """

    def __init__(self, *, busy_s: float, watchdog_s: float, gap_s: float, scan_s: float = 1.0) -> None:
        self._busy_s, self._watchdog_s, self._gap_s, self._scan_s = busy_s, watchdog_s, gap_s, scan_s
        self._changed = asyncio.Event()
        self._kicked = False
        self._began = time.monotonic() - gap_s
        self._busy_until = time.monotonic() + busy_s
        self._drift = time.time() - time.monotonic()
        self.stopped = False

    @property
    def busy(self) -> bool:
        """Whether it looks every second."""
        return time.monotonic() < self._busy_until

    def nudge(self) -> None:
        """Something changed somewhere: be busy for a while."""
        was = self.busy
        self._busy_until = time.monotonic() + self._busy_s
        if not was:
            self._changed.set()

    def kick(self) -> None:
        """There is work here: look as soon as the gap allows."""
        self._busy_until = time.monotonic() + self._busy_s
        if not self._kicked:
            self._kicked = True
            self._changed.set()

    def stop(self) -> None:
        """Let the loop end."""
        self.stopped = True
        self._changed.set()

    def began(self) -> None:
        """A look starts now: what wakes it from here on asks for another one."""
        self._kicked = False
        self._began = time.monotonic()

    async def rest(self, look: Look) -> None:
        """Wait until the next look is due."""
        now = time.monotonic()
        if look.found:
            self._busy_until = now + self._busy_s
        if look.again:
            await asyncio.sleep(0)
            return
        watchdog = now + self._watchdog_s * random.uniform(0.8, 1.2)  # noqa: S311 (jitter)
        due = watchdog if look.next_in is None else min(watchdog, now + max(0.0, look.next_in))
        while not self.stopped and not self._jumped():
            wait = self._planned(due) - time.monotonic()
            if wait <= 0:
                return
            await self._sleep(min(wait, JUMP_CHECK_S))

    async def rest_failed(self, failures: int) -> None:
        """Wait 1 to 5 s for a database or bus that did not answer; only a stop ends it sooner."""
        self._busy_until = time.monotonic() + self._busy_s
        low, high = PROBE_S
        until = time.monotonic() + min(high, low * 1.5 ** (failures - 1)) * random.uniform(0.8, 1.0)  # noqa: S311
        while not self.stopped and (wait := until - time.monotonic()) > 0:
            await self._sleep(wait)

    def _planned(self, due: float) -> float:
        earliest = self._began + self._gap_s
        if self._kicked:
            return earliest
        return max(earliest, min(due, self._began + self._scan_s) if self.busy else due)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    def _jumped(self) -> bool:
        """Whether wall and monotonic clock parted since the last look: the laptop slept, or its clock was set."""
        drift = time.time() - time.monotonic()
        jumped = abs(drift - self._drift) > JUMP_S
        self._drift = drift
        if jumped:
            self._busy_until = time.monotonic() + self._busy_s
        return jumped
