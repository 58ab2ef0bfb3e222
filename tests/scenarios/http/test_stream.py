"""Listening: what was said, what is said now, reminders, and going on after a lost connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import psycopg

from bot.web import platform
from core.messages import Address, Reply
from core.ports import Post
from workers.platforms import surroundings_of


async def events(answer: httpx.Response) -> AsyncIterator[dict]:
    """Each event's data, with its id checked."""
    number = None
    async for one in answer.aiter_lines():
        if one.startswith("id: "):
            number = int(one[4:])
        elif one.startswith("data: "):
            data = json.loads(one[6:])
            assert data["id"] == number
            yield data


async def listen(http: httpx.AsyncClient, count: int, headers: dict | None = None, **params: object) -> list[dict]:
    """The first `count` events."""
    found: list[dict] = []
    async with asyncio.timeout(10), http.stream("GET", "/chat/stream", params=params, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for event in events(answer):
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_a_stream_starts_with_what_was_said_and_goes_on(http: httpx.AsyncClient) -> None:
    await http.post("/chat", json={"text": "add one"})
    listening = asyncio.create_task(listen(http, 4))
    await asyncio.sleep(0.3)
    answer = (await http.post("/chat", json={"text": "add two"})).json()
    found = await listening
    assert [(one["author"], one["text"]) for one in found] == [
        ("person", "add one"),
        ("bot", "Created #1: one"),
        ("person", "add two"),
        ("bot", "Created #2: two"),
    ]
    assert {name: found[-1][name] for name in answer} == answer


async def test_a_stream_goes_on_after_the_last_id(http: httpx.AsyncClient) -> None:
    for word in ("one", "two"):
        await http.post("/chat", json={"text": f"add {word}"})
    assert [one["id"] for one in await listen(http, 2, {"Last-Event-ID": "2"})] == [3, 4]
    assert [one["id"] for one in await listen(http, 1, after=3)] == [4]
    assert [one["id"] for one in await listen(http, 1, {"Last-Event-ID": "3"}, after=0)] == [4]
    # An id that was never given here: the data is not what it was, so all of it is new.
    assert [one["id"] for one in await listen(http, 4, {"Last-Event-ID": "77"})] == [1, 2, 3, 4]
    assert (await http.get("/chat/stream", headers={"Last-Event-ID": "x"})).status_code == 422


async def test_a_stream_starts_with_the_last_hundred_lines_and_pages_through_more(http: httpx.AsyncClient) -> None:
    for number in range(52):
        await http.post("/chat", json={"text": f"add {number} things"})
    assert [one["id"] for one in await listen(http, 100)] == list(range(5, 105))
    assert [one["id"] for one in await listen(http, 104, after=0)] == list(range(1, 105))


async def test_what_the_web_platform_posts_is_heard_once(door, http: httpx.AsyncClient) -> None:
    await http.post("/chat", json={"text": "add one"})
    running = platform.build(surroundings_of(door.services))
    place = Address("web", door.account, "main", person=door.account)
    listening = asyncio.create_task(listen(http, 1, after=2))
    post = Post(place, Reply(("⏰ stretch",), kind="reminder"), "n", occurrence_id=uuid4())
    first, again = await running.notifier.post(post), await running.notifier.post(post)
    assert (again.message_id, again.duplicate) == (first.message_id, True)
    (heard,) = await listening
    assert (heard["kind"], heard["text"], heard["author"]) == ("reminder", "⏰ stretch", "bot")
    assert len((await http.get("/chat/history")).json()["items"]) == 3


async def test_a_waiting_stream_holds_no_connection_and_asks_nothing(door, http, database_url: str) -> None:
    async with http.stream("GET", "/chat/stream") as answer:
        async for one in answer.aiter_lines():
            if one.startswith("retry"):
                break
        await asyncio.sleep(0.3)
        assert door.services.db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        dsn = database_url.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(dsn, autocommit=True) as connection:
            busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'todobot' AND state <> 'idle'"
            assert connection.execute(busy).fetchone() == (0,)


async def test_streams_end_when_the_server_stops(door, http: httpx.AsyncClient) -> None:
    async def to_the_end() -> None:
        async with http.stream("GET", "/chat/stream") as answer:
            async for _ in answer.aiter_bytes():
                pass

    listening = asyncio.create_task(to_the_end())
    await asyncio.sleep(0.3)
    door.stopping.set()
    async with asyncio.timeout(2):
        await listening
    assert (await http.get("/health/ready")).status_code == 503


async def test_a_stream_is_of_one_person_and_one_conversation(door) -> None:
    ann, bob = door.person("ann"), door.person("bob")
    listening = asyncio.create_task(listen(bob, 1))
    await asyncio.sleep(0.2)
    await ann.post("/chat", json={"text": "add secret"})
    await bob.post("/chat", json={"text": "add elsewhere", "conversation": "other"})
    await bob.post("/chat", json={"text": "add mine"})
    assert [one["text"] for one in await listening] == ["add mine"]


async def test_a_conversation_has_a_plain_name(http: httpx.AsyncClient) -> None:
    for name in ["a/b", "", "x" * 81, "a\nb"]:
        assert (await http.get("/chat/stream", params={"conversation": name})).status_code == 422


async def test_who_hangs_up_is_forgotten(door, http: httpx.AsyncClient) -> None:
    await http.post("/chat", json={"text": "add one"})
    await listen(http, 2)
    async with asyncio.timeout(5):
        while door.services.feed._waiting:
            await asyncio.sleep(0.05)
