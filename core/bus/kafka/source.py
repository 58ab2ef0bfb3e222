"""One member of a group of consumers on Kafka: takes records, and moves offsets only when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError

from core.bus.kafka.cluster import AWAY, quietly
from core.errors import UnavailableError
from core.ports import Place, Record, Revoked

SESSION_MS = 6_000
METADATA_MS = 5_000  # so soon a topic is seen that was made after we came; by default it is five minutes


class KafkaSource:
    """Implements core.ports.Source. One task at a time may `take`; the other calls are free."""

    def __init__(self, options: Mapping[str, Any], group: str, topics: Sequence[str]) -> None:
        self.group = group
        self._options, self._topics = options, topics
        self._consumer: AIOKafkaConsumer | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def start(self, revoked: Revoked) -> None:
        """Join the group. UnavailableError while the cluster does not answer."""
        consumer = AIOKafkaConsumer(
            **self._options,
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",  # what happened before the group was first here is not lost to it
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=SESSION_MS // 3,
            metadata_max_age_ms=METADATA_MS,
            rebalance_timeout_ms=30_000,  # so long a revoked partition may take to finish what it handles
        )
        try:
            await consumer.start()
        except AWAY as error:
            await quietly(consumer.stop())
            raise UnavailableError(f"Kafka does not answer ({type(error).__name__})") from error
        except BaseException:
            await quietly(consumer.stop())
            raise
        consumer.subscribe(list(self._topics), listener=_Listener(revoked))
        self._consumer = consumer

    async def stop(self) -> None:
        """Leave the group. Whoever is cut off while it leaves does not cut the leaving off."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            self._leaving = asyncio.create_task(quietly(consumer.stop()), name=f"leave-{self.group}")
        if self._leaving is not None:
            await asyncio.shield(self._leaving)

    async def take(self, limit: int, wait_s: float) -> dict[Place, list[Record]]:
        """At most `limit` records in all, by partition, oldest first; none after `wait_s`."""
        try:
            found = await self._open.getmany(timeout_ms=int(wait_s * 1000), max_records=limit)
        except AWAY as error:
            raise UnavailableError(f"Kafka does not answer ({type(error).__name__})") from error
        return {(place.topic, place.partition): [_record(one) for one in rows] for place, rows in found.items()}

    async def commit(self, offsets: Mapping[Place, int]) -> None:
        """Everything before these offsets is behind the group; UnavailableError when that was not kept."""
        try:
            await self._open.commit({TopicPartition(*place): offset for place, offset in offsets.items()})
        except (CommitFailedError, *AWAY) as error:
            raise UnavailableError(f"the offsets were not kept ({type(error).__name__})") from error

    def reread(self, place: Place, offset: int) -> None:
        """Take the records from this offset on again, if the partition is still ours."""
        if self._owns(place):
            self._open.seek(TopicPartition(*place), offset)

    def pause(self, place: Place) -> None:
        """Take nothing of this partition for now."""
        if self._owns(place):
            self._open.pause(TopicPartition(*place))

    def resume(self, place: Place) -> None:
        """Take of it again."""
        if self._owns(place):
            self._open.resume(TopicPartition(*place))

    def lag(self) -> dict[Place, int]:
        """How many records of each of our partitions were written and not taken, as the last answers said."""
        if self._consumer is None:
            return {}
        found: dict[Place, int] = {}
        for place in self._consumer.assignment():
            end, state = self._consumer.highwater(place), self._consumer._subscription.subscription
            assigned = state.assignment.state_value(place) if state and state.assignment else None
            if end is not None and assigned is not None and assigned.has_valid_position:
                found[(place.topic, place.partition)] = max(0, end - assigned.position)
        return found

    @property
    def _open(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise UnavailableError("the consumer is not running")
        return self._consumer

    def _owns(self, place: Place) -> bool:
        return self._consumer is not None and TopicPartition(*place) in self._consumer.assignment()


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Lets the engine finish before its partitions go to somebody else."""

    def __init__(self, revoked: Revoked) -> None:
        self._revoked = revoked

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Awaited before the group moves on."""
        await self._revoked([(place.topic, place.partition) for place in revoked])

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Nothing is kept per partition."""


def _record(row: Any) -> Record:
    return Record(row.topic, row.partition, row.offset, row.key, row.value, tuple(row.headers), row.timestamp)
