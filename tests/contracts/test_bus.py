"""What every EventBus promises; each implementation that ships is run through it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from core.bus.memory import MemoryBus
from core.bus.topics import load
from core.domain.columns import new_id
from core.domain.envelope import Envelope
from core.domain.events import REMINDERS, TASK_EVENTS, TOPICS, WAKES
from core.errors import RefusedError, UnavailableError
from core.ports import Verdict


def memory():
    return MemoryBus()


@pytest.fixture(params=[memory])
async def bus(request):
    made = request.param()
    await made.start()
    yield made
    await made.stop()


def event(key="k", sequence=1, topic=TASK_EVENTS):
    return Envelope(
        id=new_id(),
        type="task-created",
        topic=topic,
        key=key,
        subject=new_id(),
        workspace_id=new_id(),
        time=datetime.now(UTC),
        sequence=sequence,
    )


class Consumer:
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


async def test_every_group_gets_every_event_in_order_and_in_batches_of_at_most_100(bus):
    first, second = Consumer(), Consumer()
    bus.subscribe("first", [TASK_EVENTS], first)
    bus.subscribe("second", [TASK_EVENTS, REMINDERS], second)
    events = [event(sequence=number) for number in range(250)]
    await bus.publish(TASK_EVENTS, events)
    assert first.seen == second.seen == [one.id for one in events]
    assert max(len(batch) for batch in first.batches) <= 100


async def test_members_of_a_group_share_its_keys_and_keep_their_order(bus):
    members = [Consumer(), Consumer()]
    for member in members:
        bus.subscribe("group", [TASK_EVENTS], member)
    events = [event(key=f"k{number % 20}", sequence=number) for number in range(200)]
    await bus.publish(TASK_EVENTS, events)
    assert sorted(members[0].seen + members[1].seen) == sorted(one.id for one in events)
    assert members[0].seen
    assert members[1].seen
    for member in members:
        for key in {one.key for batch in member.batches for one in batch}:
            got = [one.sequence for batch in member.batches for one in batch if one.key == key]
            assert got == [one.sequence for one in events if one.key == key]


async def test_publish_returns_only_after_the_handlers(bus):
    ended = []

    async def slow(events):
        await asyncio.sleep(0.05)
        ended.append(len(events))
        return [Verdict.DONE] * len(events)

    bus.subscribe("group", [TASK_EVENTS], slow)
    await bus.publish(TASK_EVENTS, [event()])
    assert ended == [1]


async def test_a_retry_is_given_again_with_what_follows_of_its_key(bus):
    consumer = Consumer()
    bus.subscribe("group", [TASK_EVENTS], consumer)
    a1, a2, b1 = event("a", 1), event("a", 2), event("b", 1)
    consumer.verdicts[a1.id] = [Verdict.RETRY, Verdict.DONE]
    await bus.publish(TASK_EVENTS, [a1, b1, a2])
    assert consumer.seen == [a1.id, b1.id, a2.id, a1.id, a2.id]


async def test_what_nobody_takes_is_named_and_the_rest_goes_on(bus):
    consumer = Consumer()
    bus.subscribe("group", [TASK_EVENTS], consumer)
    never, dropped, fine = event("a"), event("b"), event("c")
    consumer.verdicts = {never.id: [Verdict.RETRY] * 5, dropped.id: [Verdict.DROP]}
    with pytest.raises(RefusedError) as refused:
        await bus.publish(TASK_EVENTS, [never, dropped, fine])
    assert set(refused.value.reasons) == {never.id, dropped.id}
    assert consumer.seen.count(never.id) == 5
    assert consumer.seen.count(dropped.id) == 1
    assert consumer.seen.count(fine.id) == 1


async def test_a_handler_that_breaks_on_one_event_does_not_stop_the_others(bus):
    poison = event("p")
    good = [event(f"k{number}") for number in range(10)]
    done = set()

    async def handler(events):
        if poison in events:
            raise ValueError("poison")
        done.update(one.id for one in events)
        return [Verdict.DONE] * len(events)

    bus.subscribe("group", [TASK_EVENTS], handler)
    with pytest.raises(RefusedError) as refused:
        await bus.publish(TASK_EVENTS, [good[0], poison, *good[1:]])
    assert list(refused.value.reasons) == [poison.id]
    assert "ValueError" in refused.value.reasons[poison.id]
    assert done == {one.id for one in good}


async def test_a_database_that_is_down_is_nobodys_fault(bus):
    async def handler(events):
        raise UnavailableError("down")

    bus.subscribe("group", [TASK_EVENTS], handler)
    with pytest.raises(UnavailableError):
        await bus.publish(TASK_EVENTS, [event()])


async def test_a_watcher_hears_of_topics_and_wakes(bus):
    heard = []

    async def watcher(topic):
        heard.append(topic)

    bus.watch([TASK_EVENTS, WAKES], watcher)
    await bus.publish(TASK_EVENTS, [event()])
    await bus.publish(REMINDERS, [event(topic=REMINDERS)])
    await bus.wake()
    assert heard == [TASK_EVENTS, WAKES]


async def test_publish_without_readers_is_fine_and_after_stop_it_is_refused(bus):
    await bus.publish(TASK_EVENTS, [event()])
    await bus.stop()
    with pytest.raises(UnavailableError):
        await bus.publish(TASK_EVENTS, [event()])


def test_every_topic_is_listed():
    assert set(load()) == set(TOPICS)
    assert load()["task-updates"].cleanup == "compact"
