"""What every Sessions promises; each implementation that ships is run through it."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import ConflictError
from core.sessions.dapr import DaprSessions
from core.sessions.database import DatabaseSessions
from tests.conftest import dsn_of
from tests.contracts.sidecars import beside, deployed


@pytest.fixture(params=["database", pytest.param("dapr", marks=pytest.mark.services)])
async def sessions(request, db, database_url, tmp_path):
    if request.param == "database":
        yield DatabaseSessions(db)
        return
    components = deployed(tmp_path / "components", "components/statestore.yaml")
    environ = {"STATE_DATABASE_URL": dsn_of(database_url)}
    async with beside(tmp_path / "dapr", components=components, environ=environ) as settings:
        made = DaprSessions(settings)
        yield made
        await made.close()


async def test_what_was_put_is_got_with_its_etag(sessions):
    assert await sessions.get("c") is None
    etag = await sessions.put("c", {"shown": [1, 2], "text": "é ⏰"}, ttl_s=60)
    stored = await sessions.get("c")
    assert stored.value == {"shown": [1, 2], "text": "é ⏰"}
    assert stored.etag == etag


async def test_an_old_etag_is_refused_and_none_overwrites(sessions):
    first = await sessions.put("c", {"n": 1}, ttl_s=60)
    second = await sessions.put("c", {"n": 2}, ttl_s=60, etag=first)
    with pytest.raises(ConflictError):
        await sessions.put("c", {"n": 3}, ttl_s=60, etag=first)
    assert (await sessions.get("c")).value == {"n": 2}
    await sessions.put("c", {"n": 4}, ttl_s=60)
    assert (await sessions.get("c")).etag != second
    with pytest.raises(ConflictError):
        await sessions.put("new", {}, ttl_s=60, etag="never")


async def test_of_two_that_put_with_the_same_etag_one_wins(sessions):
    etag = await sessions.put("c", {"n": 0}, ttl_s=60)
    puts = (sessions.put("c", {"n": n}, ttl_s=60, etag=etag) for n in range(1, 6))
    results = await asyncio.gather(*puts, return_exceptions=True)
    assert sum(isinstance(result, ConflictError) for result in results) == 4


async def test_it_is_forgotten_in_time_and_on_wish(sessions):
    await sessions.put("short", {"n": 1}, ttl_s=1)
    await sessions.put("gone", {"n": 1}, ttl_s=60)
    await sessions.delete("gone")
    await sessions.delete("never was")
    assert await sessions.get("gone") is None
    await asyncio.sleep(1.1)
    assert await sessions.get("short") is None
