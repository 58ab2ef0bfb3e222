"""Indexes for every order in which tasks are listed, full text and trigrams for the search."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from sqlalchemy import Connection

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MISSING = (
    "todobot's search needs PostgreSQL's extension pg_trgm, and this account may not create it. Let an owner of the"
    " database run: CREATE EXTENSION pg_trgm; (it comes with PostgreSQL's contrib modules), then start again."
)


def upgrade() -> None:
    """Create the extension where it is missing, then the indexes."""
    bind = op.get_bind()
    _extension(bind)
    bind.exec_driver_sql(Path(__file__).with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """The indexes as they were; the extension stays, somebody else may use it."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".down.sql").read_text("utf-8"))


def _extension(bind: Connection) -> None:
    """RuntimeError with what to do where this account lacks the right, or the server the extension."""
    here = bind.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").first()
    if here is not None:
        return
    try:
        with bind.begin_nested():
            bind.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except Exception as error:
        raise RuntimeError(_MISSING) from error
