"""What every test may ask for: a PostgreSQL, a fresh database on it, and a clock that can be put forward."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import make_url

from core.db.embedded import EmbeddedPostgres
from core.db.engine import Database
from core.db.migrate import migrate
from core.db.uow import Scope
from tests.services import shared
from tests.services.fixtures import broker, job_scheduler, kafka_servers, own_scheduler

__all__ = ["broker", "job_scheduler", "kafka_servers", "own_scheduler"]  # fixtures

# A machine that stands still for a moment makes no wrong result: what takes how long is measured in tests/bench.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

Advance = Callable[[float], Awaitable[None]]

# Nothing in a test outlives its server, so nothing has to reach the disk.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
CLOCK = """
CREATE TABLE test_clock (seconds double precision NOT NULL);
INSERT INTO test_clock VALUES (0);
CREATE OR REPLACE FUNCTION todobot_now() RETURNS timestamptz LANGUAGE sql STABLE AS
  'SELECT now() + make_interval(secs => (SELECT seconds FROM test_clock))';
"""


_first = False


def pytest_configure() -> None:
    """The first process of a run answers for the services that any of them starts."""
    global _first
    _first = shared.begin()


def pytest_unconfigure() -> None:
    """The services end with the run."""
    if _first:
        shared.end()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The run says which real services it had, and loudly which it had not."""
    for version in shared.versions():
        terminalreporter.write_line(f"service: {version}", red=version.startswith("MISSING"))


def dsn_of(url: str) -> str:
    """The URL as psycopg reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def other_database(url: str, name: str) -> str:
    """The same server's URL with another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of this run: TEST_DATABASE_URL's, or an embedded one that is stopped in the end."""
    given = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    folder: Path = tmp_path_factory.mktemp("postgres")
    server = EmbeddedPostgres(folder)
    url = asyncio.run(server.start())
    with psycopg.connect(dsn_of(url), autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    asyncio.run(server.stop())


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated database whose clock can be put forward; copied for each test."""
    name = f"template_{secrets.token_hex(4)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = other_database(server_url, name)
    asyncio.run(migrate(url))
    with psycopg.connect(dsn_of(url), autocommit=True) as connection:
        connection.execute(CLOCK)
    yield name
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield other_database(server_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The product's way to the test's database."""
    database = Database(database_url, pool_size=8)
    yield database
    await database.stop()


@pytest.fixture
def advance(db: Database) -> Advance:
    """Put the database's clock forward by so many seconds (back, if negative), and tell the loops."""

    async def forward(seconds: float) -> None:
        async def work(tx):  # type: ignore[no-untyped-def]
            await tx.write("UPDATE test_clock SET seconds = seconds + %(seconds)s", seconds=seconds)

        await db.run(Scope.system("test"), work)
        async with db.transaction(Scope.system("test")) as tx:
            await tx.now()

    return forward
