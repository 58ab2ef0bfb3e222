"""Writes what came of posts: many in one transaction, with the facts, cards and second ways that follow from them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from core.db import claims
from core.db.claims import Result
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.columns import new_id
from core.domain.events import Change, ReminderDelivered, ReminderFailed
from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.tracing import span

log = get(__name__)
SCOPE = Scope.system("notify")
BATCH = 100
GATHER_S = 0.02
AGAIN_S = 1.0


class Outcomes:
    """A queue of results that a task of its own writes; `on_more` is called when something is left to be claimed."""

    def __init__(self, db: Database, on_more: Callable[[], None]) -> None:
        self._db, self._on_more = db, on_more
        self._waiting: list[Result] = []
        self._arrived = asyncio.Event()
        self._settled = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Write from now on."""
        self._task = asyncio.create_task(self._run(), name="outcomes")

    def put(self, result: Result) -> None:
        """Write this soon."""
        self._waiting.append(result)
        self._settled.clear()
        self._arrived.set()

    async def settled(self) -> None:
        """Until everything that was put is written."""
        await self._settled.wait()

    async def stop(self, grace: float) -> None:
        """Write what is left, at most for `grace` seconds."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            _, pending = await asyncio.wait([self._task], timeout=max(0.1, grace))
            await end(*pending)

    async def _run(self) -> None:
        while self._waiting or not self._closing:
            await self._arrived.wait()
            if not self._closing:
                await asyncio.sleep(GATHER_S)
            self._arrived.clear()
            while self._waiting:
                batch = self._waiting[:BATCH]
                if not await self._written(batch):
                    await asyncio.sleep(AGAIN_S)
                    continue
                del self._waiting[: len(batch)]
            self._settled.set()

    async def _written(self, batch: list[Result]) -> bool:
        """Whether the batch is behind us; False when the database does not answer."""
        try:
            more = await self._db.run(SCOPE, lambda tx: conclude(tx, batch), tries=2)
        except UnavailableError:
            return False
        except Exception:
            log.exception("outcomes.failed", results=len(batch))
            if len(batch) == 1:
                return True  # its lease runs out, and it counts as unknown
            for result in list(batch):
                if not await self._written([result]):
                    return False
            return True
        if more:
            self._on_more()
        return True


async def conclude(tx: Transaction, results: list[Result]) -> bool:
    """Write the results of posts that are still ours, and what follows; whether more can be claimed soon."""
    told = await claims.conclude(tx, results)
    await follow(tx, told)
    if any(result.wait is not None or result.block is not None for result in results):
        return True
    released = [result.address_id for result in results if result.release]
    return bool(released) and await claims.more(tx, released)


async def follow(tx: Transaction, told: list[dict[str, Any]]) -> None:
    """Facts, cards, second ways and finished reminders for occurrences that reached an end."""
    ended = [row for row in told if row["state"] in ("sent", "failed") or (row["state"] == "unknown" and row["final"])]
    if not ended:
        return
    failed = [row["id"] for row in ended if row["state"] == "failed"]
    if failed:
        await claims.elsewhere(tx, failed)
    bumps = Counter(row["reminder_id"] for row in ended)
    touched = await claims.touch(tx, dict(bumps))
    await tx.now()
    shown: list[dict[str, Any]] = []
    for row in ended:
        reminder = touched[row["reminder_id"]]
        bumps[row["reminder_id"]] -= 1
        _fact(tx, row, reminder["version"] - bumps[row["reminder_id"]], reminder["status"])
        if row["state"] == "sent" and row["message_id"] and reminder["task_id"]:
            names = ("workspace_id", "address_id", "message_id")
            shown.append({name: row[name] for name in names} | {"task_id": reminder["task_id"], "shown": row["shown"]})
    if shown:
        await claims.cards(tx, shown)


def _fact(tx: Transaction, row: dict[str, Any], version: int, status: str) -> UUID:
    occurrence = {"occurrence": str(row["id"])}
    after: dict[str, Any] = occurrence | {"state": row["state"], "due_at": row["due_at"].isoformat(), "status": status}
    if row["state"] == "sent":
        after |= {"sent_at": row["sent_at"].isoformat(), "message_id": row["message_id"]}
    else:
        after |= {"reason": row["reason"]}
    kind = ReminderDelivered if row["state"] == "sent" else ReminderFailed
    tx.correlation = new_id()
    change = Change(occurrence | {"state": row["before"]}, after)
    fact = kind(row["reminder_id"], version, change, address_id=row["address_id"])
    with span(kind.type, row["traceparent"]):
        return tx.emit(fact, workspace_id=row["workspace_id"])
