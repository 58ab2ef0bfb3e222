"""What every Scheduler promises; each implementation that ships is run through it.

Occurrences are real rows, since the rows are the truth that a restart reads.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.db.uow import Scope
from core.domain import AddressRow, Occurrence, Person, Reminder, Workspace
from core.domain.columns import new_id
from core.scheduler.local import LocalScheduler

SCOPE = Scope.system("test")


def local(db):
    return LocalScheduler(db)


class Rung:
    """What rang, with the database's time of it."""

    def __init__(self, db):
        self.db = db
        self.at = {}

    async def __call__(self, occurrence_id):
        async with self.db.transaction(SCOPE) as tx:
            self.at[occurrence_id] = await tx.now()


@pytest.fixture(params=[local])
def make(request, db):
    return lambda: request.param(db)


@pytest.fixture
async def scheduler(make, db):
    made = make()
    rung = Rung(db)
    async with db.transaction(SCOPE) as tx:
        await tx.now()
    await made.start(rung)
    yield made, rung
    await made.stop()


@pytest.fixture
async def stand(db):
    """Writes an occurrence that stands so many seconds from now; its id and instant."""
    now = datetime.now(UTC)
    workspace = Workspace(platform="fake", external_id="T", created_at=now)
    person = Person(created_at=now)
    address = AddressRow(workspace_id=workspace.id, platform="fake", tenant="T", created_at=now)

    async def work(tx):
        for row in (workspace, person, address):
            tx.insert(row)

    await db.run(SCOPE, work)

    async def write(seconds):
        async def work(tx):
            due_at = await tx.now() + timedelta(seconds=seconds)
            reminder = Reminder.create(
                workspace_id=workspace.id,
                setter_id=person.id,
                address_id=address.id,
                text="tea",
                at=due_at,
                now=now - timedelta(days=1),
            )
            occurrence = Occurrence.schedule(
                workspace_id=workspace.id, reminder_id=reminder.id, address_id=address.id, sequence=1, due_at=due_at
            )
            tx.insert(reminder)
            tx.insert(occurrence)
            return occurrence.id, due_at

        return await db.run(SCOPE, work)

    return write


async def test_it_rings_at_its_time_and_never_early(scheduler, stand):
    clock, rung = scheduler
    timers = [await stand(seconds) for seconds in (0.5, 0.2, 0.35)]
    for one, due_at in timers:
        await clock.set(one, due_at)
    await asyncio.sleep(0.9)
    assert set(rung.at) == {one for one, _ in timers}
    for one, due_at in timers:
        assert timedelta(0) <= rung.at[one] - due_at < timedelta(seconds=0.4)


async def test_set_again_moves(scheduler, stand):
    clock, rung = scheduler
    one, due_at = await stand(0.2)
    await clock.set(one, due_at)
    later = due_at + timedelta(seconds=0.4)
    await clock.set(one, later)
    await asyncio.sleep(0.4)
    assert not rung.at
    await asyncio.sleep(0.5)
    assert rung.at[one] >= later
    other, far = await stand(60)
    await clock.set(other, far)
    await clock.set(other, far - timedelta(seconds=59.8))
    await asyncio.sleep(0.6)
    assert other in rung.at


async def test_what_is_cancelled_stays_silent_and_an_unknown_one_is_fine(scheduler, stand):
    clock, rung = scheduler
    one, due_at = await stand(0.2)
    await clock.set(one, due_at)
    await clock.cancel(one)
    await clock.cancel(new_id())
    await asyncio.sleep(0.5)
    assert not rung.at


async def test_what_was_set_survives_a_restart_also_when_its_time_passed_meanwhile(make, db, stand):
    first, rung = make(), Rung(db)
    await first.start(rung)
    soon, later = await stand(0.2), await stand(0.8)
    await first.set(*soon)
    await first.set(*later)
    await first.stop()
    await asyncio.sleep(0.3)
    assert not rung.at
    second = make()
    await second.start(rung)
    await asyncio.sleep(0.9)
    await second.stop()
    assert set(rung.at) == {soon[0], later[0]}


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
    await asyncio.sleep(0.6)
    await clock.stop()
    assert set(rung.at) == {good[0]}
