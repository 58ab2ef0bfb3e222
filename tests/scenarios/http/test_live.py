"""A page that is open hears what happens to what its person sees, in order, and misses nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
import psycopg
import pytest

from core.api import live
from core.db.seal import seal
from core.db.uow import Scope
from core.messages import Address, Reply
from core.ports import Post


@dataclass
class Event:
    name: str
    id: int
    data: dict


class Stream:
    """What a browser's EventSource would hand to the page."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.comments = 0

    async def event(self) -> Event:
        """The next one."""
        name, number, data = "message", 0, None
        async with asyncio.timeout(15):
            async for line in self._lines:
                if line.startswith(":"):
                    self.comments += 1
                key, _, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "id":
                    number = int(value)
                elif key == "data":
                    data = json.loads(value)
                elif not line and data is not None:
                    return Event(name, number, data)
        raise EOFError


@asynccontextmanager
async def listening(http: httpx.AsyncClient, headers: dict | None = None, **params: object) -> AsyncIterator[Stream]:
    async with http.stream("GET", "/live", params=params, headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer)


async def sealed(door) -> None:
    """What the sealer's loop does."""
    await door.services.db.run(Scope.system("sealer"), seal)


async def changes(stream: Stream, count: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while len(found) < count:
        one = await stream.event()
        if one.name == "change":
            found.append((one.data["type"], one.data["subject"]))
    return found


async def test_what_happens_is_heard_in_the_order_of_the_log(door, http: httpx.AsyncClient) -> None:
    async with listening(http) as stream:
        hello = await stream.event()
        assert (hello.name, hello.id, hello.data) == ("hello", 0, {"position": 0})
        task = (await http.post("/tasks", json={"title": "one"})).json()
        await http.post("/tasks/1/complete")
        await sealed(door)
        events = [await stream.event() for _ in range(2)]
        assert [one.data["type"] for one in events] == ["task-created", "task-completed"]
        assert [one.id for one in events] == [one.data["position"] for one in events] == [1, 2]
        assert {one.data["subject"] for one in events} == {task["id"]}
        assert {one.data["kind"] for one in events} == {"task"}


async def test_a_stream_goes_on_where_it_was(door, http: httpx.AsyncClient) -> None:
    for title in ("one", "two", "three"):
        await http.post("/tasks", json={"title": title})
    await sealed(door)
    for headers, params in (({"Last-Event-ID": "1"}, {}), ({}, {"after": 1}), ({"Last-Event-ID": "1"}, {"after": 3})):
        async with listening(http, headers, **params) as stream:
            assert (await stream.event()).data == {"position": 1}
            assert [(await stream.event()).id for _ in range(2)] == [2, 3]


async def test_an_id_that_nobody_knows_or_that_is_long_ago_is_answered_with_reset(
    door, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.commands.follow.FAR", 2)
    for title in ("one", "two", "three", "four"):
        await http.post("/tasks", json={"title": title})
    await sealed(door)
    for unknown in ("99", "1", "0", "x", "-4", "9" * 30):
        async with listening(http, {"Last-Event-ID": unknown}) as stream:
            first = await stream.event()
            assert (first.name, first.id, first.data) == ("reset", 4, {"position": 4}), unknown
            await http.post("/tasks/1/reopen")  # refused: nothing happens
    async with listening(http, {"Last-Event-ID": "2"}) as stream:
        assert (await stream.event()).name == "hello"


async def test_only_what_the_person_sees_is_told_and_what_was_taken_from_them(door) -> None:
    ann, bob = door.person("ann"), door.person("bob")
    await bob.get("/tasks")
    async with listening(bob) as stream:
        await stream.event()
        await ann.post("/tasks", json={"title": "hers"})
        await bob.post("/tasks", json={"title": "his"})
        await bob.delete("/tasks/1")
        await sealed(door)
        assert [kind for kind, _ in await changes(stream, 2)] == ["task-created", "task-deleted"]


async def test_the_lines_of_the_conversation_come_too_each_at_least_once(door, http: httpx.AsyncClient) -> None:
    await http.post("/chat", json={"text": "add one"})
    async with listening(http) as stream:
        await stream.event()
        await http.post("/chat", json={"text": "add two"})
        await http.post("/chat", json={"text": "add elsewhere", "conversation": "other"})
        heard = [one for one in [await stream.event() for _ in range(2)] if one.name == "message"]
        assert [one.data["text"] for one in heard] == ["add two", "Created #2: two"]
        place = Address("web", door.account, "main", person=door.account)
        await door.services.transcript.append(Post(place, Reply(("⏰ stretch",), kind="reminder"), "n", uuid4()))
        assert (await stream.event()).data["text"] == "⏰ stretch"
    async with listening(http, line=4) as stream:
        await stream.event()
        assert (await stream.event()).data["id"] == 5
    await sealed(door)
    async with listening(http, {"Last-Event-ID": "1"}) as stream:  # a browser that lost the connection names no line
        await stream.event()
        assert (await stream.event()).data["text"] == "add one"


async def test_a_waiting_stream_says_so_and_asks_nothing(
    door, http: httpx.AsyncClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_S", 0.2)
    monkeypatch.setattr(live, "SETTLED_S", ())
    async with listening(http) as stream:
        await stream.event()
        asked = []
        look = door.services.assistant.look

        def counted(*wish):
            asked.append(1)
            return look(*wish)

        monkeypatch.setattr(door.services.assistant, "look", counted)
        reading = asyncio.create_task(stream.event())
        async with asyncio.timeout(15):
            while stream.comments < 4:
                await asyncio.sleep(0.05)
        reading.cancel()
        assert len(asked) <= 1  # the first look may have come after us
        assert door.services.db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        dsn = database_url.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(dsn, autocommit=True) as connection:
            busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'todobot' AND state <> 'idle'"
            assert connection.execute(busy).fetchone() == (0,)


async def test_a_commit_of_another_process_is_heard_when_it_tells(door, open_door, http: httpx.AsyncClient) -> None:
    other = await open_door()
    async with listening(http) as stream:
        await stream.event()
        await other.client().post("/tasks", json={"title": "from there"})
        await sealed(other)
        door.services.feed.tell()  # as a record on `wakes` does
        assert (await changes(stream, 1))[0][0] == "task-created"


async def test_streams_end_with_the_server_and_leave_nothing(door, http: httpx.AsyncClient) -> None:
    async def to_the_end() -> None:
        async with http.stream("GET", "/live") as answer:
            async for _ in answer.aiter_bytes():
                pass

    listener = asyncio.create_task(to_the_end())
    async with asyncio.timeout(10):
        while not door.services.feed._watching:
            await asyncio.sleep(0.02)
    door.stopping.set()
    async with asyncio.timeout(10):
        await listener
    async with asyncio.timeout(10):
        while door.services.feed._watching:
            await asyncio.sleep(0.02)


async def test_a_server_that_starts_again_goes_on_for_its_listeners(open_door, http: httpx.AsyncClient, door) -> None:
    await http.post("/tasks", json={"title": "before"})
    await sealed(door)
    async with listening(http) as stream:
        at = (await stream.event()).id
    await http.post("/tasks", json={"title": "meanwhile"})
    again = await open_door()
    await sealed(again)
    async with listening(again.client(), {"Last-Event-ID": str(at)}) as stream:
        assert (await changes(stream, 1))[0][0] == "task-created"
