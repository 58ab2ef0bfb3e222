"""Which trace asked for an occurrence, so that its firing and its post go on in it."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that code of before leaves empty."""
    op.get_bind().exec_driver_sql("ALTER TABLE occurrences ADD COLUMN traceparent varchar")


def downgrade() -> None:
    """Without it."""
    op.get_bind().exec_driver_sql("ALTER TABLE occurrences DROP COLUMN traceparent")
