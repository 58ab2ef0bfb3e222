"""One loop of a worker: looks, rests, survives every failure, and can say how it is without asking anybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.telemetry import QUERIES
from workers.pace import Look, Pace

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """How a part is, in a sentence."""

    name: str
    ok: bool
    text: str


class Loop:
    """Calls `step` whenever its pace says so. A step that raises is logged and tried again after 1 to 5 s."""

    def __init__(self, name: str, step: Callable[[], Awaitable[Look]], pace: Pace) -> None:
        self.name = name
        self.pace = pace
        self._step = step
        self._failures = 0
        self._error = ""
        self._looked: float | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run in the background."""
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self, grace: float) -> None:
        """End after the current step, or cancel it when it takes longer than `grace` seconds."""
        self.pace.stop()
        if self._task is None:
            return
        _, pending = await asyncio.wait([self._task], timeout=max(0.0, grace))
        await end(*pending)

    def health(self) -> Health:
        """From memory."""
        if self._task is None or self._task.done():
            return Health(self.name, False, f"{self.name} is not running")
        if self._failures:
            return Health(self.name, False, f"{self.name} has failed {self._failures} times in a row ({self._error})")
        if self._looked is None:
            return Health(self.name, True, f"{self.name} is starting")
        mode = "looks every second" if self.pace.busy else "waits for a wake"
        return Health(self.name, True, f"{self.name} looked {time.monotonic() - self._looked:.0f} s ago and {mode}")

    async def _run(self) -> None:
        while not self.pace.stopped:
            self.pace.began()
            QUERIES.labels(self.name).inc()
            try:
                look = await self._step()
            except Exception as error:  # noqa: BLE001 (a loop survives whatever it is)
                self._failed(error)
                await self.pace.rest_failed(self._failures)
                continue
            if self._failures:
                log.info("loop.healed", loop=self.name, failures=self._failures)
                self._failures = 0
                self.pace.nudge()
            self._looked = time.monotonic()
            await self.pace.rest(look)

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        self._error = type(error).__name__
        expected = isinstance(error, UnavailableError)
        log.warning(
            "loop.failed",
            loop=self.name,
            failures=self._failures,
            error=self._error,
            exc_info=None if expected else error,
        )
