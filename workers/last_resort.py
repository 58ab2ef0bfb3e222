"""Sees that a process that was told to end does end, and tells what kept it."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

STUCK = 70  # the exit code of a process that had to be cut off; a defect of ours, though nothing acknowledged is lost


class LastResort:
    """From `start` on there are so many seconds; `over` calls it off."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def start(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Exit with STUCK after so many seconds, and write to standard error where every task stands."""
        self.over()
        self._timer = threading.Timer(seconds, self._cut, [loop])
        self._timer.daemon = True
        self._timer.start()

    def over(self) -> None:
        """It has ended by itself."""
        if self._timer is not None:
            self._timer.cancel()

    @staticmethod
    def _cut(loop: asyncio.AbstractEventLoop) -> None:
        sys.stderr.write("It does not end. Still at work:\n")
        for task in asyncio.all_tasks(loop):
            task.print_stack(limit=4, file=sys.stderr)
        sys.stderr.flush()
        os._exit(STUCK)
