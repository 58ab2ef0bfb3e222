"""Bring a database's schema to the head of the migrations, once, however many processes start at the same time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import core.domain  # noqa: F401 (registers the tables)
from core.db.engine import sqlalchemy_url

# Any number will do as long as nothing else in this database uses it; taken for the transaction only (poolers).
LOCK = 7_236_701
# Alembic keeps what it works on in module globals, so within one process it can do one database at a time.
_ONE_AT_A_TIME = threading.Lock()


async def migrate(url: str) -> tuple[str | None, str]:
    """Apply what is missing; the revision before and after. Use the direct URL where there is a pooler."""
    return await asyncio.to_thread(_migrate, url)


def differences(url: str) -> list[object]:
    """What autogenerate would still change: empty when the head equals the models."""
    with _connect(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


async def waits(url: str) -> bool:
    """Whether the schema is older than this code. A newer one, of a release that is being rolled out, is not."""
    return await asyncio.to_thread(_waits, url)


def _waits(url: str) -> bool:
    with _ONE_AT_A_TIME, _connect(url) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return current is None or (current in known and current != head())


def head() -> str:
    """The newest revision in the code."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def _migrate(url: str) -> tuple[str | None, str]:
    config = _config()
    with _ONE_AT_A_TIME, _connect(url) as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        if before == head():
            return before, before
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, head()


def _connect(url: str) -> Connection:
    engine = create_engine(
        sqlalchemy_url(url), poolclass=NullPool, use_native_hstore=False, connect_args={"prepare_threshold": None}
    )
    return engine.connect()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
