"""Workspaces that let us in, and what our messages said, so that they can be kept current."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table, and columns that code of before leaves as they are."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text("utf-8"))


def downgrade() -> None:
    """Without them."""
    op.get_bind().exec_driver_sql(
        "DROP TABLE installations; ALTER TABLE cards DROP COLUMN shown;"
        " ALTER TABLE addresses DROP COLUMN gone, DROP COLUMN gone_until"
    )
