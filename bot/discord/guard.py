"""Stops us before Discord does: what it refuses too often, or until later, is not sent at all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping

from bot.discord.refusals import seconds
from core import log
from core.errors import TransientError

WINDOW_S, MOST = 600.0, 1_000  # Discord bans an address after 10,000 in ten minutes, whoever sent them from there
NO_TOKEN_S = 300.0  # so long a token that was refused is not shown again
CLOUD_S = 60.0
INVALID = frozenset({401, 403, 429})
_log = log.get(__name__)


class Guard:
    """Told of each answer, it says whether the next request may go out."""

    def __init__(self) -> None:
        self._invalid: deque[float] = deque(maxlen=MOST)
        self._closed_until, self._why = 0.0, ""

    @property
    def why(self) -> str:
        """Why nothing goes out now; empty when all is well."""
        return self._why if time.monotonic() < self._closed_until else ""

    @property
    def refused(self) -> int:
        """So many answers of the last ten minutes were 401, 403 or 429."""
        oldest = time.monotonic() - WINDOW_S
        while self._invalid and self._invalid[0] < oldest:
            self._invalid.popleft()
        return len(self._invalid)

    def check(self) -> None:
        """TransientError while nothing may go out."""
        if why := self.why:
            raise TransientError(why, retry_after=self._closed_until - time.monotonic())

    def told(self, status: int, headers: Mapping[str, str], *, ours: bool = True) -> None:
        """Of an answer, which was to our token or (not `ours`) to an interaction's, that lives for some minutes only.

        Shared limits do not count, since others cause them.
        """
        if status not in INVALID or headers.get("X-RateLimit-Scope") == "shared":
            return
        self._invalid.append(time.monotonic())
        if status == 401 and ours:
            self._close("unauthorized", NO_TOKEN_S)
        elif status == 429 and not headers.get("Via"):  # from Cloudflare: this address has sent too much
            self._close("ratelimited", seconds(headers.get("Retry-After")) or CLOUD_S)
        elif self.refused >= MOST:
            self._close("too_many_refusals", WINDOW_S - (time.monotonic() - self._invalid[0]))

    def _close(self, why: str, for_s: float) -> None:
        self._why, self._closed_until = why, max(self._closed_until, time.monotonic() + for_s)
        _log.error("discord.closed", reason=why, seconds=round(for_s))
