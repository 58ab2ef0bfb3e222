"""Topics on a real Kafka, made, read and written without any code of ours but the names."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from core.bus.kafka.cluster import make_topics
from core.settings import Settings


class Topics:
    """The system's topics under a prefix of a test's own; `settings` is what a process needs to be joined by them."""

    def __init__(self, servers: str) -> None:
        self.servers, self.prefix = servers, f"p{secrets.token_hex(4)}-"
        self.settings = {"KAFKA_BOOTSTRAP_SERVERS": servers, "KAFKA_PREFIX": self.prefix}

    def make(self) -> None:
        """As `todobot topics` does."""
        settings = Settings(_env_file=None, kafka_bootstrap_servers=self.servers, kafka_prefix=self.prefix)
        asyncio.run(make_topics(settings, 1))

    def configure(self, topic: str, **values: str) -> None:
        """Change a topic on the broker; max_message_bytes means max.message.bytes."""

        async def work() -> None:
            admin = AIOKafkaAdminClient(bootstrap_servers=self.servers)
            await admin.start()
            configs = {name.replace("_", "."): value for name, value in values.items()}
            await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, self.prefix + topic, configs)])
            await admin.close()

        asyncio.run(work())

    def write(self, topic: str, *values: bytes, key: bytes = b"k") -> None:
        """Records as somebody else might write them."""

        async def work() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.servers, max_request_size=2_000_000) as producer:
                for value in values:
                    await producer.send_and_wait(self.prefix + topic, value, key=key)

        asyncio.run(work())

    def records(self, topic: str) -> list[Any]:
        """What lies on a topic now: by partition, in order."""
        return asyncio.run(self._records(self.prefix + topic))

    def events(self, topic: str) -> list[dict[str, Any]]:
        """The same as CloudEvents, without deletions."""
        return [json.loads(record.value) for record in self.records(topic) if record.value is not None]

    def types(self, topic: str) -> list[str]:
        """The types of the events on a topic."""
        return [event["type"] for event in self.events(topic)]

    def rewind(self, group: str, topic: str) -> None:
        """Let a group whose members are gone begin at the beginning."""

        async def work() -> None:
            name = self.prefix + topic
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self.servers, group_id=self.prefix + group, enable_auto_commit=False
            )
            await consumer.start()
            metadata = await consumer._client.fetch_all_metadata()
            places = [TopicPartition(name, number) for number in metadata.partitions_for_topic(name)]
            consumer.assign(places)
            await consumer.commit(dict.fromkeys(places, 0))
            await consumer.stop()

        asyncio.run(work())

    async def _records(self, name: str) -> list[Any]:
        found: list[Any] = []
        async with AIOKafkaConsumer(
            name, bootstrap_servers=self.servers, auto_offset_reset="earliest", max_partition_fetch_bytes=4_000_000
        ) as consumer:
            ends = await consumer.end_offsets(consumer.assignment())
            left = {place for place, end in ends.items() if end}
            while left:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    found += records
                left = {place for place in left if await consumer.position(place) < ends[place]}
        return found
