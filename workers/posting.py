"""One post: built, sent only while its lease holds, and its answer turned into a result."""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.db.claims import UNKNOWN_FOR_GOOD, UNKNOWNS, Result
from core.db.clock import Clock
from core.errors import PermanentError, TransientError
from core.log import get
from core.messages import REPLY, Address
from core.ports import Notifier, Post, Posted
from core.replies.book import Book, load
from core.settings import Settings
from core.telemetry import DELIVERIES, LATENESS
from workers import faults
from workers.pace import JUMP_S
from workers.wording import Lateness, reply_of

log = get(__name__)
TRIES = 5
GIVE_UP_S = 86400.0  # a platform may be down for hours: what is late is still told, for a day
BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 15.0, 25.0)
HOLD_S = 0.5
GONE_S = 600.0  # a channel that is gone may come back, or let us in again


def nonce_of(occurrence_id: UUID) -> str:
    """The same for every try of one occurrence: 24 ASCII characters."""
    return hashlib.blake2b(occurrence_id.bytes, digest_size=12).hexdigest()


class Poster:
    """Posts claimed rows through their platform's notifier; it never raises for what a platform does."""

    def __init__(self, notifiers: Mapping[str, Notifier], settings: Settings, book: Book, clock: Clock) -> None:
        self._notifiers, self._book, self._clock = notifiers, book, clock
        self._call_s = settings.call_timeout_seconds
        self._safe_s = settings.lease_seconds - settings.call_timeout_seconds
        self._late_s = settings.late_after_seconds
        self._started: datetime | None = None
        self._began = time.monotonic()
        self._drift = time.time() - time.monotonic()

    @staticmethod
    def kept(row: dict[str, Any], error: str | None = None) -> Result:
        """Not posted at all: it waits for the next claim."""
        return Result(row["address_id"], row["fence"], row["id"], row["tries"], error=error)

    async def post(self, row: dict[str, Any], claimed: float) -> Result:
        """Post one claimed row; `claimed` is the monotonic time before its claim."""
        notifier = self._notifiers[row["platform"]]
        try:
            post = self._post(row, notifier)
        except Exception as error:
            log.exception("reminder.unsayable", occurrence=str(row["id"]))
            return self._unsayable(row, type(error).__name__)
        if row["gone"] and not row["unknowns"]:
            return self._result(row, "failed", "failed", error=row["gone"])
        faults.hit("notify.before_post")
        if row["unknowns"] and notifier.finds:
            settled = await self._settled(row, notifier, post)
            if isinstance(settled, Result):
                return settled
            post = settled
        if time.monotonic() - claimed >= self._safe_s:
            return self.kept(row)  # the lease may be somebody else's by the time the platform answers
        try:
            async with asyncio.timeout(self._call_s):
                posted = await notifier.post(post)
        except (PermanentError, TransientError, TimeoutError) as error:
            return self._failed(row, error)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.exception("notifier.failed", platform=row["platform"], occurrence=str(row["id"]))
            return self._unknown(row, type(error).__name__)
        faults.hit("notify.after_post")
        return self._sent(row, posted, post)

    async def _settled(self, row: dict[str, Any], notifier: Notifier, post: Post) -> Result | Post:
        """The end, where the platform knows what became of an earlier try; else what to post now."""
        try:
            async with asyncio.timeout(self._call_s):
                found = await notifier.find(post, row["first_at"])
        except PermanentError:
            if row["unknowns"] > 1:  # it was repeated, and marked
                return self._result(row, "unknown", "unknown", error=UNKNOWN_FOR_GOOD)
            return self._post(row, notifier, doubtful=True)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever it was, it cannot be asked now)
            if (self._clock.now() - row["due_at"]).total_seconds() > GIVE_UP_S:
                return self._result(row, "unknown", "unknown", error=UNKNOWN_FOR_GOOD)
            wait = getattr(error, "retry_after", None) or self._pause(row)
            reason = f"cannot ask what became of it: {getattr(error, 'reason', type(error).__name__)}"
            return self._result(row, "unknown", "refused", error=reason, wait=wait)
        return post if found is None else self._sent(row, found, post)

    def _sent(self, row: dict[str, Any], posted: Posted, post: Post) -> Result:
        LATENESS.labels(row["platform"]).observe(max(0.0, (self._clock.now() - row["due_at"]).total_seconds()))
        edits = self._notifiers[row["platform"]].edits
        shown = REPLY.dump_python(post.reply, mode="json") if edits else None
        return self._result(row, "sent", "sent", message_id=posted.message_id, shown=shown)

    def _failed(self, row: dict[str, Any], error: PermanentError | TransientError | TimeoutError) -> Result:
        if isinstance(error, PermanentError):
            gone = GONE_S if error.gone else None
            return self._result(row, "failed", "failed", error=error.reason, gone=gone)
        if isinstance(error, TransientError):
            return self._unknown(row, error.reason) if error.unknown else self._refused(row, error)
        return self._unknown(row, "no answer in time")

    def _post(self, row: dict[str, Any], notifier: Notifier, *, doubtful: bool | None = None) -> Post:
        address = Address(row["platform"], row["tenant"], row["channel"], row["thread"], row["person"])
        if doubtful is None:
            doubtful = row["unknowns"] > 0 and not notifier.nonces and not notifier.finds
        late, platform = self._lateness(row), row["platform"]
        book = load(row["locale"]) if row["locale"] else self._book
        reply = reply_of(book, row, late=late, doubtful=doubtful, platform=platform, weighs=notifier.weighs)
        return Post(address, reply, nonce_of(row["id"]), row["id"], row["setter"])

    def _lateness(self, row: dict[str, Any]) -> Lateness | None:
        by: timedelta = self._clock.now() - row["due_at"]
        if by.total_seconds() < self._late_s:
            return None
        if row["due_at"] < self._since():
            return Lateness(by, "offline")
        return Lateness(by, "refused" if row["refused"] or row["unknowns"] else "busy")

    def _since(self) -> datetime:
        """Since when we have been up and awake, by the database's clock."""
        drift = time.time() - time.monotonic()
        if abs(drift - self._drift) > JUMP_S:  # the laptop slept: the monotonic clock stood still meanwhile
            self._drift, self._began = drift, time.monotonic()
        return self._clock.now() - timedelta(seconds=time.monotonic() - self._began)

    def _refused(self, row: dict[str, Any], error: TransientError) -> Result:
        if row["tries"] >= TRIES and (self._clock.now() - row["due_at"]).total_seconds() > GIVE_UP_S:
            return self._result(row, "failed", "failed", error=error.reason)
        wait = error.retry_after if error.retry_after is not None else self._pause(row)
        # The whole address waits, so that the order there is kept.
        return self._result(row, "due", "refused", error=error.reason, wait=wait, block=wait)

    @staticmethod
    def _pause(row: dict[str, Any]) -> float:
        return BACKOFF_S[min(row["tries"], len(BACKOFF_S)) - 1] * random.uniform(0.8, 1.0)  # noqa: S311 (jitter)

    def _unsayable(self, row: dict[str, Any], error: str) -> Result:
        """A defect of ours: the others at this address go on, and this one is not tried for ever."""
        if row["tries"] >= TRIES:
            return self._result(row, "failed", "failed", error=error)
        return self._result(row, "due", "refused", error=error, wait=BACKOFF_S[min(row["tries"], TRIES) - 1])

    def _unknown(self, row: dict[str, Any], reason: str) -> Result:
        # Where the platform drops what it had before, or can be asked, one more try cannot do harm; elsewhere there is
        # one, and marked.
        notifier = self._notifiers[row["platform"]]
        most = UNKNOWNS if notifier.nonces or notifier.finds else 2
        wait = HOLD_S if row["unknowns"] + 1 < most else None
        error = reason if wait is not None else UNKNOWN_FOR_GOOD
        # What comes after it waits with it, so that the order there is kept.
        return self._result(row, "unknown", "unknown", error=error, wait=wait, block=wait)

    def _result(self, row: dict[str, Any], state: str, attempt: str, **rest: Any) -> Result:
        DELIVERIES.labels(row["platform"], attempt).inc()
        return Result(row["address_id"], row["fence"], row["id"], row["tries"], state=state, attempt=attempt, **rest)
