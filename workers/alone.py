"""A todobot of one's own, for as long as somebody talks and none runs on this data folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from core.settings import Settings
from workers.data_folder import Run
from workers.program import Program


@asynccontextmanager
async def alone(settings: Settings, port: int, say: Callable[[str], None]) -> AsyncIterator[Run]:
    """All that `todobot up` runs, quietly, on this port of this machine (0: one that nobody has to know)."""
    program = Program(settings.model_copy(update={"port": port, "host": "127.0.0.1", "public_url": ""}), say=say)
    try:
        yield await program.start()
    finally:
        await program.close()
