"""Servers that end with the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from core.db.embedded import EmbeddedPostgres

Start = Callable[..., Awaitable[EmbeddedPostgres]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts servers and stops them all in the end."""
    started: list[EmbeddedPostgres] = []

    async def begin(folder: Path, **options: bool) -> EmbeddedPostgres:
        server = EmbeddedPostgres(folder, **options)
        started.append(server)
        await server.start()
        return server

    yield begin
    for server in reversed(started):
        await server.stop()
