"""F5 to F10: Kafka is away, absent at the start, refuses records, carries poison, is read again, and is shared out."""

from __future__ import annotations

import time

import httpx
import pytest

from fakechat.process import Program, wait_until
from tests.faults.scene import Scene
from tests.faults.topics import Topics

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

AWAY_S = 4.0
_WAITING = "SELECT count(*) AS n FROM outbox WHERE parked_at IS NULL"


def bus_up(process: Program) -> bool:
    """Whether the process says that its bus is up."""
    return httpx.get(f"{process.url}/health", timeout=5).json()["parts"]["bus"]["up"]


def metric(process: Program, name: str) -> float:
    """The sum of a metric's values."""
    lines = httpx.get(f"{process.url}/metrics", timeout=5).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


def drained(scene: Scene) -> bool:
    """Whether nothing waits in the outbox."""
    return not scene.rows(_WAITING)[0]["n"]


def in_order(topics: Topics, topic: str) -> int:
    """How many different events lie there; AssertionError when a key's first appearances are out of order."""
    seen: dict[str, list[int]] = {}
    ids: set[str] = set()
    for event in topics.events(topic):
        if event["id"] not in ids:
            ids.add(event["id"])
            seen.setdefault(event["partitionkey"], []).append(int(event["sequence"]))
    assert all(places == sorted(places) for places in seen.values()), seen
    return len(ids)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_with_kafka_away_chat_works_reminders_ring_and_the_outbox_drains_after(stage, broker, how):  # F5
    broker.start()
    topics = Topics(broker.servers)
    topics.make()
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        wait_until(lambda: bus_up(bot), 30, "the bus")
        scene.fake.type("add before")
        getattr(broker, how)()
        ringing = scene.remind("ring without Kafka", 2)
        began = time.monotonic()
        for number in range(5):
            assert scene.fake.type(f"add number {number}")["tries"][0]["status"] == 200
            assert scene.fake.type(f"rename #{number + 3} to changed {number}")["tries"][0]["status"] == 200
        scene.reaches(ringing, "sent", timeout=15)
        assert len(scene.posts(ringing)) == 1
        wait_until(lambda: not bus_up(bot), 20, "the bot to say that the bus is away")
        assert httpx.get(f"{bot.url}/health/ready", timeout=5).json()["degraded"] == ["bus"]
        assert not drained(scene)
        time.sleep(max(0.0, began + AWAY_S - time.monotonic()))
        broker.start()
        wait_until(lambda: bus_up(bot) and drained(scene), 60, "the outbox to drain", every=0.25)
        created = [one for one in topics.types("task-events") if one == "task-created"]
        assert len(created) >= 7
        assert (
            in_order(topics, "task-events")
            == scene.rows("SELECT count(*) AS n FROM events WHERE type LIKE 'task-%'")[0]["n"]
        )
        in_order(topics, "reminders")


def test_without_kafka_at_the_start_it_starts_degraded_and_connects_by_itself(stage, broker):  # F6
    topics = Topics(broker.servers)
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        assert httpx.get(f"{bot.url}/health/ready", timeout=5).json() == {"up": True, "degraded": ["bus"]}
        ringing = scene.remind("ring although Kafka never was", 2)
        scene.reaches(ringing, "sent", timeout=15)
        assert len(scene.posts(ringing)) == 1
        broker.start()
        wait_until(lambda: "todobot topics" in str(httpx.get(f"{bot.url}/health").json()), 30, "word of missing topics")
        topics.make()
        wait_until(lambda: bus_up(bot) and drained(scene), 30, "the outbox to drain")
        assert "reminder-delivered" in topics.types("reminders")


def test_a_record_that_kafka_refuses_is_parked_with_its_reason_and_the_others_flow(stage, topics):  # F7
    topics.configure("task-events", max_message_bytes="3000")
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        wait_until(lambda: bus_up(bot), 30, "the bus")
        for number in range(3):
            scene.fake.type(f"add small {number}")
        scene.fake.type("add heavy\n" + "x" * 2_900)
        for number in range(3, 6):
            scene.fake.type(f"add small {number}")
        wait_until(lambda: drained(scene), 30, "the outbox to drain")
        wait_until(lambda: topics.types("task-events").count("task-created") == 6, 30, "the small ones")
        parked = scene.rows("SELECT topic, parked_reason FROM outbox WHERE parked_at IS NOT NULL")
        assert parked == [{"topic": "task-events", "parked_reason": "MessageSizeTooLargeError"}]
        assert metric(bot, "todobot_parked_total") == 1
        assert "outbox.parked" in bot.said()


def test_poison_goes_to_the_dead_letters_and_what_comes_after_it_is_handled(stage, topics):  # F8
    event = b'{"specversion": "9.9", "id": "x"}'
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        wait_until(lambda: bus_up(bot), 30, "the bus")
        topics.write("reminders", b"{not json", event, b'"' + b"y" * 900_000 + b'"', b"[]")
        ringing = scene.remind("ring after the poison", 2)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        wait_until(lambda: len(topics.records("dead-letters")) == 8, 30, "four dead letters of each group")
        reasons = {dict(record.headers)["reason"].decode()[:10] for record in topics.records("dead-letters")}
        assert {reason[:8] for reason in reasons} == {"not JSON", "not Clou", "JSON, bu"}
        assert metric(bot, "todobot_dead_letters_total") == 8


def test_a_topic_that_is_read_again_from_its_beginning_has_no_second_effect(stage, topics):  # F9
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        wait_until(lambda: bus_up(bot), 30, "the bus")
        rung = [scene.remind(f"ring {number}", 1) for number in range(3)]
        for one in rung:
            scene.reaches(one, "sent")
        wait_until(lambda: drained(scene), 20, "the outbox to drain")
        attempts, records = scene.count("attempts"), len(topics.records("reminders"))
        bot.stop()
        for group in ("notify", "schedule"):
            topics.rewind(group, "reminders")
        scene.start(bot)
        wait_until(lambda: metric(bot, "todobot_consumed_total") >= 2 * records, 30, "both groups to read again")
        last = scene.remind("ring afterwards", 1)
        scene.reaches(last, "sent")
        assert all(len(scene.posts(one)) == 1 for one in (*rung, last))
        assert scene.count("attempts") == attempts + 1


def test_a_second_member_that_joins_during_the_handling_changes_nothing(stage, topics):  # F10
    with stage() as scene:
        first = scene.bot(**topics.settings)
        wait_until(lambda: bus_up(first), 30, "the bus")
        rung = [scene.remind(f"ring {number}", 2 + number / 5) for number in range(10)]
        second = scene.part("work", start=False, **topics.settings)
        second.start(ready="")
        rung += [scene.remind(f"ring {number}", 3 + number / 10) for number in range(10, 20)]
        for one in rung:
            scene.reaches(one, "sent", timeout=30)
        second.stop()
        assert [len(scene.posts(one)) for one in rung] == [1] * 20
