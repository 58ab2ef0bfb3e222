"""A process that was told to end does end, and says what kept it."""

from __future__ import annotations

import subprocess
import sys

from workers.last_resort import STUCK

STUBBORN = """
import asyncio
from workers.last_resort import LastResort

async def stubborn():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass

async def main():
    task = asyncio.create_task(stubborn(), name="the stubborn one")
    await asyncio.sleep(0)
    last.start(asyncio.get_running_loop(), {seconds})

last = LastResort()
asyncio.run(main())
"""


def test_what_does_not_end_is_cut_off_and_named():
    ended = subprocess.run(
        [sys.executable, "-c", STUBBORN.format(seconds=0.5)], capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == STUCK
    assert "the stubborn one" in ended.stderr or "stubborn" in ended.stderr
    assert "Still at work" in ended.stderr


def test_what_has_ended_is_left_alone():
    program = STUBBORN.replace("await asyncio.sleep(60)", "return").format(seconds=1.0) + "last.over()\n"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60).returncode == 0
