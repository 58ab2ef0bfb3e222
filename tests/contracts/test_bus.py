"""What every EventBus promises; each implementation that ships is run through it."""

from __future__ import annotations

import asyncio

import pytest

from core.bus.kafka.cluster import make_topics
from core.bus.topics import load
from core.domain.columns import new_id
from core.domain.events import REMINDERS, TASK_EVENTS, TOPICS, WAKES
from core.errors import UnavailableError
from core.ports import Verdict
from tests.contracts.buses import FIRST, SECOND, Dapr, Kafka, Memory, Taker, buried, event, published, until, up

SERVICES = [pytest.param(name, marks=pytest.mark.services) for name in ("kafka", "dapr")]


@pytest.fixture(params=["memory", *SERVICES])
async def kind(request, tmp_path):
    if request.param == "memory":
        return Memory()
    servers = request.getfixturevalue("kafka_servers")
    made = Kafka(servers) if request.param == "kafka" else Dapr(servers, tmp_path)
    await make_topics(made.settings, 1)
    return made


@pytest.fixture
async def make(kind):
    """Another member of the same system; each ends with the test."""
    made = []

    def another():
        made.append(kind.make())
        return made[-1]

    yield another
    for one in made:
        await one.stop()


@pytest.fixture
def bus(make):
    """Not started: subscribe first."""
    return make()


async def test_every_group_gets_every_event_in_order_and_in_batches_of_at_most_100(bus):
    first, second = Taker(), Taker()
    bus.subscribe(FIRST, [TASK_EVENTS], first)
    bus.subscribe(SECOND, [TASK_EVENTS, REMINDERS], second)
    await up(bus)
    events = [event(sequence=number) for number in range(250)]
    await bus.publish(TASK_EVENTS, events)
    await until(lambda: len(first.seen) == len(second.seen) == 250)
    assert first.seen == second.seen == [one.id for one in events]
    assert max(len(batch) for batch in first.batches) <= 100


async def test_members_of_a_group_share_its_keys_and_keep_their_order(kind, make):
    members = [Taker(), Taker()]
    buses = [make()] if kind.local else [make(), make()]
    for number, member in enumerate(members):
        buses[number % len(buses)].subscribe(FIRST, [TASK_EVENTS], member)
    for one in buses:
        await up(one)
    await until(lambda: all(one.health()[0] for one in buses))
    sent = []
    while not sent or not all(member.seen for member in members):  # a group takes a moment to share out
        assert len(sent) < 20_000, "one of the members gets nothing"
        wave = [event(key=f"k{number % 20}", sequence=len(sent) + number) for number in range(200)]
        await buses[0].publish(TASK_EVENTS, wave)
        sent.extend(wave)
        await until(lambda: {one.id for one in sent} <= set(members[0].seen + members[1].seen))
    for member in members:
        for key in {one.key for batch in member.batches for one in batch}:
            got = dict.fromkeys(one.sequence for batch in member.batches for one in batch if one.key == key)
            assert list(got) == sorted(got)


@pytest.mark.parametrize("kind", SERVICES, indirect=True)  # in one process the outbox keeps what has no reader yet
async def test_what_is_published_before_a_group_was_ever_here_is_not_lost_to_it(make):
    early = await up(make())
    sent = event()
    await early.publish(TASK_EVENTS, [sent])
    late, taker = make(), Taker()
    late.subscribe(SECOND, [TASK_EVENTS], taker)
    await up(late)
    await until(lambda: taker.seen == [sent.id])


async def test_an_event_arrives_as_it_was_sent(bus):
    taker = Taker()
    bus.subscribe(FIRST, [TASK_EVENTS], taker)
    await up(bus)
    sent = event(
        data={"before": {}, "after": {"title": "Käse ⏰\x01"}},
        actor=new_id(),
        correlation_id=new_id(),
        causation_id=new_id(),
        traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
    )
    await bus.publish(TASK_EVENTS, [sent])
    await until(lambda: taker.seen)
    assert taker.batches[0] == [sent]


async def test_a_retry_is_given_again_with_what_follows_of_its_key(bus):
    taker = Taker()
    bus.subscribe(FIRST, [TASK_EVENTS], taker)
    await up(bus)
    a1, a2, a3 = event("a", 1), event("a", 2), event("a", 3)
    taker.verdicts[a2.id] = [Verdict.RETRY, Verdict.DONE]
    await bus.publish(TASK_EVENTS, [a1, a2, a3])
    await until(lambda: taker.seen.count(a2.id) == 2 and taker.seen[-1] == a3.id)
    together, apart = [a1.id, a2.id, a3.id, a2.id, a3.id], [a1.id, a2.id, a2.id, a3.id]
    assert taker.seen in (together, apart)  # a broker may bring the last one in a batch of its own


async def test_what_nobody_takes_is_put_aside_with_its_reason_and_the_rest_goes_on(kind, bus):
    taker = Taker()
    bus.subscribe(FIRST, [TASK_EVENTS], taker)
    await up(bus)
    never, dropped, fine = event("a"), event("b"), event("c")
    taker.verdicts = {never.id: [Verdict.RETRY] * 5, dropped.id: [Verdict.DROP]}
    refused = await published(bus, TASK_EVENTS, [never, dropped, fine])
    if not kind.local:
        refused = await buried(kind, 2)
    assert set(refused) == {never.id, dropped.id}
    assert all(FIRST in reason for reason in refused.values())
    await until(lambda: fine.id in taker.seen)
    assert taker.seen.count(never.id) == 5
    assert taker.seen.count(dropped.id) == 1
    assert taker.seen.count(fine.id) == 1


async def test_a_handler_that_breaks_on_one_event_does_not_stop_the_others(kind, bus):
    poison = event("p")
    good = [event(f"k{number}") for number in range(10)]
    done = set()

    async def handler(events):
        if poison in events:
            raise ValueError("poison")
        done.update(one.id for one in events)
        return [Verdict.DONE] * len(events)

    bus.subscribe(FIRST, [TASK_EVENTS], handler)
    await up(bus)
    refused = await published(bus, TASK_EVENTS, [good[0], poison, *good[1:]])
    if not kind.local:
        refused = await buried(kind, 1)
    assert list(refused) == [poison.id]
    assert "ValueError" in refused[poison.id]
    await until(lambda: done == {one.id for one in good})


async def test_a_database_that_is_down_is_nobodys_fault(kind, bus):
    taker, down = Taker(), [True]

    async def handler(events):
        if down[0]:
            raise UnavailableError("down")
        return await taker(events)

    bus.subscribe(FIRST, [TASK_EVENTS], handler)
    await up(bus)
    sent = event()
    if kind.local:
        with pytest.raises(UnavailableError):
            await bus.publish(TASK_EVENTS, [sent])
        down[0] = False
        await bus.publish(TASK_EVENTS, [sent])
    else:
        await bus.publish(TASK_EVENTS, [sent])
        await asyncio.sleep(1)
        down[0] = False
    await until(lambda: taker.seen == [sent.id])


async def test_a_watcher_hears_of_topics_and_wakes_in_every_process(kind, make):
    heard = [[], []]
    buses = [make()] if kind.local else [make(), make()]

    def watcher(number):
        async def hear(topic):
            heard[number].append(topic)

        return hear

    for number in range(2):
        buses[number % len(buses)].watch([TASK_EVENTS, WAKES], watcher(number))
    for one in buses:
        await up(one)
    if not kind.local:  # each is told once when it begins to see
        await until(lambda: all(set(one) == {TASK_EVENTS, WAKES} for one in heard))
        for one in heard:
            one.clear()
    await buses[0].publish(REMINDERS, [event(topic=REMINDERS)])
    await buses[0].publish(TASK_EVENTS, [event()])
    await until(lambda: heard == [[TASK_EVENTS]] * 2)
    await buses[0].wake()
    await until(lambda: heard == [[TASK_EVENTS, WAKES]] * 2)


async def test_publish_without_readers_is_fine_and_after_stop_it_is_refused(bus):
    await up(bus)
    await bus.publish(TASK_EVENTS, [event()])
    await bus.stop()
    with pytest.raises(UnavailableError):
        await bus.publish(TASK_EVENTS, [event()])


def test_every_topic_is_listed():
    assert set(load()) == set(TOPICS)
    assert load()["task-updates"].cleanup == "compact"
