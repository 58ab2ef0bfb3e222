"""The outbox: leases, order, fences, and rows that can never be published."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from core.bus.memory import MemoryBus
from core.db import inbox, outbox
from core.db.uow import Scope
from core.domain import Task, TaskList, Workspace
from core.domain.columns import new_id
from core.domain.events import TASK_EVENTS, TASK_UPDATES, TOPICS, Change, TaskCreated, TaskDeleted, TaskUpdated
from core.errors import UnavailableError
from core.ports import Verdict
from core.settings import Settings
from workers.relay import Relay

SCOPE = Scope.system("relay")
SETTINGS = Settings(_env_file=None)


@pytest.fixture
async def workspace(db):
    row = Workspace(platform="fake", external_id="T", created_at=datetime.now(UTC))

    async def work(tx):
        tx.insert(row)

    await db.run(SCOPE, work)
    return row.id


@pytest.fixture
def emit(db, workspace):
    async def emit(*facts):
        async def work(tx):
            return [tx.emit(fact) for fact in facts]

        return await db.run(Scope.of(workspace), work)

    return emit


def take(db, holder="a", lease_s=15.0, wanted=TOPICS, per_lane=100):
    return db.run(SCOPE, lambda tx: outbox.take(tx, holder=holder, lease_s=lease_s, wanted=wanted, per_lane=per_lane))


def done(db, taken, published=None, parked=None):
    ids = [row.id for row in taken] if published is None else published
    return db.run(SCOPE, lambda tx: outbox.done(tx, taken, ids, parked or {}))


async def waiting(db):
    async with db.transaction(SCOPE) as tx:
        return await tx.rows("SELECT topic, parked_reason FROM outbox ORDER BY id")


async def test_rows_come_by_key_and_sequence_and_go_when_done(db, emit):
    subjects = [new_id() for _ in range(5)]
    for sequence in (3, 1, 2):
        await emit(*(TaskUpdated(subject, sequence) for subject in subjects))
    taken = await take(db)
    assert len(taken) == 30
    for subject in subjects:
        mine = [row.event.sequence for row in taken if row.topic == TASK_EVENTS and row.event.subject == subject]
        assert mine == [1, 2, 3]
    assert await done(db, taken) == 30
    assert await waiting(db) == []


async def test_a_leased_lane_is_nobody_elses_until_it_is_given_back(db, emit):
    await emit(TaskUpdated(new_id(), 1))
    taken = await take(db)
    assert await take(db, "b") == []
    await done(db, taken, [])
    assert len(await take(db, "b")) == 2


async def test_a_relay_that_lost_its_connection_need_not_wait_for_its_own_lease(db, emit):
    await emit(TaskUpdated(new_id(), 1))
    lost = await take(db)
    found = await take(db)
    assert [row.id for row in found] == [row.id for row in lost]
    assert await done(db, lost) == 0
    assert await done(db, found) == 2


async def test_who_lost_the_lane_deletes_nothing(db, emit):
    await emit(TaskUpdated(new_id(), 1))
    zombie = await take(db, "a", lease_s=0.05)
    await asyncio.sleep(0.1)
    heir = await take(db, "b")
    assert len(heir) == 2
    assert await done(db, zombie) == 0
    assert len(await waiting(db)) == 2
    assert await take(db, "c") == []  # nor did it give the heir's lease away
    assert await done(db, heir) == 2


async def test_what_nobody_could_read_is_deleted_on_the_way(db, emit):
    await emit(TaskUpdated(new_id(), 1))
    taken = await take(db, wanted=[TASK_EVENTS])
    assert [row.topic for row in taken] == [TASK_EVENTS]
    assert [row["topic"] for row in await waiting(db)] == [TASK_EVENTS]
    await emit(TaskUpdated(new_id(), 1))
    await done(db, taken)
    assert await take(db, wanted=[]) == []
    assert await waiting(db) == []
    await emit(TaskUpdated(new_id(), 1))
    assert len(await take(db, "b")) == 2  # no lane was kept for nothing


async def test_a_rolled_back_change_leaves_nothing(db, workspace):
    async def work(tx):
        tx.emit(TaskUpdated(new_id(), 1))
        raise ValueError

    with pytest.raises(ValueError):
        await db.run(Scope.of(workspace), work)
    assert await waiting(db) == []


async def relay_of(db, bus):
    await bus.start()
    return Relay(db, bus, SETTINGS, "me")


async def test_a_refused_row_is_parked_with_its_reason_and_its_key_goes_on(db, emit):
    seen = []

    async def handler(events):
        seen.extend((one.subject, one.sequence) for one in events)
        return [Verdict.DROP if one.sequence == 1 else Verdict.DONE for one in events]

    bus = MemoryBus()
    bus.subscribe("group", [TASK_EVENTS], handler)
    relay = await relay_of(db, bus)
    subject = new_id()
    await emit(TaskUpdated(subject, 1), TaskUpdated(subject, 2))
    assert (await relay.step()).found
    assert seen == [(subject, 1), (subject, 2)]
    assert await waiting(db) == [{"topic": TASK_EVENTS, "parked_reason": "group: dropped"}]
    assert not (await relay.step()).found
    assert await db.run(SCOPE, outbox.unpark) == 1
    await relay.step()
    assert seen.count((subject, 1)) == 2


async def test_while_the_bus_is_down_nothing_leaves_and_the_lanes_are_free(db, emit):
    down = True
    seen = []

    async def handler(events):
        if down:
            raise UnavailableError("down")
        seen.extend(one.sequence for one in events)
        return [Verdict.DONE] * len(events)

    bus = MemoryBus()
    bus.subscribe("group", [TASK_EVENTS], handler)
    relay = await relay_of(db, bus)
    await emit(*(TaskUpdated(new_id(), 1) for _ in range(10)))
    with pytest.raises(UnavailableError):
        await relay.step()
    assert len([row for row in await waiting(db) if row["topic"] == TASK_EVENTS]) == 10
    down = False
    await relay.step()
    assert len(seen) == 10


async def test_task_updates_carry_the_state_at_send_time_once(db, emit, workspace):
    got = []

    async def handler(events):
        got.extend(events)
        return [Verdict.DONE] * len(events)

    bus = MemoryBus()
    bus.subscribe("search", [TASK_UPDATES], handler)
    relay = await relay_of(db, bus)
    now = datetime.now(UTC)
    inbox_list = TaskList(workspace_id=workspace, channel="C", created_at=now)
    person = await person_of(db)
    task = Task.create(workspace_id=workspace, list_id=inbox_list.id, creator_id=person, title="old", now=now)

    async def create(tx):
        tx.insert(inbox_list)
        tx.insert(task)
        tx.emit(TaskCreated(task.id, 1, Change({}, task.snapshot())), workspace_id=workspace)

    await db.run(SCOPE, create)

    async def change(tx):
        await tx.save(task, task.update(now, title="new"))
        tx.emit(TaskUpdated(task.id, task.version))

    await db.run(Scope.of(workspace), change)
    await relay.step()
    assert [(one.data["title"], one.data["version"], one.sequence, one.data["deleted"]) for one in got] == [
        ("new", 2, 2, False)
    ]

    async def delete(tx):
        await tx.save(task, task.delete(now))
        tx.emit(TaskDeleted(task.id, task.version))

    await db.run(Scope.of(workspace), delete)
    await relay.step()
    assert got[-1].data["deleted"] is True
    assert got[-1].data["version"] == 3


async def person_of(db):
    async with db.transaction(SCOPE) as tx:
        rows = await tx.write(
            "INSERT INTO persons (id, name, zone_set, preferences, version, created_at)"
            " VALUES (%(id)s, 'Ann', false, '{}', 0, now()) RETURNING id",
            id=new_id(),
        )
    return rows[0]["id"]


async def test_the_inbox_takes_an_event_once_per_consumer_also_from_rivals(db):
    ids = [new_id() for _ in range(20)]

    def take_all(consumer):
        return db.run(SCOPE, lambda tx: inbox.take(tx, consumer, [*ids, ids[0]]))

    first, second = await asyncio.gather(take_all("a"), take_all("a"))
    assert first | second == set(ids)
    assert not first & second
    assert await take_all("b") == set(ids)


async def test_a_written_document_is_the_one_that_the_envelope_makes(db, emit):
    """Also with quotes, control characters and everything absent that may be."""
    await emit(
        TaskUpdated(new_id(), 1, Change({"title": 'a "b" \\ \n ü'}, {"title": "c", "tags": ["x", None], "n": 1.5})),
        TaskUpdated(new_id(), 2),
    )
    whole = {row.event.id: row.event for row in await take(db, lease_s=0) if row.topic == TASK_EVENTS}
    async with db.transaction(SCOPE) as tx:
        written = await outbox.take(tx, holder="b", lease_s=0, wanted=[TASK_EVENTS], written=True)
    assert len(written) == len(whole) == 2
    for row in written:
        document = json.loads(row.event.document)
        expected = whole[row.event.id].to_cloudevent()
        assert datetime.fromisoformat(document.pop("time")) == datetime.fromisoformat(expected.pop("time"))
        assert document == expected
        assert row.event.key == whole[row.event.id].key


async def test_hands_share_the_lanes_and_leave_none_out(db, emit):
    subjects = [new_id() for _ in range(60)]
    await emit(*(TaskUpdated(subject, 1) for subject in subjects))
    async with db.transaction(SCOPE) as tx:
        shares = [
            await outbox.take(tx, holder="a", lease_s=15, wanted=TOPICS, hand=(hand, 3), written=True)
            for hand in range(3)
        ]
    lanes = [{row.lane for row in share} for share in shares]
    assert sum(map(len, shares)) == 120
    assert not (lanes[0] & lanes[1] or lanes[0] & lanes[2] or lanes[1] & lanes[2])
