"""Claims of addresses: leases, fences, zombies, and what is unknown when a poster dies."""

from __future__ import annotations

import asyncio
import time

import pytest

from core.db import claims
from core.db.claims import Result
from core.db.uow import Scope
from core.domain.occurrence import NEXT
from core.replies.book import load
from core.settings import Settings
from workers.outcomes import conclude
from workers.posting import Poster, nonce_of

SCOPE = Scope.system("notify")


@pytest.fixture
def claim(db):
    async def claim(holder="a", lease_s=5.0, **rest):
        values = {"platforms": ["fake"], "addresses": 10, "each": 10} | rest
        return await db.run(SCOPE, lambda tx: claims.claim(tx, holder=holder, lease_s=lease_s, **values))

    return claim


@pytest.fixture
def end(db):
    async def end(*results):
        return await db.run(SCOPE, lambda tx: conclude(tx, list(results)))

    return end


async def due(world, text="tea", **rest):
    _, occurrence = await world.remind(text, in_s=-1, **rest)
    await world.rows("UPDATE occurrences SET state = 'due' WHERE id = %(id)s", id=occurrence.id)
    return occurrence


def sent(row, message_id="m1"):
    return Result(
        row["address_id"], row["fence"], row["id"], row["tries"], "sent", "sent", message_id=message_id, release=True
    )


async def test_one_poster_per_address_oldest_first(world, claim, end):
    for text in ("one", "two", "three"):
        await due(world, text)
    rows = await claim(each=2)
    assert [row["text"] for row in rows] == ["one", "two"]
    assert await claim("b") == []
    await end(*(sent(row, row["text"]) for row in rows))
    assert [row["text"] for row in await claim("b")] == ["three"]


async def test_a_channel_in_use_is_not_skipped(world, claim, db):
    await due(world)
    async with db.transaction(SCOPE) as tx:  # somebody stores a message there, and has not committed yet
        await tx.rows("SELECT 1 FROM addresses FOR KEY SHARE")
        assert len(await claim()) == 1


async def test_other_platforms_and_blocked_addresses_wait(world, claim, end, db):
    await due(world)
    assert await claim(platforms=["slack"]) == []
    row = (await claim())[0]
    await end(Result(row["address_id"], row["fence"], row["id"], 1, wait=0.3, block=0.3, release=True))
    assert await claim() == []
    wait = await db.run(SCOPE, lambda tx: claims.next_wait(tx, ["fake"]))
    assert 0 < wait <= 0.3
    await asyncio.sleep(0.35)
    assert len(await claim()) == 1


async def test_a_dead_posters_work_is_unknown_after_its_lease_and_tried_once_more(world, claim, db):
    occurrence = await due(world)
    await claim(lease_s=0.2)

    async def lapse():
        return await db.run(SCOPE, lambda tx: claims.lapse(tx, hold_s=0.0))

    assert await lapse() == []
    await asyncio.sleep(0.25)
    assert [row["final"] for row in await lapse()] == [False]
    row = (await claim("b", lease_s=0.2))[0]
    assert (row["tries"], row["unknowns"]) == (2, 1)
    await asyncio.sleep(0.25)
    assert [row["final"] for row in await lapse()] == [True]
    assert await claim("c") == []
    state = await world.state(occurrence)
    assert (state["state"], state["reason"], state["tries"]) == ("unknown", "unknown twice", 2)


async def test_where_a_second_post_is_dropped_a_dead_posters_work_is_tried_until_it_is_known(world, claim, db):
    occurrence = await due(world)
    finals = []
    for _ in range(claims.UNKNOWNS):
        assert len(await claim(lease_s=0.01)) == 1
        await asyncio.sleep(0.02)
        lapsed = await db.run(SCOPE, lambda tx: claims.lapse(tx, hold_s=0.0, certain=["fake"]))
        finals += [row["final"] for row in lapsed]
    assert finals == [False] * (claims.UNKNOWNS - 1) + [True]
    assert (await world.state(occurrence))["state"] == "unknown"


async def test_an_answer_under_an_old_fence_changes_nothing(world, claim, end, db):
    occurrence = await due(world)
    zombie = (await claim(lease_s=0.1))[0]
    await asyncio.sleep(0.15)
    await db.run(SCOPE, lambda tx: claims.lapse(tx, hold_s=0.0))
    heir = (await claim("b"))[0]
    await end(sent(zombie, "old"))
    assert (await world.state(occurrence))["state"] == "sending"
    assert await world.rows("SELECT 1 FROM addresses WHERE lease_until IS NULL") == []
    await end(sent(heir, "new"))
    state = await world.state(occurrence)
    assert (state["state"], state["message_id"]) == ("sent", "new")


async def test_a_late_answer_settles_what_was_unknown(world, claim, end, db):
    occurrence = await due(world)
    row = (await claim(lease_s=0.1))[0]
    await asyncio.sleep(0.15)
    await db.run(SCOPE, lambda tx: claims.lapse(tx, hold_s=60.0))
    await end(sent(row))
    assert (await world.state(occurrence))["state"] == "sent"
    assert "sent" in NEXT["unknown"]
    assert [one["state"] for one in await world.rows("SELECT state FROM attempts")] == ["sent"]


async def test_a_zombie_does_not_post(world, claim, notifier, db):
    await due(world)
    row = (await claim())[0]
    settings = Settings(_env_file=None)
    poster = Poster({"fake": notifier}, settings, load(), db.clock)
    result = await poster.post(row, time.monotonic() - settings.lease_seconds + settings.call_timeout_seconds)
    assert (result.state, notifier.log) == ("due", [])
    assert (await poster.post(row, time.monotonic())).state == "sent"


async def test_what_cannot_be_said_is_tried_again_and_then_given_up(world, claim, notifier, db):
    await due(world)
    row = (await claim())[0] | {"text": None, "task": {"number": 1, "priority": "x"}, "task_id": None}
    poster = Poster({"fake": notifier}, Settings(_env_file=None), load(), db.clock)
    assert (await poster.post(row, time.monotonic())).state == "due"
    assert (await poster.post(row | {"tries": 5}, time.monotonic())).state == "failed"


async def test_a_nonce_is_short_ascii_and_stable(world):
    occurrence = await due(world)
    assert nonce_of(occurrence.id) == nonce_of(occurrence.id)
    assert len(nonce_of(occurrence.id)) <= 25
    assert nonce_of(occurrence.id).isascii()


async def test_what_was_due_while_the_laptop_slept_was_missed_offline(world, claim, notifier, db, monkeypatch):
    await due(world)
    await world.rows("UPDATE occurrences SET due_at = due_at - interval '2 minutes'")
    row = (await claim())[0]
    poster = Poster({"fake": notifier}, Settings(_env_file=None), load(), db.clock)
    poster._began -= 3600  # up for an hour
    assert poster._lateness(row).why == "busy"
    assert poster._lateness(row | {"refused": 1}).why == "refused"
    real = time.time
    monkeypatch.setattr("workers.posting.time.time", lambda: real() + 1800)
    assert poster._lateness(row).why == "offline"
