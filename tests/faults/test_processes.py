"""The system as production runs it: api, bot and workers as processes of their own, joined by a real Kafka."""

from __future__ import annotations

import asyncio
import json
import secrets

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from core.bus.kafka.cluster import make_topics
from core.settings import Settings
from fakechat.process import Program, wait_until
from tests.faults.scene import Scene

pytestmark = pytest.mark.services


@pytest.fixture
def kafka(kafka_servers: str) -> dict[str, str]:
    """Settings that join processes by topics of their own."""
    prefix = f"p{secrets.token_hex(4)}-"
    asyncio.run(make_topics(Settings(_env_file=None, kafka_bootstrap_servers=kafka_servers, kafka_prefix=prefix), 1))
    return {"KAFKA_BOOTSTRAP_SERVERS": kafka_servers, "KAFKA_PREFIX": prefix}


def test_a_conversation_goes_through_all_processes_and_its_facts_lie_on_the_topics(stage, kafka):
    with stage() as scene:
        bot = scene.part("bot", **kafka)
        scene.part("work", "relay", "sweep", **kafka)
        scene.part("work", "schedule", "notify", **kafka)
        api = scene.part("api", **kafka)
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 30, "every part to be up")
        assert scene.fake.type("Create a task to buy groceries")["tries"][0]["status"] == 200
        ringing = scene.remind("water the plants", 3)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        assert "task-created" in set(types_on(kafka, "task-events"))
        wanted = {"reminder-scheduled", "reminder-due", "reminder-delivered"}
        wait_until(lambda: wanted <= set(types_on(kafka, "reminders")), 30, "the reminder's life on the topic")
        assert httpx.get(f"{api.url}/health", timeout=5).json()["parts"]["bus"]["up"]
        assert httpx.get(f"{bot.url}/tasks", timeout=5).status_code == 404  # the bot is no API


def healthy(process: Program) -> bool:
    """Whether every part of the process is up."""
    return httpx.get(f"{process.url}/health", timeout=5).status_code == 200


def types_on(kafka: dict[str, str], topic: str) -> list[str]:
    """The types of the events on a topic, in the order of their partitions."""
    return [record["type"] for record in asyncio.run(records_on(kafka, topic))]


async def records_on(kafka: dict[str, str], topic: str) -> list[dict[str, object]]:
    """What lies on a topic now, read without any code of ours."""
    name = kafka["KAFKA_PREFIX"] + topic
    found: list[dict[str, object]] = []
    async with AIOKafkaConsumer(
        name, bootstrap_servers=kafka["KAFKA_BOOTSTRAP_SERVERS"], auto_offset_reset="earliest"
    ) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        left = {place for place, end in ends.items() if end}
        while left:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [json.loads(record.value) for record in records if record.value is not None]
            left = {place for place in left if await consumer.position(place) < ends[place]}
    return found
