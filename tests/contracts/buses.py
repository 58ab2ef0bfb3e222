"""The kinds of bus that the suite runs on, and what its tests send and see."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import UTC, datetime
from uuid import UUID

from aiokafka import AIOKafkaConsumer

from core.bus.kafka.bus import KafkaBus
from core.bus.memory import MemoryBus
from core.domain.columns import new_id
from core.domain.envelope import Envelope
from core.domain.events import DEAD_LETTERS, TASK_EVENTS
from core.errors import RefusedError
from core.ports import Verdict
from core.settings import Settings
from workers.consumer import Consumer


class Memory:
    """The bus of one process."""

    local = True

    def make(self):
        return MemoryBus()


class Kafka:
    """The bus over a real cluster, with topics of this test's own."""

    local = False

    def __init__(self, servers):
        self.settings = Settings(
            _env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=f"t{secrets.token_hex(4)}-", grace_seconds=5
        )

    def make(self):
        return KafkaBus(self.settings, Consumer)


def event(key="k", sequence=1, topic=TASK_EVENTS, **fields):
    return Envelope(
        id=new_id(),
        type="task-created",
        topic=topic,
        key=key,
        subject=new_id(),
        workspace_id=new_id(),
        time=datetime.now(UTC),
        sequence=sequence,
        **fields,
    )


class Taker:
    """Remembers what it was given; `verdicts` answers by event id, Done otherwise."""

    def __init__(self):
        self.batches = []
        self.verdicts = {}

    async def __call__(self, events):
        self.batches.append(list(events))
        return [
            self.verdicts.get(one.id, [Verdict.DONE]).pop(0) if one.id in self.verdicts else Verdict.DONE
            for one in events
        ]

    @property
    def seen(self):
        return [one.id for batch in self.batches for one in batch]


async def until(condition, seconds=30):
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.02)


async def up(bus):
    """Start, and wait until it can be published to."""
    await bus.start()
    await until(lambda: bus.health()[0])
    return bus


async def published(bus, topic, events):
    """Which events were refused for good, by the bus itself or by their readers."""
    try:
        await bus.publish(topic, events)
    except RefusedError as error:
        return error.reasons
    return {}


async def buried(kind, count):
    """What lies in the dead letters, by event, with the reason."""
    consumer = AIOKafkaConsumer(
        kind.settings.kafka_prefix + DEAD_LETTERS,
        bootstrap_servers=kind.settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    found = {}
    async with consumer, asyncio.timeout(30):
        while len(found) < count:
            record = await consumer.getone()
            headers = dict(record.headers)
            assert headers["origin-topic"].decode() == kind.settings.kafka_prefix + TASK_EVENTS
            assert headers["origin-offset"].isdigit()
            found[UUID(json.loads(record.value)["id"])] = headers["reason"].decode()
    return found
