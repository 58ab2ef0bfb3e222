"""The relay's rate through a real Kafka beside the client's own, and ten thousand reminders due in one second."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from subprocess import DEVNULL

from aiokafka import AIOKafkaProducer

from core.bus.cloud import encode
from core.bus.kafka.bus import KafkaBus
from core.bus.kafka.cluster import make_topics
from core.db import outbox
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain import AddressRow, Occurrence, Person, Reminder, Workspace
from core.domain.columns import new_id
from core.domain.events import TASK_EVENTS, TOPICS, Change, ReminderScheduled, TaskUpdated
from core.settings import Settings
from workers.relay import Relay

SCOPE = Scope.system("bench")
FACTS, KEYS = 24_000, 2_400
BURST, PLACES, WORKERS = 10_000, 200, 2
AHEAD_S = 12.0
WORKER = Path(__file__).with_name("burst_worker.py")


async def kafka_rates(url: str, servers: str) -> tuple[float, float]:
    """(records a second through the relay, records a second of a bare idempotent producer with the same payload)."""
    settings = Settings(_env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=f"b{secrets.token_hex(3)}-")
    await make_topics(settings, 1)
    db, bus = Database(url), KafkaBus(settings)
    await bus.start()
    while not bus.health()[0]:
        await asyncio.sleep(0.05)
    rates: list[tuple[float, float]] = []
    for _ in range(5):  # in turn, so that a noisy machine hits both alike
        await _facts(db)
        rates.append((await _relayed(db, bus), await _bare(db, settings)))
    await bus.stop()
    await db.stop()
    return sorted(rates, key=lambda pair: pair[0] / pair[1])[len(rates) // 2]


async def _facts(db: Database) -> None:
    workspace, subjects = new_id(), [new_id() for _ in range(KEYS)]

    async def emit(tx: Transaction) -> None:
        await tx.write("DELETE FROM outbox")
        for number in range(FACTS):
            fact = TaskUpdated(subjects[number % KEYS], number // KEYS + 1, Change({}, {"title": "x" * 300}))
            tx.emit(fact, workspace_id=workspace)

    await db.run(SCOPE, emit)
    await db.run(SCOPE, lambda tx: tx.write("DELETE FROM outbox WHERE topic <> %(topic)s", topic=TASK_EVENTS))


async def _relayed(db: Database, bus: KafkaBus) -> float:
    relay = Relay(db, bus, Settings(_env_file=None), "bench")
    started = time.perf_counter()
    while (await relay.step()).found:
        pass
    return FACTS / (time.perf_counter() - started)


async def _bare(db: Database, settings: Settings) -> float:
    await _facts(db)
    rows = await db.run(SCOPE, lambda tx: outbox.take(tx, holder="x", lease_s=0, wanted=TOPICS, per_lane=10_000))
    records = [encode(row.event) for row in rows]
    options = {"acks": "all", "enable_idempotence": True, "linger_ms": 2, "max_batch_size": 262_144}
    async with AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers, **options) as producer:
        topic = settings.kafka_prefix + TASK_EVENTS
        await producer.send_and_wait(topic, b"{}")
        started = time.perf_counter()
        sent = [await producer.send(topic, value, key=key, headers=headers) for key, value, headers in records]
        await asyncio.gather(*sent)
        return len(records) / (time.perf_counter() - started)


async def burst(url: str, servers: str) -> tuple[int, float, float]:
    """(reminders told, seconds from due until the last was told, the earliest) of 10,000 due in one second."""
    settings = Settings(_env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=f"b{secrets.token_hex(3)}-")
    await make_topics(settings, 1)
    environ = os.environ | {
        "DATABASE_URL": url,
        "KAFKA_BOOTSTRAP_SERVERS": servers,
        "KAFKA_PREFIX": settings.kafka_prefix,
    }
    workers = [
        await asyncio.create_subprocess_exec(sys.executable, str(WORKER), env=environ, stderr=DEVNULL)
        for _ in range(WORKERS)
    ]
    db = Database(url)
    try:
        workspace = await _due_at_once(db)
        return await _told(db, workspace)
    finally:
        for one in workers:
            one.send_signal(signal.SIGTERM)
        await asyncio.gather(*(one.wait() for one in workers))
        await db.stop()


async def _due_at_once(db: Database) -> object:
    async def work(tx: Transaction) -> object:
        now = await tx.now()
        workspace = Workspace(platform="burst", external_id=secrets.token_hex(4), created_at=now)
        person = Person(created_at=now)
        places = [
            AddressRow(workspace_id=workspace.id, platform="burst", tenant="T", channel=f"C{number}", created_at=now)
            for number in range(PLACES)
        ]
        for row in (workspace, person, *places):
            tx.insert(row)
        for number in range(BURST):
            _one(tx, workspace, person, places[number % PLACES], now, number)
        return workspace.id

    return await db.run(SCOPE, work)


def _one(tx: Transaction, workspace: Workspace, person: Person, place: AddressRow, now: object, number: int) -> None:
    due_at = now + timedelta(seconds=AHEAD_S + number / BURST)  # type: ignore[operator]
    reminder = Reminder.create(
        workspace_id=workspace.id, setter_id=person.id, address_id=place.id, text="tea", at=due_at, now=now
    )
    reminder.number = number + 1
    occurrence = Occurrence.schedule(
        workspace_id=workspace.id, reminder_id=reminder.id, address_id=place.id, sequence=1, due_at=due_at
    )
    tx.insert(reminder)
    tx.insert(occurrence)
    after = reminder.snapshot(due_at) | {"occurrence": str(occurrence.id)}
    tx.emit(ReminderScheduled(reminder.id, 1, Change({}, after)), workspace_id=workspace.id)


async def _told(db: Database, workspace: object) -> tuple[int, float, float]:
    sql = (
        "SELECT count(*) FILTER (WHERE state = 'sent') AS told, count(*) AS all_of_them,"
        " extract(epoch FROM max(sent_at) - min(due_at))::float8 AS last,"
        " extract(epoch FROM min(sent_at - due_at))::float8 AS first"
        " FROM occurrences WHERE workspace_id = %(workspace)s"
    )
    until = time.monotonic() + 90
    while True:
        (row,) = await db.run(SCOPE, lambda tx: tx.rows(sql, workspace=workspace))
        if row["told"] == row["all_of_them"] or time.monotonic() > until:
            return row["told"], row["last"] or 0.0, row["first"] or 0.0
        await asyncio.sleep(1)
