"""The migrations lead to what the models say, from nothing, whoever comes first."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from core.db.migrate import differences, head, migrate


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"empty_{secrets.token_hex(6)}"
    dsn = server_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A database with nothing in it."""
    with empty_database(server_url) as url:
        yield url


async def test_from_nothing_to_the_head_is_what_the_models_say(empty_url):
    assert await migrate(empty_url) == (None, head())
    assert differences(empty_url) == []


async def test_a_second_time_changes_nothing(empty_url):
    await migrate(empty_url)
    assert await migrate(empty_url) == (head(), head())


async def test_many_processes_at_once_migrate_once(empty_url):
    results = await asyncio.gather(*(migrate(empty_url) for _ in range(5)))
    assert sorted(str(before) for before, _ in results) == [head()] * 4 + ["None"]


async def test_two_databases_at_once_in_one_process(server_url):
    with empty_database(server_url) as one, empty_database(server_url) as other:
        found = await asyncio.gather(*(migrate(url) for url in (one, other, one, other)))
        assert sorted(str(before) for before, _ in found) == [head(), head(), "None", "None"]
        assert {after for _, after in found} == {head()}


async def test_one_process_may_migrate_several_databases_at_once(empty_url):
    dsn = empty_url.replace("postgresql+psycopg://", "postgresql://", 1)
    names = [f"many_{secrets.token_hex(6)}" for _ in range(4)]
    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
            urls = [make_url(empty_url).set(database=name).render_as_string(hide_password=False) for name in names]
            assert await asyncio.gather(*map(migrate, urls)) == [(None, head())] * 4
        finally:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def test_a_difference_would_be_found(empty_url):
    await migrate(empty_url)
    with psycopg.connect(empty_url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute("ALTER TABLE tasks DROP COLUMN source_link")
        connection.execute("DROP INDEX occurrences_scheduled")
    assert len(differences(empty_url)) == 2


async def test_there_are_64_lanes_and_one_clock(empty_url):
    await migrate(empty_url)
    with psycopg.connect(empty_url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        assert connection.execute("SELECT count(*) FROM lanes").fetchone() == (64,)
        assert connection.execute("SELECT todobot_now() = now()").fetchone() == (True,)


async def test_a_transaction_whose_program_stands_still_is_ended_within_what_others_may_wait(empty_url):
    await migrate(empty_url)
    with psycopg.connect(empty_url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("20s",)
