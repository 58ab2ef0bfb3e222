"""When loops look: coalesced wakes, quiet waiting, failures, and clocks that jump."""

from __future__ import annotations

import asyncio
import time

import pytest

from core.errors import UnavailableError
from workers import pace as pace_module
from workers.loop import Loop
from workers.pace import Look, Pace


class Steps:
    """Counts looks; `looks` answers them in turn, an exception is raised."""

    def __init__(self, *looks):
        self.looks = list(looks)
        self.times = []

    async def __call__(self):
        self.times.append(time.monotonic())
        answer = self.looks.pop(0) if self.looks else Look()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
async def run():
    loops = []

    def start(steps, *, busy_s=0.0, watchdog_s=60.0, gap_s=0.02, scan_s=0.1):
        loop = Loop("test", steps, Pace(busy_s=busy_s, watchdog_s=watchdog_s, gap_s=gap_s, scan_s=scan_s))
        loops.append(loop)
        loop.start()
        return loop

    yield start
    for loop in loops:
        await loop.stop(1.0)


async def test_busy_looks_every_scan_and_then_it_is_quiet(run):
    steps = Steps()
    run(steps, busy_s=0.35)
    await asyncio.sleep(0.8)
    assert 3 <= len(steps.times) <= 5


async def test_a_burst_of_kicks_is_one_look_per_gap(run):
    steps = Steps()
    loop = run(steps, gap_s=0.1)
    begun = time.monotonic()
    for _ in range(200):
        loop.pace.kick()
        await asyncio.sleep(0.002)
    # A busy machine takes longer over these 0.4 s.
    assert 4 <= len(steps.times) <= (time.monotonic() - begun) / 0.1 + 2


async def test_a_kick_is_quick_when_nothing_was_going_on(run):
    steps = Steps()
    loop = run(steps, gap_s=0.05)
    await asyncio.sleep(0.2)
    kicked = time.monotonic()
    loop.pace.kick()
    await asyncio.sleep(0.02)
    assert steps.times[-1] - kicked < 0.015


async def test_a_nudge_makes_a_quiet_loop_busy(run):
    steps = Steps()
    loop = run(steps, busy_s=0.25)
    await asyncio.sleep(0.6)
    looked = len(steps.times)
    loop.pace.nudge()
    await asyncio.sleep(0.2)
    assert len(steps.times) > looked


async def test_it_wakes_for_what_is_due_next(run):
    steps = Steps(Look(next_in=0.3))
    run(steps)
    await asyncio.sleep(0.45)
    assert len(steps.times) == 2
    assert 0.3 <= steps.times[1] - steps.times[0] < 0.36


async def test_the_watchdog_looks_at_last(run):
    steps = Steps()
    run(steps, watchdog_s=0.2)
    await asyncio.sleep(0.5)
    assert 2 <= len(steps.times) <= 4


async def test_more_work_is_taken_at_once(run):
    steps = Steps(*[Look(found=True, again=True)] * 20)
    run(steps, gap_s=0.2)
    await asyncio.sleep(0.1)
    assert len(steps.times) == 21


async def test_it_survives_failures_says_so_and_heals(run, monkeypatch):
    monkeypatch.setattr(pace_module, "PROBE_S", (0.05, 0.1))
    steps = Steps(UnavailableError("down"), ValueError("defect"))
    loop = run(steps, busy_s=1.0)
    await asyncio.sleep(0.06)
    loop.pace.kick()
    assert not loop.health().ok
    assert "failed" in loop.health().text
    await asyncio.sleep(0.3)
    assert loop.health().ok
    assert len(steps.times) >= 3


async def test_a_jump_of_the_clock_is_noticed_without_a_look(run, monkeypatch):
    monkeypatch.setattr(pace_module, "JUMP_CHECK_S", 0.05)
    steps = Steps()
    run(steps)
    await asyncio.sleep(0.2)
    assert len(steps.times) == 1
    real = time.time
    monkeypatch.setattr(pace_module.time, "time", lambda: real() + 3600)
    await asyncio.sleep(0.15)
    assert len(steps.times) >= 2


async def test_a_stop_waits_for_the_step_and_cancels_one_that_hangs():
    ended = []

    async def slow():
        await asyncio.sleep(0.1)
        ended.append(1)
        return Look()

    loop = Loop("slow", slow, Pace(busy_s=0, watchdog_s=60, gap_s=0))
    loop.start()
    await asyncio.sleep(0.02)
    await loop.stop(1.0)
    assert ended == [1]

    async def hangs():
        await asyncio.sleep(60)
        return Look()

    loop = Loop("hangs", hangs, Pace(busy_s=0, watchdog_s=60, gap_s=0))
    loop.start()
    await asyncio.sleep(0.02)
    began = time.monotonic()
    await loop.stop(0.1)
    assert time.monotonic() - began < 0.5
    assert not loop.health().ok
