"""The EventBus over Apache Kafka: an idempotent producer, watchers, and groups that run in an engine of consumers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError

from core.bus.cloud import decode, encode
from core.bus.kafka.batches import FOR_GOOD, Out, send
from core.bus.kafka.cluster import AWAY, connection, pause, quietly
from core.bus.kafka.source import KafkaSource
from core.bus.topics import load
from core.domain.envelope import Envelope, Written
from core.domain.events import DEAD_LETTERS, TASK_UPDATES, WAKES
from core.ending import end
from core.errors import RefusedError, StartError, UnavailableError
from core.log import get
from core.ports import Consume, Consumption, Handler, Record, Watcher
from core.settings import Settings

log = get(__name__)
LOOK_S = 2.0
STOPPED = "stopped"


class KafkaBus:
    """Implements core.ports.EventBus on a cluster whose topics are there (`make_topics`); it makes none by itself.

    `start` returns at once also while the cluster is away. `consume` is the engine that the groups run in; without
    one `subscribe` is refused.
    """

    local = False

    def __init__(self, settings: Settings, consume: Consume | None = None) -> None:
        self._prefix, self._consume = settings.kafka_prefix, consume
        self._options = connection(settings)
        self._call_s, self._grace_s = settings.call_timeout_seconds, settings.grace_seconds
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._trouble = STOPPED
        self._groups: list[tuple[str, tuple[str, ...], Handler]] = []
        self._watchers: list[tuple[tuple[str, ...], Watcher]] = []
        self._running: list[Consumption] = []
        self._tasks: list[asyncio.Task[None]] = []

    def routes(self) -> list[Any]:
        """Nobody calls."""
        return []

    def health(self) -> tuple[bool, str]:
        """Whether the cluster answered within the last seconds and every group is at work."""
        place = f"Kafka at {self._options['bootstrap_servers']}"
        if self._trouble:
            return False, f"{place}: {self._trouble}; facts wait in the outbox"
        for one in self._running:
            ok, text = one.health()
            if not ok:
                return False, text
        return True, place

    def wants(self, topic: str) -> bool:
        """Every topic has readers somewhere."""
        return True

    def subscribe(self, group: str, topics: Sequence[str], handler: Handler) -> None:
        """Be a member of the group for these topics, from `start` on."""
        if self._consume is None:
            raise StartError(f"This process has no engine for the consumers of {group}.")
        self._groups.append((group, tuple(topics), handler))

    def watch(self, topics: Sequence[str], handler: Watcher) -> None:
        """Call the handler for what is written to these topics after `start`, and once whenever it begins to see."""
        self._watchers.append((tuple(topics), handler))

    async def start(self) -> None:
        """Connect, in the background."""
        self._trouble = "connecting"
        self._tasks.append(asyncio.create_task(self._look(), name="kafka"))
        for topics, watcher in self._watchers:
            self._tasks.append(asyncio.create_task(self._keep_watching(topics, watcher), name="kafka-watch"))
        for group, topics, handler in self._groups:
            assert self._consume is not None
            source = KafkaSource(self._options, self._name(group), [self._name(topic) for topic in topics])
            self._running.append(self._consume(source, handler, self._decode, self._bury))
        for one in self._running:
            await one.start()

    async def stop(self) -> None:
        """Finish what the groups are handling, send what was accepted, and leave."""
        await asyncio.gather(*(one.stop(self._grace_s) for one in self._running))
        self._running.clear()
        await end(*self._tasks)
        self._tasks.clear()
        await self._drop(STOPPED)

    async def publish(self, topic: str, events: Sequence[Envelope | Written]) -> None:
        """Return when every in-sync replica has every event; per key they stand in the order of `events`."""
        records: list[Out] = []
        for event in events:
            records.append((event.id, *encode(event)))
            if topic == TASK_UPDATES and isinstance(event, Envelope) and event.data.get("deleted"):
                # For a compacted topic a deletion is a record without a value.
                records.append((event.id, event.key.encode(), None, []))
        failed = await send(await self._connected(), self._name(topic), records)
        refused: dict[UUID, str] = {}
        if any(isinstance(error, FOR_GOOD) for error in failed.values()):
            # What lay in one batch or came after it failed with it: each of these alone says who it was.
            refused = await self._one_by_one(self._name(topic), [one for one in records if one[0] in failed])
        elif failed:
            error = next(iter(failed.values()))
            await self._drop(type(error).__name__)
            raise UnavailableError(f"Kafka does not take events ({type(error).__name__})") from error
        if refused:
            raise RefusedError(refused)

    async def wake(self) -> None:
        """Write a record without data on `wakes`. UnavailableError when the cluster does not take it."""
        await self._put(WAKES, {"value": b""})

    async def _bury(self, record: Record, group: str, reason: str) -> None:
        origin = {
            "reason": reason[:1000],
            "group": group,
            "origin-topic": record.topic,
            "origin-partition": str(record.partition),
            "origin-offset": str(record.offset),
        }
        headers = [*record.headers, *((name, value.encode()) for name, value in origin.items())]
        await self._put(DEAD_LETTERS, {"key": record.key, "value": record.value, "headers": headers})

    async def _put(self, topic: str, record: dict[str, Any]) -> None:
        producer = await self._connected()
        try:
            async with asyncio.timeout(self._call_s):
                await producer.send_and_wait(self._name(topic), **record)
        except AWAY as error:
            raise UnavailableError(f"Kafka does not answer ({type(error).__name__})") from error

    async def _one_by_one(self, topic: str, records: Sequence[Out]) -> dict[UUID, str]:
        """Which events are refused for good, and why. A refusal breaks the producer's sequence: a new one follows."""
        refused: dict[UUID, str] = {}
        await self._drop("")
        for place, record in enumerate(records):
            event_id = record[0]
            failed = await send(await self._connected(), topic, [record])
            for error in failed.values():
                await self._drop("" if isinstance(error, FOR_GOOD) else type(error).__name__)
                if not isinstance(error, FOR_GOOD):
                    raise UnavailableError(f"Kafka does not take events ({type(error).__name__})") from error
                refused[event_id] = type(error).__name__
                if isinstance(error, TopicAuthorizationFailedError):  # the others of this topic fare no better
                    return refused | {later[0]: refused[event_id] for later in records[place:]}
        return refused

    def _decode(self, record: Record) -> Envelope:
        return decode(replace(record, topic=record.topic.removeprefix(self._prefix)))

    def _name(self, name: str) -> str:
        return self._prefix + name

    async def _connected(self) -> AIOKafkaProducer:
        if self._trouble == STOPPED:
            raise UnavailableError("the bus is not running")
        async with self._connecting:
            if self._producer is None:
                self._producer = await self._connect()
                self._trouble = ""
                log.info("kafka.connected", servers=self._options["bootstrap_servers"])
        return self._producer

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._options,
            acks="all",
            enable_idempotence=True,
            linger_ms=2,
            max_batch_size=262_144,
            request_timeout_ms=int(self._call_s * 1000),
        )
        try:
            async with asyncio.timeout(self._call_s):
                await producer.start()
            # Topics are made on purpose: one that is missing would take nothing, and say so only after time-outs.
            there = (await producer.client.fetch_all_metadata()).topics()
        except AWAY as error:
            self._trouble = type(error).__name__
            await quietly(producer.stop())
            raise UnavailableError(f"Kafka does not answer ({self._trouble})") from error
        missing = sorted(name for name in load() if self._name(name) not in there)
        if missing:
            self._trouble = f"it has no topic {', '.join(missing)}: run `todobot topics`"
            await quietly(producer.stop())
            raise UnavailableError(self._trouble)
        return producer

    async def _drop(self, trouble: str) -> None:
        self._trouble = trouble
        producer, self._producer = self._producer, None
        if producer is not None:
            await quietly(producer.stop())

    async def _look(self) -> None:
        """Connect, and look every two seconds whether the cluster is there: no publish may come along to tell."""
        failures = 0
        while True:
            try:
                producer = await self._connected()
                async with asyncio.timeout(self._call_s):
                    await producer.client.fetch_all_metadata()
                if self._producer is producer:
                    self._trouble = ""
                failures = 0
            except (UnavailableError, *AWAY) as error:
                failures += 1
                if failures == 1:
                    log.warning("kafka.away", error=str(error) or type(error).__name__)
                self._trouble = self._trouble or type(error).__name__
            await asyncio.sleep(pause(failures) if failures else LOOK_S)

    async def _keep_watching(self, topics: tuple[str, ...], handler: Watcher) -> None:
        failures = 0
        while True:
            # No group, so that this process gets everything, and forgets where it was.
            consumer = AIOKafkaConsumer(**self._options, auto_offset_reset="latest", enable_auto_commit=False)
            try:
                async with asyncio.timeout(self._call_s):
                    await consumer.start()
                await self._hand_on(consumer, topics, handler)
            except AWAY:
                failures += 1
            finally:
                await quietly(consumer.stop())
            await asyncio.sleep(pause(failures))

    async def _hand_on(self, consumer: AIOKafkaConsumer, topics: tuple[str, ...], handler: Watcher) -> None:
        there = await consumer._client.fetch_all_metadata()
        places = [
            TopicPartition(self._name(topic), number)
            for topic in topics
            for number in there.partitions_for_topic(self._name(topic)) or ()
        ]
        if not places:
            raise TimeoutError("the topics are not there yet")
        consumer.assign(places)
        await consumer.seek_to_end(*places)
        for topic in topics:  # what was written while nobody watched is not known: it counts as something
            await _tell(handler, topic)
        while True:
            found = await consumer.getmany(timeout_ms=60_000)
            for name in {place.topic for place in found}:
                await _tell(handler, name.removeprefix(self._prefix))


async def _tell(handler: Watcher, topic: str) -> None:
    try:
        await handler(topic)
    except Exception:  # a watched record is a hint: the next one comes
        log.exception("watcher.failed", topic=topic)
