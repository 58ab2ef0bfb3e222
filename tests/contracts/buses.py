"""The kinds of bus that the suite runs on, and what its tests send and see."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import UTC, datetime
from uuid import UUID

from aiokafka import AIOKafkaConsumer

from core.bus.dapr import DaprBus
from core.bus.kafka.bus import KafkaBus
from core.bus.memory import MemoryBus
from core.domain.columns import new_id
from core.domain.envelope import Envelope
from core.domain.events import DEAD_LETTERS, TASK_EVENTS
from core.errors import RefusedError
from core.ports import Verdict
from core.settings import Settings
from tests.contracts.sidecars import DEPLOYED, TOKEN, deployed
from tests.services.running import free_ports
from tests.services.shared import owner
from tests.services.sidecar import Sidecar
from workers.consumer import Consumer
from workers.internal import Internal

FIRST, SECOND = "notify", "schedule"  # groups that deploy/dapr has components for


class Memory:
    """The bus of one process."""

    local = True

    def make(self):
        return MemoryBus()


class BesideDapr(DaprBus):
    """A bus with a sidecar of its own, which comes and goes with it."""

    def __init__(self, settings, sidecar):
        super().__init__(settings)
        self.sidecar, self.server = sidecar, None

    async def start(self):
        self.server = Internal(self._settings, self.routes())
        await self.server.start()
        await super().start()
        await asyncio.to_thread(self.sidecar.start)

    async def stop(self):
        await super().stop()
        await asyncio.to_thread(self.sidecar.stop)
        print(self.sidecar.log[-3000:])  # shown when the test has failed
        if self.server is not None:
            await self.server.stop()


class Dapr:
    """The bus over a real sidecar and the same cluster, with the components that production loads."""

    local = False
    FILES = ("pubsub", f"pubsub-{FIRST}", f"pubsub-{SECOND}", "pubsub-watch")

    def __init__(self, servers, folder, prefix=""):
        prefix = prefix or f"t{secrets.token_hex(4)}-"
        self.settings = Settings(_env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=prefix)
        self.folder, self.app, self.count = folder, f"app-{secrets.token_hex(4)}", 0
        names = [f"components/{name}.yaml" for name in self.FILES]
        self.components = deployed(folder / "components", *names, "resiliency.yaml")

    def make(self):
        self.count += 1
        folder = self.folder / f"dapr{self.count}"
        folder.mkdir()
        (port,) = free_ports(1)
        environ = {
            "APP_API_TOKEN": TOKEN,
            "KAFKA_BOOTSTRAP_SERVERS": self.settings.kafka_bootstrap_servers,
            "KAFKA_AUTH_TYPE": "none",
        }
        sidecar = Sidecar(
            folder, owner(), self.app, port, self.components, config=DEPLOYED / "config.yaml", environ=environ
        )
        own = {name.lower(): value for name, value in sidecar.settings.items()}
        own |= {"app_api_token": TOKEN, "internal_port": port, "grace_seconds": 3}
        return BesideDapr(self.settings.model_copy(update=own), sidecar)


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


async def until(condition, seconds=60):
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
