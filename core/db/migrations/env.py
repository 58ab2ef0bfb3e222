"""Alembic's entry: runs the versions on the connection that core/db/migrate.py hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import core.domain  # noqa: F401 (registers the tables)


def run() -> None:
    """Apply the wanted versions in one transaction."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


run()
