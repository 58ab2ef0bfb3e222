"""The bus over Kafka and the bus over Dapr are one system: each reads what the other writes, down to the record."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from starlette.applications import Starlette

from core.bus.dapr import DaprBus
from core.bus.kafka.bus import KafkaBus
from core.bus.kafka.cluster import make_topics
from core.domain.columns import new_id
from core.domain.events import DEAD_LETTERS, TASK_EVENTS, WAKES
from core.ports import Verdict
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from core.settings import Settings
from tests.contracts.buses import FIRST, SECOND, Dapr, Kafka, Taker, event, until, up
from tests.contracts.sidecars import DEPLOYED, TOKEN
from workers.consumer import Consumer
from workers.loops import Workers

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


async def records(settings, topic, count):
    """The first records of a topic."""
    found = []
    consumer = AIOKafkaConsumer(
        settings.kafka_prefix + topic,
        bootstrap_servers=settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    async with consumer, asyncio.timeout(30):
        while len(found) < count:
            found.append(await consumer.getone())
    return found


@pytest.mark.services
async def test_each_bus_reads_what_the_other_writes_and_the_records_are_the_same(tmp_path, kafka_servers):
    kind = Dapr(kafka_servers, tmp_path)
    await make_topics(kind.settings, 1)
    over_dapr, over_kafka = kind.make(), KafkaBus(kind.settings, Consumer)
    takers, heard = {over_dapr: Taker(), over_kafka: Taker()}, {over_dapr: [], over_kafka: []}
    for bus, group in ((over_dapr, FIRST), (over_kafka, SECOND)):
        bus.subscribe(group, [TASK_EVENTS], takers[bus])

        async def hear(topic, bus=bus):
            heard[bus].append(topic)

        bus.watch([WAKES], hear)
    try:
        for bus in takers:
            await up(bus)
        await until(lambda: all(heard.values()))
        sent = [event("k", number, traceparent=TRACE, actor=new_id(), data={"n": number}) for number in (1, 2)]
        await over_kafka.publish(TASK_EVENTS, sent[:1])
        await over_dapr.publish(TASK_EVENTS, sent[1:])
        await until(lambda: all(len(taker.seen) == 2 for taker in takers.values()))
        for taker in takers.values():
            # In any order: Dapr's Kafka client shares keys out over partitions in its own way.
            assert sorted((one for batch in taker.batches for one in batch), key=lambda one: one.sequence) == sent
        written = await records(kind.settings, TASK_EVENTS, 2)
        first, second = sorted(written, key=lambda record: json.loads(record.value)["sequence"])
        assert first.key == second.key == b"k"
        assert set(first.headers) == set(second.headers)
        assert dict(second.headers)["traceparent"] == TRACE.encode()
        assert json.loads(first.value).keys() == json.loads(second.value).keys()
        for speaker, listener in ((over_kafka, over_dapr), (over_dapr, over_kafka)):
            before = len(heard[listener])
            await speaker.wake()
            await until(lambda listener=listener, before=before: len(heard[listener]) > before)
    finally:
        for bus in takers:
            await bus.stop()


@pytest.mark.services
async def test_a_group_that_was_there_before_its_topics_takes_what_is_written_later(kafka_servers):
    settings = Kafka(kafka_servers).settings
    early, taker = KafkaBus(settings, Consumer), Taker()
    early.subscribe(FIRST, [TASK_EVENTS], taker)
    try:
        await early.start()
        await until(lambda: all(one.health()[0] for one in early._running))
        await make_topics(settings, 1)
        await until(lambda: early.health()[0])
        sent = event()
        await early.publish(TASK_EVENTS, [sent])
        await until(lambda: taker.seen == [sent.id])
    finally:
        await early.stop()


@pytest.mark.services
async def test_poison_goes_to_the_dead_letters_and_what_comes_after_it_is_handled(tmp_path, kafka_servers):
    kind = Dapr(kafka_servers, tmp_path)
    await make_topics(kind.settings, 1)
    bus, taker = kind.make(), Taker()
    bus.subscribe(FIRST, [TASK_EVENTS], taker)
    poison = [b"{not json", b'{"specversion": "9.9"}', b"[]", b"\xff\xfe", b""]
    try:
        async with AIOKafkaProducer(bootstrap_servers=kafka_servers) as producer:
            for value in poison:
                await producer.send_and_wait(kind.settings.kafka_prefix + TASK_EVENTS, value, key=b"k")
            await producer.send_and_wait(kind.settings.kafka_prefix + TASK_EVENTS, None, key=b"k")
        await up(bus)
        sent = event("k")
        await bus.publish(TASK_EVENTS, [sent])
        await until(lambda: taker.seen == [sent.id])
        dead = await records(kind.settings, DEAD_LETTERS, 4)
        assert [record.value for record in sorted(dead, key=lambda one: one.offset)] == poison[:4]
        about = [dict(record.headers) for record in dead]
        assert {one["origin-topic"].decode() for one in about} == {kind.settings.kafka_prefix + TASK_EVENTS}
        assert all(one["reason"] and one["group"] == FIRST.encode() for one in about)
    finally:
        await bus.stop()


async def test_only_the_sidecar_may_bring_events():
    taker = Taker()
    bus = DaprBus(Settings(_env_file=None, app_api_token=TOKEN, dapr_grpc_endpoint="127.0.0.1:9"))
    bus.subscribe(FIRST, [TASK_EVENTS], taker)
    transport = httpx.ASGITransport(Starlette(routes=bus.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        place, body = f"/events/{FIRST}/{TASK_EVENTS}", {"entries": []}
        for headers in ({}, {"dapr-api-token": "wrong"}):
            assert (await client.post(place, json=body, headers=headers)).status_code == 401
            assert (await client.get("/dapr/subscribe", headers=headers)).status_code == 401
        signed = {"dapr-api-token": TOKEN}
        assert (await client.post(place, json=body, headers=signed)).status_code == 503  # it does not run yet
        listed = (await client.get("/dapr/subscribe", headers=signed)).json()
        assert [(one["pubsubname"], one["route"]) for one in listed] == [("pubsub-" + FIRST, place)]
    assert taker.batches == []


async def test_a_batch_with_a_record_that_cannot_be_buried_is_brought_again():
    async def handler(events):
        return [Verdict.DROP] * len(events)

    bus = DaprBus(Settings(_env_file=None, app_api_token=TOKEN, dapr_grpc_endpoint="127.0.0.1:9"))
    bus.subscribe(FIRST, [TASK_EVENTS], handler)
    statuses = await bus._deliveries[FIRST, TASK_EVENTS].take({"entries": [{"entryId": "0", "event": "e30="}]})
    assert statuses == [{"entryId": "0", "status": "RETRY"}]


def test_every_group_of_the_workers_has_its_component(db):
    bus = DaprBus(Settings(_env_file=None))
    Workers(db, bus, LocalScheduler(db), {}, Settings(_env_file=None), load())
    groups = {group for group, _ in bus._deliveries}
    assert {FIRST, SECOND} <= groups
    resilient = yaml.safe_load((DEPLOYED / "resiliency.yaml").read_text())["spec"]["targets"]["components"]
    listed = Path(DEPLOYED.parent / "README.md").read_text()
    for group in groups:
        component = yaml.safe_load((DEPLOYED / "components" / f"pubsub-{group}.yaml").read_text())
        values = {one["name"]: one.get("value") for one in component["spec"]["metadata"]}
        assert values["consumerGroup"] == "{appID}." + group
        assert values["initialOffset"] == "oldest"
        assert resilient[f"pubsub-{group}"] == {"inbound": {"retry": "untilTaken"}}
        assert f"pubsub-{group}.yaml" in listed
