"""How fast the fake Discord may be asked: buckets of routes, 50 a second for a token, and what counts as abuse."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.refusals import Blocked, Limited

GLOBAL = 50
INVALID, INVALID_SECONDS = 10_000, 600.0
# route -> (requests, seconds), per channel, guild or webhook; what is not here has the last entry's.
ROUTES: dict[str, tuple[int, float]] = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/{user}": (1, 0.25),
    "POST /users/@me/channels": (10, 10.0),
    "POST /webhooks/{application}/{token}": (5, 2.0),
    "PATCH /webhooks/{application}/{token}/messages/{message}": (5, 2.0),
    "": (20, 5.0),
}
FREE = ("POST /interactions/{interaction}/{token}/callback",)


@dataclass
class Bucket:
    """So many requests in a window that opens with the first one."""

    size: int
    seconds: float
    used: int = 0
    ends: float = 0.0

    def take(self, now: float) -> float:
        """0 when it is allowed, else the seconds until it is."""
        if now >= self.ends:
            self.used, self.ends = 0, now + self.seconds
        if self.used >= self.size:
            return self.ends - now
        self.used += 1
        return 0.0


@dataclass
class Pace:
    """All buckets; `limited` counts answers with 429 by route."""

    routes: dict[str, Any] = field(default_factory=lambda: dict(ROUTES))
    per_second: int = GLOBAL
    limited: Counter[str] = field(default_factory=Counter)
    invalid: deque[float] = field(default_factory=deque)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)

    def change(self, routes: dict[str, Any] | None, per_second: int | None) -> None:
        """New limits; buckets begin anew."""
        self.routes.update(routes or {})
        self.per_second = self.per_second if per_second is None else per_second
        self._buckets.clear()

    def banned(self) -> bool:
        """Whether the address asked wrongly so often that it is shut out."""
        return self.wrong_lately() >= INVALID

    def wrong_lately(self) -> int:
        """Answers of 401, 403 and 429 (a shared limit's not) in the last ten minutes."""
        end = time.monotonic() - INVALID_SECONDS
        while self.invalid and self.invalid[0] < end:
            self.invalid.popleft()
        return len(self.invalid)

    def answered(self, route: str, status: int, *, shared: bool = False) -> None:
        """Counts what counts against the address."""
        if status == 429:
            self.limited[route] += 1
        if status in (401, 403, 429) and not shared:
            self.invalid.append(time.monotonic())

    def guard(self) -> None:
        """Refuses who is shut out."""
        if self.banned():
            raise Blocked

    def globally(self) -> None:
        """One request of the token; interactions and webhooks do not count."""
        now = time.monotonic()
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        if len(self._second) >= self.per_second:
            raise Limited(self._second[0] + 1 - now, scope="global")
        self._second.append(now)

    def take(self, route: str, major: str) -> dict[str, str]:
        """One request of a route; the headers that say how many are left."""
        if route in FREE:
            return {}
        size, seconds = self.routes.get(route, self.routes[""])
        bucket = self._buckets.setdefault(f"{route}:{major}", Bucket(size, seconds))
        left = bucket.take(time.monotonic())
        if left > 0:
            raise Limited(left)
        return self.headers(route, major)

    def headers(self, route: str, major: str) -> dict[str, str]:
        """X-RateLimit-* of a route's bucket as it is now."""
        bucket = self._buckets.get(f"{route}:{major}")
        if bucket is None:
            return {}
        after = max(0.0, bucket.ends - time.monotonic())
        return {
            "X-RateLimit-Limit": str(bucket.size),
            "X-RateLimit-Remaining": str(bucket.size - bucket.used),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(route.encode()).hexdigest(),
        }
