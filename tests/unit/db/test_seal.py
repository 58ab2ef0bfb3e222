"""The chain of events: places without gaps, hashes that follow, and every way to break them found."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from core.db.seal import in_order, seal, verify
from core.db.uow import Scope
from core.domain import Workspace
from core.domain.columns import new_id
from core.domain.events import Change, TaskUpdated

SCOPE = Scope.system("sealer")


@pytest.fixture
async def workspaces(db):
    rows = [Workspace(platform="fake", external_id=f"T{n}", created_at=datetime.now(UTC)) for n in range(3)]

    async def work(tx):
        for row in rows:
            tx.insert(row)

    await db.run(SCOPE, work)
    return [row.id for row in rows]


async def emit(db, workspace, count=5):
    async def work(tx):
        for number in range(count):
            after = {"title": f"é {number} ⏰", "at": 1.5, "list": [1, None, True], "big": 2**60}
            tx.emit(TaskUpdated(new_id(), 1, Change({}, after)))

    await db.run(Scope.of(workspace), work)


async def write(db, sql, **params):
    return await db.run(SCOPE, lambda tx: tx.write(sql, **params))


async def test_each_workspace_has_its_own_gapless_chain(db, workspaces):
    for _ in range(3):
        for workspace in workspaces:
            await emit(db, workspace, 4)
        assert await db.run(SCOPE, seal) == 12
    assert await db.run(SCOPE, seal) == 0
    for workspace in workspaces:
        found = await verify(db, workspace)
        assert (found.ok, found.checked, found.unsealed) == (True, 12, 0)


async def test_the_unsealed_tail_is_reported(db, workspaces):
    await emit(db, workspaces[0], 2)
    await db.run(SCOPE, seal)
    await emit(db, workspaces[0], 3)
    found = await verify(db, workspaces[0])
    assert (found.ok, found.checked, found.unsealed) == (True, 2, 3)
    assert (await verify(db, workspaces[1])).ok


async def test_rival_sealers_give_every_place_once(db, workspaces):
    async def commit(workspace):
        for _ in range(10):
            await emit(db, workspace, 3)

    async def sealer():
        for _ in range(15):
            await db.run(SCOPE, seal)
            await asyncio.sleep(0.005)

    await asyncio.gather(*(commit(workspace) for workspace in workspaces), sealer(), sealer())
    await db.run(SCOPE, seal)
    for workspace in workspaces:
        found = await verify(db, workspace)
        assert (found.ok, found.checked, found.unsealed) == (True, 30, 0)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE events SET data = jsonb_set(data, '{after,title}', '\"x\"') WHERE position = 3", "its data"),
        ("UPDATE events SET type = 'task-deleted' WHERE position = 3", "its hash"),
        ("UPDATE events SET time = time + interval '1 s' WHERE position = 3", "its hash"),
        ("UPDATE events SET subject = id WHERE position = 3", "its hash"),
        ("UPDATE events SET hash = digest WHERE position = 3", "its hash"),
        ("DELETE FROM events WHERE position = 3", "position 3 is missing"),
        ("DELETE FROM events WHERE position = 5", "head"),
    ],
)
async def test_a_changed_chain_names_its_first_bad_event(db, workspaces, sql, reason):
    await emit(db, workspaces[0], 5)
    await db.run(SCOPE, seal)
    ids = {row["position"]: row["id"] for row in await write(db, "UPDATE events SET id = id RETURNING id, position")}
    await write(db, sql)
    found = await verify(db, workspaces[0])
    assert not found.ok
    assert reason in found.reason
    expected = {"position 3 is missing": ids[4], "head": None}.get(reason, ids[3])
    assert found.bad == expected


async def test_erased_data_does_not_break_the_chain(db, workspaces):
    await emit(db, workspaces[0], 5)
    await db.run(SCOPE, seal)
    await write(db, "UPDATE events SET data = NULL, salt = NULL WHERE position = 2")
    assert (await verify(db, workspaces[0])).ok


async def test_data_without_salt_is_not_taken_for_erased(db, workspaces):
    await emit(db, workspaces[0], 3)
    await db.run(SCOPE, seal)
    await write(db, "UPDATE events SET salt = NULL, data = '{}' WHERE position = 2")
    assert not (await verify(db, workspaces[0])).ok


def test_a_subjects_events_keep_their_sequence_whatever_the_clocks():
    rows = [
        {"subject": "a", "sequence": 2},
        {"subject": "b", "sequence": 1},
        {"subject": "a", "sequence": 1},
        {"subject": "a", "sequence": 3},
    ]
    assert [(row["subject"], row["sequence"]) for row in in_order(rows)] == [("a", 1), ("b", 1), ("a", 2), ("a", 3)]
