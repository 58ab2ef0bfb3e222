"""The one clock: PostgreSQL's, as seen from here between two statements."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Estimates the database's now without asking it: its last answer plus the monotonic time since.

    Before the first answer it is this machine's clock. Good for labels, sleeping and tests, never for deciding what
    is due: that is SQL's.
    """

    def __init__(self) -> None:
        self._seen: datetime | None = None
        self._at = 0.0

    def observe(self, now: datetime) -> None:
        """The database said that it is `now`."""
        self._seen, self._at = now.astimezone(UTC), time.monotonic()

    def now(self) -> datetime:
        """The database's now, in UTC."""
        if self._seen is None:
            return datetime.now(UTC)
        return self._seen + timedelta(seconds=time.monotonic() - self._at)
