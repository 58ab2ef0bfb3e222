"""Every conversation once more behind PgBouncer in transaction mode, while connections end and the database sleeps."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

import core.bootstrap
from core.db.engine import Database
from core.db.uow import Scope
from core.errors import UnavailableError
from core.nlu.languages import Languages
from tests.conftest import dsn_of
from tests.scenarios.script import scripts
from tests.scenarios.stage import Inside
from tests.scenarios.test_conversations import Player
from tests.services import obtain
from tests.services.bouncer import PgBouncer
from tests.services.shared import owner, refuse

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
SCOPE = Scope.system("test")
SLEEP_S = 2.0
EVERY_S = 0.7
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = (SELECT pid FROM pg_stat_activity WHERE datname LIKE 'pooled\\_%' ORDER BY random() LIMIT 1)
"""
PLAYED = [script for script in scripts() if "http" in script.doors]


@pytest.fixture(scope="module")
def pooler(server_url: str) -> Iterator[PgBouncer]:
    """A pooler before the run's server, whose connections end at random, and which sleeps at times."""
    if "host=" not in server_url:
        pytest.skip("the test's server has no socket here that a pooler could stand before")
    try:
        made = PgBouncer(owner(), server_url)
    except obtain.MissingError as error:
        refuse(str(error))
    made.start()
    done = threading.Event()
    trouble = threading.Thread(target=_disturb, args=(made, server_url, done))
    trouble.start()
    yield made
    done.set()
    trouble.join()
    made.stop()


def _disturb(pooler: PgBouncer, server_url: str, done: threading.Event) -> None:
    """Connections end, one about every 0.7 s; every 15 s nobody gets any for 2 s, as when a compute wakes."""
    slept = time.monotonic()
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        while not done.wait(EVERY_S * random.uniform(0.5, 1.5)):
            connection.execute(TERMINATE)
            if time.monotonic() - slept > 15:
                with contextlib.suppress(psycopg.Error):
                    pooler.tell("PAUSE")
                done.wait(SLEEP_S)
                with contextlib.suppress(psycopg.Error):
                    pooler.tell("RESUME")
                slept = time.monotonic()


@pytest.fixture(scope="module")
def language() -> Languages:
    """Loading it takes a third of a second."""
    return Languages()


@pytest.mark.parametrize("script", [pytest.param(script, id=script.name) for script in PLAYED])
async def test_the_conversation_goes_as_written(script, pooler, server_url, template, language, monkeypatch):
    monkeypatch.setattr(core.bootstrap, "Languages", lambda: language)
    name = f"pooled_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        stage = Inside(pooler.url(name), "http", script.people)
        await stage.start()
        try:
            await Player(stage).play(script)
        finally:
            await stage.stop()
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_it_was_a_pooler_in_transaction_mode(pooler: PgBouncer) -> None:
    modes = {row[-1] for row in pooler.tell("SHOW POOLS") if row[0] != "pgbouncer"}
    assert modes <= {"transaction"}


async def test_an_exhausted_pool_is_waited_for_and_then_answered_with_503(server_url, template):  # F14
    try:
        small = PgBouncer(owner(), server_url, pool=1, wait=2)
    except obtain.MissingError as error:
        refuse(str(error))
    name = f"full_{secrets.token_hex(6)}"
    small.start()
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        db = Database(small.url(name), pool_size=4)
        holder = psycopg.connect(dsn_of(small.url(name)), prepare_threshold=None)
        try:
            holder.execute("SELECT 1")  # its transaction has the only connection
            began = time.monotonic()
            with pytest.raises(UnavailableError):
                await db.run(SCOPE, lambda tx: tx.now(), tries=1)
            assert time.monotonic() - began < 30
            holder.rollback()
            many = [db.run(SCOPE, lambda tx: tx.rows("SELECT 1 AS one")) for _ in range(40)]
            assert await asyncio.gather(*many) == [[{"one": 1}]] * 40
        finally:
            holder.close()
            await db.stop()
            small.stop()
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
