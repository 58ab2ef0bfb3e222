"""One owner of a name among all processes: the member of a group of consumers that a topic's one partition fell to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata

from core import ending
from core.bus.kafka.cluster import AWAY, connection, pause, quietly
from core.bus.kafka.source import METADATA_MS, SESSION_MS
from core.bus.owning import Owning
from core.domain.events import WAKES
from core.ports import Begin
from core.settings import Settings

LOOK_MS = 1_000
GRACE_S = 1.0  # who had it before hears of the new order at the same time, and has to end first


class GroupOwnership:
    """Implements core.ports.Ownership by groups on `wakes`, of which nothing is read.

    An owner that loses sight of the cluster goes on until it hears of another: for that long there may be two.
    """

    def __init__(self, settings: Settings) -> None:
        self._options, self._prefix = connection(settings), settings.kafka_prefix
        self._owned: dict[str, Owning] = {}

    async def own(self, name: str, begin: Begin, end: Begin) -> Begin:
        """Join the group in the background, also while the cluster is away."""
        owning = self._owned[name] = Owning(name, begin, end)
        member = _Member(self._options, f"{self._prefix}own-{name}", self._prefix + WAKES, owning)
        tasks = [asyncio.create_task(work, name=f"own-{name}") for work in (member.stay(), owning.follow())]

        async def give_up() -> None:
            await ending.end(*tasks)
            owning.owned = False
            await owning.settle()
            await member.leave()

        return give_up

    def state(self, name: str) -> str:
        """A sentence."""
        return self._owned[name].state


class _Member:
    """Stays in the group, and takes over what falls to it."""

    def __init__(self, options: dict[str, object], group: str, topic: str, owning: Owning) -> None:
        self._options, self._group, self._topic, self._owning = options, group, topic, owning
        self._consumer: AIOKafkaConsumer | None = None

    async def stay(self) -> None:
        failures = 0
        while True:
            try:
                await self._join()
                failures = 0
                while True:  # its one partition is paused: this only says that we live
                    await self._open.getmany(timeout_ms=LOOK_MS)
            except AWAY as error:
                failures += 1
                if not self._owning.owned:
                    self._owning.waits(f"Kafka does not answer ({type(error).__name__})")
            await self.leave()
            await asyncio.sleep(pause(failures))

    async def leave(self) -> None:
        """At once, so that the next one need not wait until we are missed."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await quietly(consumer.stop())

    @property
    def _open(self) -> AIOKafkaConsumer:
        assert self._consumer is not None
        return self._consumer

    async def _join(self) -> None:
        consumer = AIOKafkaConsumer(
            **self._options,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=SESSION_MS // 3,
            metadata_max_age_ms=METADATA_MS,
            rebalance_timeout_ms=SESSION_MS,
            partition_assignment_strategy=[_Stays(self._owning)],
        )
        try:
            await consumer.start()
        except AWAY:
            await quietly(consumer.stop())
            raise
        consumer.subscribe([self._topic], listener=_Listener(consumer, self._owning))
        self._consumer = consumer


class _Stays(AbstractPartitionAssignor):  # type: ignore[misc]
    """Lets the partition stay with who has it; somebody who joins takes nothing away.

    Each member says since when it has been the owner. Of two that say so the newer one is: the older was not heard of
    for so long that its place was given away. (The library's own sticky assignor keeps this once per process.)
    """

    name = "stays"
    version = 0

    def __init__(self, owning: Owning) -> None:
        self._owning = owning
        self._since = 0.0

    def metadata(self, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        if not self._owning.owned:
            self._since = 0.0
        return ConsumerProtocolMemberMetadata(self.version, list(topics), repr(self._since).encode())

    def assign(self, cluster: Any, members: Mapping[str, Any]) -> dict[str, ConsumerProtocolMemberAssignment]:
        owner = max(sorted(members), key=lambda member: _number(members[member].user_data))
        topics = members[owner].subscription
        places = {
            member: [(topic, sorted(cluster.partitions_for_topic(topic) or ())) for topic in topics]
            if member == owner
            else []
            for member in members
        }
        return {member: ConsumerProtocolMemberAssignment(self.version, place, b"") for member, place in places.items()}

    def on_assignment(self, assignment: ConsumerProtocolMemberAssignment) -> None:
        if not assignment.assignment:
            self._since = 0.0
        elif not self._since:
            self._since = time.time()


def _number(data: bytes) -> float:
    try:
        return float(data)
    except ValueError:
        return 0.0


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Hears to whom the partition falls."""

    def __init__(self, consumer: AIOKafkaConsumer, owning: Owning) -> None:
        self._consumer, self._owning = consumer, owning

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """It may well come back at once."""

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Ours, or somebody else's."""
        if assigned:
            self._consumer.pause(*assigned)
            if not self._owning.owned:
                await asyncio.sleep(GRACE_S)
        else:
            self._owning.waits("another process has it")
        self._owning.owned = bool(assigned)
