"""Wakes end when they are told to, whatever they are in the middle of."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from workers.wakes import Wakes


class Slow:
    """A bus on which two wakes that were sent together are answered together, one of them some steps later."""

    local = False

    def __init__(self, steps: int) -> None:
        self.answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._steps, self.sent = [steps, 0], 0

    def watch(self, topics, handler) -> None:
        pass

    def health(self):
        return True, ""

    async def wake(self) -> None:
        steps = self._steps[self.sent] if self.sent < 2 else 0
        self.sent += 1
        await self.answer
        for _ in range(steps):
            await asyncio.sleep(0)


@pytest.mark.parametrize("steps", range(8))
async def test_a_wake_that_is_answered_at_the_moment_of_the_end_does_not_keep_it_from_ending(steps):
    bus, db = Slow(steps), SimpleNamespace(before_commit=[], on_commit=[])
    wakes = Wakes(db, bus, lambda: None)
    wakes.start()
    db.on_commit[0]()
    while bus.sent < 1:
        await asyncio.sleep(0)
    db.on_commit[0]()
    ending = asyncio.create_task(wakes.stop())
    while bus.sent < 2:
        await asyncio.sleep(0)
    bus.answer.set_result(None)
    done, _ = await asyncio.wait([ending], timeout=10)
    assert done, "it goes on for ever"
