"""The services that a run brings up are the real ones, and what they hold outlives a kill."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

pytestmark = pytest.mark.services


async def test_a_killed_broker_comes_back_with_its_records(broker):
    broker.start()
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.servers)
    await admin.start()
    await admin.create_topics([NewTopic("t", num_partitions=1, replication_factor=1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=broker.servers, acks="all") as producer:
        await producer.send_and_wait("t", b"kept", key=b"k")
    broker.kill()
    broker.start()
    assert broker.console("t", 1) == ["NO_HEADERS\tk\tkept"]
    async with AIOKafkaConsumer(bootstrap_servers=broker.servers) as consumer:
        consumer.assign([TopicPartition("t", 0)])
        await consumer.seek_to_beginning()
        assert (await consumer.getone()).value == b"kept"


def test_the_runs_own_services_answer(kafka_servers, job_scheduler):
    assert kafka_servers.startswith("127.0.0.1:")
    assert job_scheduler.startswith("127.0.0.1:")
