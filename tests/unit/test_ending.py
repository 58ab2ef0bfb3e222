"""Background tasks end, also those on which a cancellation was lost."""

from __future__ import annotations

import asyncio

from core.ending import end


async def test_a_task_that_swallows_a_cancellation_is_ended_all_the_same():
    lost = []

    async def work():
        while len(lost) < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                lost.append(1)
        await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await end(task)
    assert task.cancelled()
    assert len(lost) == 2


async def test_what_a_task_raised_is_nobodys_trouble():
    async def work():
        raise ValueError

    task = asyncio.create_task(work())
    await end(task)
    await end()
    assert task.done()
