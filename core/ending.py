"""Ends background tasks for certain."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN_S = 0.5


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these tasks and return when each has ended, whatever it raised.

    Libraries that wait with asyncio.wait_for may swallow one cancellation (Python 3.11), so it is said again.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_S)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # looked at: nobody is to be told that it was not
