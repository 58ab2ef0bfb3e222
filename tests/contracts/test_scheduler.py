"""What every Scheduler promises; each implementation that ships is run through it.

Occurrences are real rows, since the rows are the truth that a restart reads.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from starlette.routing import Route

from core.db.uow import Scope
from core.domain.columns import new_id
from core.scheduler.dapr import DaprScheduler
from core.scheduler.local import LocalScheduler
from tests.contracts.buses import until
from tests.contracts.sidecars import beside

SCOPE = Scope.system("test")


class Rung:
    """What rang, with the database's time of it."""

    def __init__(self, db):
        self.db = db
        self.at = {}

    async def __call__(self, occurrence_id):
        async with self.db.transaction(SCOPE) as tx:
            self.at[occurrence_id] = await tx.now()


@pytest.fixture(params=["local", pytest.param("dapr", marks=pytest.mark.services)])
async def make(request, db, tmp_path):
    """Makes a clock; a second one stands for the same program, started again."""
    if request.param == "local":
        yield lambda: LocalScheduler(db)
        return
    running = []

    async def called(call):
        return await running[-1].routes()[0].endpoint(call)

    route = Route("/job/{name:path}", called, methods=["POST"])
    address = request.getfixturevalue("job_scheduler")
    async with beside(tmp_path / "dapr", [route], scheduler=address) as settings:

        def another():
            running.append(DaprScheduler(settings, db))
            return running[-1]

        yield another


@pytest.fixture
async def scheduler(make, db, stand):
    made = make()
    rung = Rung(db)
    first, _ = await stand(0.1)
    await made.start(rung)
    # It has read the rows once this rings: what a test sets and cancels without them is not made again from them.
    await until(lambda: first in rung.at)
    rung.at.clear()
    yield made, rung
    await made.stop()


async def test_it_rings_at_its_time_and_never_early(scheduler, stand):
    clock, rung = scheduler
    timers = [await stand(seconds) for seconds in (0.5, 0.2, 0.35)]
    for one, due_at in timers:
        await clock.set(one, due_at)
    await until(lambda: set(rung.at) == {one for one, _ in timers})
    for one, due_at in timers:
        assert rung.at[one] >= due_at


async def test_set_again_moves(scheduler, stand):
    clock, rung = scheduler
    one, due_at = await stand(15)  # it is moved before it rings, also on a machine that is busy
    await clock.set(one, due_at)
    later = due_at + timedelta(seconds=0.7)
    await clock.set(one, later)
    await until(lambda: one in rung.at)
    assert rung.at[one] >= later
    other, far = await stand(60)
    await clock.set(other, far)
    await clock.set(other, far - timedelta(seconds=59.8))
    await until(lambda: other in rung.at)


async def test_what_is_cancelled_stays_silent_and_an_unknown_one_is_fine(scheduler, stand):
    clock, rung = scheduler
    one, due_at = await stand(15)  # it is cancelled before it rings, also on a machine that is busy
    await clock.set(one, due_at)
    await clock.cancel(one)
    await clock.cancel(new_id())
    last, end = await stand(15)
    await clock.set(last, end)
    await until(lambda: last in rung.at)
    assert one not in rung.at


async def test_what_was_set_survives_a_restart_also_when_its_time_passed_meanwhile(make, db, stand):
    first, rung = make(), Rung(db)
    await first.start(rung)
    soon, later = await stand(0.3), await stand(1.5)
    await first.set(*soon)
    await first.set(*later)
    await first.stop()
    before = set(rung.at)  # a slow machine may have been there already
    await asyncio.sleep(0.5)
    assert set(rung.at) == before
    second = make()
    await second.start(rung)
    await until(lambda: set(rung.at) == {soon[0], later[0]})
    await second.stop()


async def test_a_call_that_fails_does_not_stop_the_clock(make, db, stand):
    clock, rung = make(), Rung(db)
    bad, good = await stand(0.1), await stand(0.2)

    async def fire(occurrence_id):
        if occurrence_id == bad[0]:
            raise RuntimeError("no")
        await rung(occurrence_id)

    await clock.start(fire)
    await clock.set(*bad)
    await clock.set(*good)
    await until(lambda: set(rung.at) == {good[0]})
    await clock.stop()


async def test_it_says_from_memory_how_it_is(scheduler):
    clock, _ = scheduler
    assert clock.health()[0]
