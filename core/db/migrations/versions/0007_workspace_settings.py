"""What an admin sets for all of a workspace."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns with constant defaults: no row is rewritten, and code that does not know them goes on."""
    op.get_bind().exec_driver_sql(
        "ALTER TABLE workspaces ADD COLUMN shortest_repeat integer NOT NULL DEFAULT 10,"
        " ADD COLUMN version integer NOT NULL DEFAULT 0"
    )


def downgrade() -> None:
    """Without them."""
    op.get_bind().exec_driver_sql("ALTER TABLE workspaces DROP COLUMN shortest_repeat, DROP COLUMN version")
