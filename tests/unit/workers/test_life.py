"""The workers as a whole: silence while idle, healing after the database was gone, wakes, health."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from sqlalchemy import make_url

from core.bus.memory import MemoryBus
from core.db.engine import Database
from core.domain.columns import new_id
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from core.settings import Settings
from workers.loops import Workers


def quick(**changes):
    return Settings(
        _env_file=None, **({"busy_seconds": 0.5, "lease_seconds": 2.0, "call_timeout_seconds": 0.5} | changes)
    )


@pytest.fixture
def last_statement(database_url):
    """When the database last did anything for us, seen from outside."""
    name = make_url(database_url).database
    connection = psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True)

    def seen():
        sql = "SELECT max(state_change) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        return connection.execute(sql, (name,)).fetchone()[0]

    yield seen
    connection.close()


async def test_an_idle_system_sends_no_query_and_still_wakes(world, db, notifier, until, monkeypatch):
    seen = []
    workers = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, quick(), load())
    await workers.start()
    await world.remind("later", in_s=3.0)
    await asyncio.sleep(1.5)
    checkout = db._checkout  # every query starts here

    async def counted():
        seen.append(1)
        return await checkout()

    monkeypatch.setattr(db, "_checkout", counted)
    await asyncio.sleep(1.0)
    assert seen == []
    await until(lambda: len(notifier.log) == 1)
    await workers.stop(1.0)


async def test_the_database_is_left_alone_while_idle(world, db, notifier, last_statement):
    workers = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, quick(), load())
    await workers.start()
    await asyncio.sleep(2.0)
    before = last_statement()
    await asyncio.sleep(2.0)
    assert last_statement() == before
    await workers.stop(1.0)


async def test_lost_connections_are_healed_and_nothing_is_lost(world, db, workers, notifier, until, database_url):
    await workers.start()
    name = make_url(database_url).database
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as killer:
        for number in range(10):
            await world.remind(f"n{number}", in_s=0.3)
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (name,),
            )
            await asyncio.sleep(0.1)
    await until(lambda: len(notifier.log) >= 10, 30)
    await asyncio.sleep(0.5)
    titles = sorted(post.reply.cards[0].title for post, _ in notifier.log)
    assert titles == [f"n{number}" for number in range(10)]


async def test_it_starts_without_a_database_and_says_so(notifier, settings):
    db = Database("postgresql://nobody@127.0.0.1:1/none")
    workers = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, settings, load())
    await workers.start()
    await asyncio.sleep(0.6)
    assert {health.name for health in workers.health() if not health.ok} == {"relay", "sealer", "notify", "sweep"}
    await workers.stop(1.0)
    await db.stop()


async def test_only_the_named_roles_run(db, settings, notifier):
    workers = Workers(db, MemoryBus(), LocalScheduler(db), {}, settings, load(), roles=("relay",))
    assert [health.name for health in workers.health()] == ["bus", "relay", "sealer"]
    with pytest.raises(ValueError, match="no such role: dance"):
        Workers(db, MemoryBus(), LocalScheduler(db), {}, settings, load(), roles=("dance",))


class Clock(LocalScheduler):
    """Lets a test ring."""

    fire = None

    async def start(self, fire):
        self.fire = fire


class Between(MemoryBus):
    """A bus between processes, as far as rings are concerned."""

    local = False
    woken = 0

    async def wake(self):
        self.woken += 1


async def test_a_ring_where_nobody_sweeps_wakes_the_process_that_does(db, settings):
    bus, clock = Between(), Clock(db)
    workers = Workers(db, bus, clock, {}, settings, load(), roles=("schedule",))
    await workers.start()
    before = bus.woken
    await clock.fire(new_id())
    assert bus.woken == before + 1
    await workers.stop(1.0)


async def test_a_process_without_loops_has_no_timers(db, settings):
    clock = Clock(db)  # at Dapr a timer rings the app that set it, and this one would not know what to do
    workers = Workers(db, Between(), clock, {}, settings, load(), roles=())
    await workers.start()
    assert clock.fire is None
    assert [health.name for health in workers.health()] == ["bus"]
    await workers.stop(1.0)


async def test_the_clock_may_be_put_forward_in_tests(world, workers, notifier, advance, until):
    await workers.start()
    await world.remind("tea", in_s=3600)
    await asyncio.sleep(0.2)
    assert notifier.log == []
    await advance(3600)
    await until(lambda: len(notifier.log) == 1, 20)
