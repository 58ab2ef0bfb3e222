"""Let PostgreSQL end transactions that their program has abandoned, so that a frozen worker locks nobody out."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A process that is stopped, or whose network is gone, keeps its connection and with it its row locks; the others skip
# what is locked. 20 s is more than any transaction of ours waits for anything, and less than the 30 s within which
# everything must be delivered. A setting of the database, since a pooler in transaction mode keeps none of a session.
_SET = """
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = %L', current_database(), '20s');
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'Not the owner of this database: set idle_in_transaction_session_timeout = 20s for it yourself.';
END $$
"""


def upgrade() -> None:
    """Set it for every session from now on."""
    op.get_bind().exec_driver_sql(_SET.replace("%", "%%"))


def downgrade() -> None:
    """The next sessions have the server's own setting again."""
    bind = op.get_bind()
    name = bind.dialect.identifier_preparer.quote(str(bind.engine.url.database))
    bind.exec_driver_sql(f"ALTER DATABASE {name} RESET idle_in_transaction_session_timeout")
