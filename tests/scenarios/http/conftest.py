"""A real server on a free port, with a real database behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn

from core.api.app import create_app
from core.api.who import local_account
from core.bootstrap import Services, build
from core.settings import Settings

OCCURRENCE = """
INSERT INTO occurrences (id, workspace_id, reminder_id, address_id, sequence, due_at, by_rule, state, reason, tries,
  missed, fence, sent_at)
SELECT gen_random_uuid(), workspace_id, id, address_id, %s, now() - %s, true, %s, %s, 1, 0, 1,
  CASE WHEN %s::interval IS NULL THEN NULL ELSE now() - %s + %s END FROM reminders WHERE number = %s RETURNING id
"""
ATTEMPT = """
INSERT INTO attempts (id, workspace_id, occurrence_id, number, worker, state, error, claimed_at)
SELECT gen_random_uuid(), workspace_id, id, 1, 'w', 'failed', 'channel_gone', now() FROM occurrences WHERE id = %s
"""
RUN_TOKEN = "the-token-of-this-run"


@dataclass
class Door:
    """A running server."""

    services: Services
    stopping: asyncio.Event
    port: int
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    account: str = field(default_factory=local_account)

    def client(self, **headers: str) -> httpx.AsyncClient:
        """Somebody who asks, with these headers in every request (`_` stands for `-`)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        made = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=named, timeout=20, trust_env=False)
        self.clients.append(made)
        return made

    def person(self, name: str) -> httpx.AsyncClient:
        """Another person of this machine."""
        return self.client(Authorization=f"Bearer {RUN_TOKEN}", X_Todobot_Person=name)


Open = Callable[..., Awaitable[Door]]


@pytest.fixture
async def open_door(database_url: str) -> AsyncIterator[Open]:
    """Starts servers with the settings given; they stop with the test."""
    running: list[tuple[Door, uvicorn.Server, asyncio.Task[None]]] = []

    async def start(more: dict[str, Any] | None = None, **settings: Any) -> Door:
        services = build(Settings(_env_file=None, **settings), database_url, {})
        stopping = asyncio.Event()
        app = create_app(services, stopping=stopping, run_token=RUN_TOKEN, **(more or {}))
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        door = Door(services, stopping, server.servers[0].sockets[0].getsockname()[1])
        running.append((door, server, task))
        return door

    yield start
    for door, server, task in running:
        for client in door.clients:
            await client.aclose()
        door.stopping.set()
        server.should_exit = True
        await task
        await door.services.db.stop()


@pytest.fixture
async def door(open_door: Open) -> Door:
    """One as `todobot up` starts it on a laptop."""
    return await open_door()


@pytest.fixture
async def http(door: Door) -> httpx.AsyncClient:
    """The local person."""
    return door.client()


@pytest.fixture
def fired(database_url: str):
    """Lets a firing of a reminder have been: how long ago, what came of it, how late."""
    dsn = database_url.replace("postgresql+psycopg:", "postgresql:", 1)

    def fire(number: int, sequence: int, ago: timedelta, state: str, late: timedelta | None = None, why=None) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            values = (sequence, ago, state, why, late, ago, late, number)
            (name,) = connection.execute(OCCURRENCE, values).fetchone() or ("",)
            if state == "failed":
                connection.execute(ATTEMPT, (name,))

    return fire
