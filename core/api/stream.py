"""A conversation as server-sent events; while it waits it holds no connection to the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar
from uuid import UUID

from pydantic_core import to_json

from core.api.said import line
from core.bootstrap import Services
from core.db.transcript import HISTORY, Line
from core.errors import UnavailableError

BEAT_S = 15.0  # proxies close what is silent for long
AGAIN_S = 2.0
T = TypeVar("T")


async def listen(
    services: Services, address_id: UUID, conversation: str, after: int | None, stopping: asyncio.Event
) -> AsyncIterator[bytes]:
    """The lines after `after` (None: the last 100) and all that follow, until `stopping` is set."""
    yield b"retry: 1000\n\n"
    with services.feed.listening(address_id) as news:
        news.set()
        while not stopping.is_set():
            if not news.is_set():
                yield b": still here\n\n"
            while news.is_set():
                news.clear()
                try:
                    found = await shielded(services.transcript.lines(address_id, after=after, limit=HISTORY))
                except UnavailableError:
                    news.set()
                    yield b": the database does not answer, trying again\n\n"
                    await either(stopping, asyncio.Event(), AGAIN_S)
                    break
                after = found[-1].ordinal if found else after or 0
                if len(found) == HISTORY:
                    news.set()  # there may be more
                for one in found:
                    yield _event(one, conversation)
            await either(stopping, news, BEAT_S)


async def shielded(query: Coroutine[Any, Any, T]) -> T:
    """In a task of its own: a listener who leaves would cut the query off, and the connection would go with it."""
    asking = asyncio.ensure_future(query)
    asking.add_done_callback(lambda done: done.cancelled() or done.exception())  # also when nobody waits any more
    return await asyncio.shield(asking)


async def either(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    """Wait until one of them is set, at most so long."""
    waits = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()


def _event(one: Line, conversation: str) -> bytes:
    return b"id: %d\ndata: %s\n\n" % (one.ordinal, to_json(line(one, conversation)))
