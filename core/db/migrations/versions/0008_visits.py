"""Links and sessions of the page, and an index for what was due."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UP = """
CREATE TABLE web_links (
  hash varchar PRIMARY KEY, workspace_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE, expires_at timestamptz NOT NULL
);
CREATE TABLE web_sessions (
  hash varchar PRIMARY KEY, workspace_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE, expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX web_sessions_person ON web_sessions (person_id);
CREATE INDEX occurrences_log ON occurrences (workspace_id, due_at, id)
"""


def upgrade() -> None:
    """Two small tables, and deliveries by time."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Without them: everybody signs in again."""
    op.get_bind().exec_driver_sql("DROP TABLE web_links, web_sessions; DROP INDEX occurrences_log")
