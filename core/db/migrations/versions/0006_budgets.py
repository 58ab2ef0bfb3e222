"""What several processes that send with one token may still send in this second."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One small table that loses nothing in a crash: it is made anew with the first request."""
    op.get_bind().exec_driver_sql(
        'CREATE UNLOGGED TABLE budgets (name varchar PRIMARY KEY, "left" double precision NOT NULL,'
        " granted integer NOT NULL, at timestamptz NOT NULL)"
    )


def downgrade() -> None:
    """Without it."""
    op.get_bind().exec_driver_sql("DROP TABLE budgets")
