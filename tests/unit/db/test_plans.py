"""On 100,000 tasks PostgreSQL walks an index for all that a person waits for, and touches few rows."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from core.db import claims, history, outbox, reminders, search, tasks
from core.db.directory import Directory, Known
from core.db.engine import Database
from core.db.sight import Seer
from core.db.tasks import Filter
from core.db.uow import Scope, Transaction
from core.messages import Address, Author
from tests.conftest import dsn_of, other_database
from tests.crowd import CHANNELS, fill

SIZE = 100_000
BIG = ("tasks", "reminders", "occurrences", "events")
DAY = date(2026, 11, 23)
DUE: dict[str, Any] = {"order": "due", "falling": False, "limit": 21}
_DUE_NOW = (
    "UPDATE occurrences SET state = 'due', due_at = now() WHERE id IN (SELECT id FROM occurrences ORDER BY due_at"
    " LIMIT 20)"
)
_ON_THEIR_WAY = (
    "INSERT INTO outbox (id, workspace_id, event_id, lane, topic, key, sequence, created_at)"
    " SELECT gen_random_uuid(), workspace_id, id, position % 64, 'task-events', subject, 1, now() FROM events"
    " LIMIT 200"
)


class Explaining(Transaction):
    """Runs each statement under EXPLAIN as well, and keeps the plans."""

    plans: list[dict[str, Any]]

    async def _fetch(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        explained = await super()._fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        self.plans.append(explained[0]["QUERY PLAN"][0]["Plan"])
        return await super()._fetch(sql, params)


@pytest.fixture(scope="module")
def crowded(server_url: str, template: str) -> Iterator[tuple[str, Known]]:
    """A database with 100,000 tasks in the workspace of Ann, and as many reminders and events."""
    name = f"crowd_{secrets.token_hex(6)}"
    with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    url = other_database(server_url, name)

    async def identify() -> Known:
        database = Database(url)
        known = await Directory(database).identify(Address("fake", "acme", "", "", "ann"), Author("ann", "Ann"))
        await database.stop()
        return known

    try:
        known = asyncio.run(identify())
        fill(dsn_of(url), known, SIZE)
        with psycopg.connect(dsn_of(url), autocommit=True) as connection:
            connection.execute(_DUE_NOW)
            connection.execute(_ON_THEIR_WAY)
            connection.execute("VACUUM ANALYZE")
        yield url, known
    finally:
        with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan's node and all below it."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def touched(plan: dict[str, Any]) -> int:
    """How many rows were read from tables, those that were dropped again included."""
    rows = 0.0
    for node in nodes(plan):
        if "Relation Name" in node and "Scan" in node["Node Type"]:
            dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            rows += (node["Actual Rows"] + dropped) * node["Actual Loops"]
    return round(rows)


async def explained(crowded: tuple[str, Known], work: Any, *, system: bool = False) -> list[dict[str, Any]]:
    """The plans of all statements that `work(tx, seer)` runs; what it changes is taken back."""
    url, known = crowded
    database = Database(url)
    seer = Seer(known.person_id, frozenset(CHANNELS))
    scope = Scope.system("test") if system else Scope.of(known.workspace_id)
    try:
        async with database.transaction(scope) as tx:
            explaining = Explaining(tx._raw, scope, tx.clock)
            explaining.plans = []
            await work(explaining, seer)
            await tx._raw.rollback()
    finally:
        await database.stop()
    assert explaining.plans
    return explaining.plans


def check(plans: list[dict[str, Any]], most: int) -> None:
    for plan in plans:
        whole = [node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
        assert not set(whole) & set(BIG), plan
    assert sum(map(touched, plans)) <= most, [
        (node["Node Type"], node.get("Index Name"), touched(node)) for plan in plans for node in nodes(plan)
    ]


ORDERS = [
    (order, falling) for order in ("due", "number", "priority", "created", "updated") for falling in (True, False)
]


@pytest.mark.parametrize(("order", "falling"), ORDERS)
async def test_a_page_in_every_order(crowded, order, falling):
    async def work(tx, seer):
        first = await tasks.page(tx, seer, Filter(order=order, falling=falling, limit=21))
        keys = tasks.keys_of(first[-1], order)
        assert len(await tasks.page(tx, seer, Filter(order=order, falling=falling, limit=21, after=keys))) == 21

    check(await explained(crowded, work), 4000)


FILTERS = {
    "all states": Filter(status=None, limit=21),
    "done": Filter(status="done", limit=21),
    "one priority": Filter(priority=1, **DUE),
    "a tag that many have": Filter(tags=("work",), **DUE),
    "a tag that few have": Filter(tags=("rare",), **DUE),
    "overdue": Filter(overdue_on=DAY, **DUE),
    "due on a day": Filter(due_from=DAY, due_to=DAY, **DUE),
    "assigned to me": Filter(assigned_to=None, **DUE),
    "a list": Filter(list_name="reading", **DUE),
    "a part of the title": Filter(text="groceries 12", limit=21),
    "words": Filter(words="passport 77", limit=21),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_page_of_what_fits(crowded, name):
    check(await explained(crowded, lambda tx, seer: tasks.page(tx, seer, FILTERS[name])), 15_000)


async def test_what_is_assigned_to_me_and_what_i_gave_to_others(crowded):
    async def work(tx, seer):
        assert await tasks.page(tx, seer, Filter(assigned_to=seer.person, **DUE))
        assert await tasks.page(tx, seer, Filter(given_by=seer.person, **DUE))

    check(await explained(crowded, work), 8000)


async def test_counting_ends_where_it_would_take_too_long(crowded):
    async def work(tx, seer):
        assert await tasks.count(tx, seer, Filter()) == tasks.COUNTED + 1
        assert await tasks.count(tx, seer, Filter(tags=("rare",))) == 50

    check(await explained(crowded, work), 8000)


@pytest.mark.parametrize(
    "text", ["groceries", "renew the passport 77", "weather", "buy the groceries 14", "nothing at all"]
)
async def test_a_search_by_words(crowded, text):
    check(await explained(crowded, lambda tx, seer: search.having(tx, seer, Filter(), text)), 30_000)


@pytest.mark.parametrize("text", ["reprot", "pasport 77", "grocries"])
async def test_a_search_by_misspelt_words(crowded, text):
    async def work(tx, seer):
        assert await search.alike(tx, seer, Filter(), text)

    check(await explained(crowded, work), 40_000)


@pytest.mark.parametrize("text", ["buy the groceries 14", "the report", "reprot", "renew the passport for Anna"])
async def test_a_title_is_resolved(crowded, text):
    async def work(tx, seer):
        assert await search.near(tx, seer, text, "open")

    check(await explained(crowded, work), 40_000)


async def test_one_by_its_number_or_id(crowded):
    async def work(tx, seer):
        found = await tasks.by_number(tx, 77_777, seer, lock=True)
        assert found is not None
        assert await tasks.by_id(tx, found.id, seer)
        await tasks.lock_about(tx, [found.id])
        await reminders.by_number(tx, SIZE + 77_777, seer)
        await reminders.of_task(tx, found.id)

    check(await explained(crowded, work), 50)


async def test_what_was_touched_last(crowded):
    async def work(tx, seer):
        known, now = crowded[1], await tx.now()
        await history.last_subjects(tx, known.address_id, seer.person, now)
        await history.last_event(tx, known.address_id)
        await history.last_correlation(tx, seer.person, known.address_id, now)

    check(await explained(crowded, work), 50)


async def test_what_is_due_is_claimed(crowded):
    async def work(tx, seer):
        await claims.claim(tx, holder="test", lease_s=15, platforms=["fake"], addresses=10, each=10)
        await claims.next_wait(tx, ["fake"])
        await claims.lapse(tx, hold_s=5)

    check(await explained(crowded, work, system=True), 1000)


async def test_what_is_on_its_way_is_taken(crowded):
    async def work(tx, seer):
        await outbox.take(tx, holder="test", lease_s=15, wanted=["task-events"])

    check(await explained(crowded, work, system=True), 64 * 200 + 2000)  # each lane is asked whether it has any
