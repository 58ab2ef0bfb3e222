"""A page of tasks shows what its reader may see, each once, in the order that was asked for."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from core.db import search, tasks
from core.db.directory import Directory
from core.db.sight import Seer
from core.db.tasks import Filter
from core.db.uow import Scope
from core.domain import Task, TaskList
from core.messages import Address, Author

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORDS = ("groceries", "dentist", "report", "passport", "Ärger", "Straße", "plans")


def author(name: str) -> tuple[Address, Author]:
    return Address("fake", "acme", "", "", name), Author(name, name.title())


@pytest.fixture
async def made(db):
    """(people by name, all tasks with the channel of each): every way of owning, having, seeing and being done."""
    directory, chance = Directory(db), random.Random(7)
    people = {name: await directory.identify(*author(name)) for name in ("ann", "bob", "cid")}
    workspace = people["ann"].workspace_id
    lists = {
        channel: TaskList(workspace_id=workspace, channel=channel, created_at=NOW) for channel in ("open", "closed")
    }
    every: list[tuple[Task, str | None]] = []
    async with db.transaction(Scope.of(workspace)) as tx:
        for one in lists.values():
            tx.insert(one)
    async with db.transaction(Scope.of(workspace)) as tx:
        cases = itertools.product(
            people, (None, "open", "closed"), ((), ("ann",), ("bob", "ann")), (False, True), range(3)
        )
        for place, (creator, channel, assigned, done, _) in enumerate(cases):
            day = (NOW + timedelta(days=chance.randrange(9))) if chance.random() < 0.7 else None
            task = Task.create(
                workspace_id=workspace,
                list_id=lists[channel].id if channel else people[creator].inbox_id,
                creator_id=people[creator].person_id,
                title=f"{chance.choice(WORDS)} {chance.choice(WORDS)} {place}",
                now=NOW + timedelta(minutes=chance.randrange(50)),
                assignees=[people[name].person_id for name in assigned],
                priority=chance.randrange(1, 5),
                due_date=day.date() if day else None,
                due_at=day if day and chance.random() < 0.5 else None,
                tags=["work"] if chance.random() < 0.3 else [],
            )
            task.number = place + 1
            if done:
                task.complete(NOW)
            if chance.random() < 0.1:
                task.delete(NOW)
            tx.insert(task)
            every.append((task, channel))
    return people, every


def due_key(task: Task) -> tuple[object, ...]:
    last = datetime.max.replace(tzinfo=UTC)
    return (task.due_date or last.date(), task.due_at or last, task.priority, task.number)


KEYS = {
    "due": due_key,
    "number": lambda task: task.number,
    "priority": lambda task: (task.priority, task.number),
    "created": lambda task: (task.created_at, task.number),
    "updated": lambda task: (task.updated_at, task.number),
}


def seen_by(made, name, channels):
    people, every = made
    return [
        task
        for task, channel in every
        if task.deleted_at is None
        and task.may_be_seen_by(people[name].person_id, channel=channel, visible=frozenset(channels))
    ]


@pytest.mark.parametrize("name", ["ann", "bob", "cid"])
@pytest.mark.parametrize("channels", [(), ("open",), ("open", "closed")])
async def test_all_pages_together_are_what_may_be_seen_in_order(db, made, name, channels):
    people = made[0]
    seer = Seer(people[name].person_id, frozenset(channels))
    for order, falling, status in itertools.product(KEYS, (False, True), ("open", "done", None)):
        expected = [task for task in seen_by(made, name, channels) if status in (None, task.status)]
        expected.sort(key=KEYS[order], reverse=falling)
        found: list[Task] = []
        after = None
        async with db.transaction(Scope.of(people[name].workspace_id)) as tx:
            while True:
                wanted = Filter(status=status, order=order, falling=falling, after=after, limit=17)
                page = await tasks.page(tx, seer, wanted)
                found += page
                if len(page) < 17:
                    break
                after = tasks.keys_of(page[-1], order)
            assert await tasks.count(tx, seer, Filter(status=status)) == len(expected)
        assert [task.number for task in found] == [task.number for task in expected]


@pytest.mark.parametrize("name", ["ann", "bob", "cid"])
async def test_a_search_finds_only_what_may_be_seen(db, made, name):
    people = made[0]
    seer = Seer(people[name].person_id, frozenset({"open"}))
    mine = [task for task in seen_by(made, name, ("open",)) if task.status == "open"]
    async with db.transaction(Scope.of(people[name].workspace_id)) as tx:
        for word in (*WORDS, "GROC", "ärger"):
            found = await search.having(tx, seer, Filter(), word)
            assert {one.number for one in found} == {
                task.number for task in mine if word.lower() in task.title.lower()
            }, word
        alike = await search.alike(tx, seer, Filter(), "grocreies")
        near = await search.near(tx, seer, "grocreies", "open")
    having = {task.number for task in mine if "groceries" in task.title}
    assert having <= {one.number for one in alike} <= {task.number for task in mine}
    assert {one.number for one in near} == {task.number for task in mine}


async def test_locking_a_page_holds_the_same_tasks(db, made):
    people = made[0]
    seer = Seer(people["ann"].person_id, frozenset({"open"}))
    wanted = Filter(tags=("work",), order="due", falling=False, limit=500)
    async with db.transaction(Scope.of(people["ann"].workspace_id)) as tx:
        free = await tasks.page(tx, seer, wanted)
        held = await tasks.page(tx, seer, wanted, lock=True)
        assert [task.id for task in held] == [task.id for task in free]
        tagged = {task.number for task in seen_by(made, "ann", ("open",)) if task.tags and task.status == "open"}
        assert {task.number for task in held} == tagged
