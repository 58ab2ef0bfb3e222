"""How often a shard may begin a session: counted across restarts, since too often costs the token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from core import log
from core.errors import ConflictError, TodobotError
from core.ports import Sessions

# So many in so many seconds, for each shard; Discord allows a thousand a day, all shards together.
LIMITS = ((3, 66.0), (30, 3_600.0))
REFUSED = ((3, 660.0),)  # while the last one was refused for what only its owner can mend
BETWEEN_S = 5.5  # two of shards that Discord puts into one group
RESERVE = 20  # of Discord's own count, left for people who mend things
KEEP_S = 3_700
AWAY_S = 3.0
_log = log.get(__name__)


class Identifies:
    """Asked before a session is begun and told when it is. Where the count cannot be read, nothing is begun."""

    def __init__(self, sessions: Sessions, name: str, clock: Callable[[], float] = time.time) -> None:
        self._sessions, self._clock, self._key = sessions, clock, f"{name}:identifies"
        self._next = asyncio.Lock()
        self._reset_at, self._groups = 0.0, 1
        self.refusal = 0  # the code with which the last one was refused, as far as `wait` has seen

    def limited(self, start: dict[str, Any]) -> None:
        """Discord's own count, from /gateway/bot."""
        self._groups = max(1, int(start.get("max_concurrency") or 1))
        low = int(start.get("remaining", RESERVE + 1)) <= min(RESERVE, int(start.get("total", 0)) // 2)
        self._reset_at = self._clock() + float(start.get("reset_after", 0)) / 1000 if low else 0.0

    async def wait(self, shard: int) -> float:
        """Seconds until this shard may begin a session; 0 is now."""
        known = await self._known()
        now = self._clock()
        ours: list[float] = known["shards"].get(str(shard), [])
        self.refusal = int(known.get("refused") or 0)
        limits = REFUSED if self.refusal else LIMITS
        waits = [self._reset_at - now]
        waits += [ours[-most] + within - now for most, within in limits if len(ours) >= most]
        mine = self._group(shard)
        latest = [float(times[-1]) for other, times in known["shards"].items() if times and self._group(other) == mine]
        return max([0.0, *waits, *(at + BETWEEN_S - now for at in latest)])

    async def began(self, shard: int) -> None:
        """It is about to; returns when that is written down."""

        def count(known: dict[str, Any]) -> None:
            since = self._clock() - KEEP_S
            times = [at for at in known["shards"].get(str(shard), []) if at > since]
            known["shards"][str(shard)] = [*times, self._clock()]

        await self._change(count)

    async def refused(self, code: int) -> None:
        """Discord will take none until somebody has mended something; 0: it took one."""

        def mark(known: dict[str, Any]) -> None:
            known["refused"] = code

        if code or (await self._known()).get("refused"):
            await self._change(mark)

    def _group(self, shard: int | str) -> int:
        return int(shard) % self._groups

    async def _known(self) -> dict[str, Any]:
        while True:
            try:
                stored = await self._sessions.get(self._key)
            except TodobotError as error:
                _log.warning("identify.uncounted", error=str(error))
                await asyncio.sleep(AWAY_S)
                continue
            return {"shards": {}} if stored is None else stored.value

    async def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        async with self._next:
            while True:
                try:
                    stored = await self._sessions.get(self._key)
                    known = {"shards": {}} if stored is None else stored.value
                    change(known)
                    etag = None if stored is None else stored.etag
                    await self._sessions.put(self._key, known, ttl_s=KEEP_S, etag=etag)
                    return
                except ConflictError:
                    continue
                except TodobotError as error:
                    _log.warning("identify.uncounted", error=str(error))
                await asyncio.sleep(AWAY_S)
