"""The relay's rate: outbox rows handed to a group in this process, beside a bare loop that selects and deletes them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from core.bus.memory import MemoryBus
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.columns import new_id
from core.domain.envelope import Envelope
from core.domain.events import TASK_EVENTS, Change, TaskUpdated
from core.ports import Verdict
from core.settings import Settings
from workers.relay import Relay

ROWS, KEYS, BATCH = 6000, 600, 500
_BARE = """
SELECT o.id, o.topic, o.key, e.id AS event, e.type, e.subject, e.workspace_id, e.time, e.sequence, e.data
FROM outbox o JOIN events e ON e.id = o.event_id ORDER BY o.lane, o.key, o.sequence LIMIT %s
"""


async def relay_rates(url: str) -> tuple[float, float]:
    """(rows a second through the relay, rows a second of the bare loop)."""
    db = Database(url)
    workspace = new_id()
    await _drain(db)
    await _fill(db, workspace)
    ours = await _relay(db)
    await _fill(db, workspace)
    bare = await _bare(url)
    await db.stop()
    return ours, bare


async def _fill(db: Database, workspace: UUID) -> None:
    subjects = [new_id() for _ in range(KEYS)]

    async def emit(tx: Transaction) -> None:
        for number in range(ROWS // 2):  # each fact is a row on task-events and one on task-updates
            subject = subjects[number % KEYS]
            tx.emit(TaskUpdated(subject, number // KEYS + 1, Change({}, {"title": "x" * 300})), workspace_id=workspace)

    await db.run(Scope.system("bench"), emit)


async def _drain(db: Database) -> None:
    async def delete(tx: Transaction) -> None:
        await tx.write("DELETE FROM outbox")

    await db.run(Scope.system("bench"), delete)


async def _relay(db: Database) -> float:
    told: list[int] = []

    async def group(events: Sequence[Envelope]) -> list[Verdict]:
        told.append(len(events))
        return [Verdict.DONE] * len(events)

    bus = MemoryBus()
    bus.subscribe("bench", [TASK_EVENTS], group)
    await bus.start()
    relay = Relay(db, bus, Settings(_env_file=None), "bench")
    started = time.perf_counter()
    while (await relay.step()).found:
        pass
    took = time.perf_counter() - started
    await bus.stop()
    if sum(told) < ROWS // 2:
        raise RuntimeError(f"only {sum(told)} of {ROWS // 2} arrived")
    return ROWS / took


async def _bare(url: str) -> float:
    dsn = url.replace("postgresql+psycopg://", "postgresql://")
    told = 0
    async with await psycopg.AsyncConnection.connect(dsn, row_factory=dict_row, prepare_threshold=None) as raw:
        started = time.perf_counter()
        while rows := await (await raw.execute(_BARE, [BATCH])).fetchall():
            told += len([json.dumps(row["data"]) for row in rows])
            await raw.execute("DELETE FROM outbox WHERE id = ANY(%s)", [[row["id"] for row in rows]])
            await raw.commit()
        return told / (time.perf_counter() - started)
