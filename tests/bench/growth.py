"""How much longer one person waits with 100,000 tasks than with 1,000: both sizes in turn, on the same server."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.assistant.resolve import resolve
from core.bootstrap import Services, build
from core.commands._base import Command, Context, Target
from core.commands.claim_task import ClaimTask
from core.commands.create_task import CreateTask
from core.commands.find_tasks import FindTasks
from core.commands.list_tasks import ListTasks
from core.commands.show_task import ShowTask
from core.db import claims
from core.db.directory import Known
from core.db.embedded import EmbeddedPostgres
from core.db.migrate import migrate
from core.db.uow import Scope
from core.messages import Address, Author, Incoming
from core.nlu.reading import Ref
from core.settings import Settings
from tests.crowd import fill

SIZES = (1_000, 100_000)
ROUNDS = 60
TITLE = "pay the printer 501"  # as tests/crowd.py calls one that is open and Ann's
ADDRESS, ANN = Address("fake", "acme", "", "", "ann"), Author("ann", "Ann", zone="Europe/Berlin")


@dataclass(frozen=True, slots=True)
class World:
    """One database with so many tasks."""

    services: Services
    known: Known
    size: int


def said(text: str = "") -> Incoming:
    """What Ann types."""
    return Incoming(ADDRESS, ANN, uuid.uuid4().hex, text=text)


async def growth(url: str) -> list[tuple[str, float, float]]:
    """(what, ms with the few, ms with the many): medians of rounds in which both took turns."""
    worlds = [await _world(url, size) for size in SIZES]
    try:
        table: list[tuple[str, float, float]] = []
        for name, work in WAITED.items():
            taken: list[list[float]] = [[], []]
            for turn in range(-5, ROUNDS):
                for place, world in enumerate(worlds):
                    started = time.perf_counter()
                    await work(world, turn + 5)
                    if turn >= 0:  # the first ones fill the caches
                        taken[place].append((time.perf_counter() - started) * 1000)
            few, many = map(statistics.median, taken)
            table.append((name, few, many))
        return table
    finally:
        for world in worlds:
            await world.services.db.stop()


async def _world(url: str, size: int) -> World:
    """A database of its own with so many tasks, reminders and events, and 20 reminders that are due."""
    name = f"growth_{size}"
    target = make_url(url).set(database=name)
    with psycopg.connect(_dsn(url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    database_url = target.render_as_string(hide_password=False)
    await migrate(database_url)
    services = build(Settings(_env_file=None), database_url, {})  # type: ignore[call-arg]
    known = await services.directory.identify(ADDRESS, ANN)
    fill(_dsn(database_url), known, size)
    with psycopg.connect(_dsn(database_url), autocommit=True) as connection:
        connection.execute(
            "UPDATE occurrences SET state = 'due', due_at = now() WHERE id IN (SELECT id FROM occurrences"
            " ORDER BY due_at LIMIT 20)"
        )
        connection.execute("VACUUM ANALYZE occurrences")
    return World(services, known, size)


def _dsn(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


async def _create(world: World, turn: int) -> None:
    await world.services.assistant.execute(CreateTask(f"water the plants {turn}"), said())


async def _list(world: World, turn: int) -> None:
    await world.services.assistant.look(ListTasks(), said())


async def _page(world: World, turn: int) -> None:
    await world.services.assistant.look(FindTasks(order="updated", limit=20), said())


async def _search(world: World, turn: int) -> None:
    outcome = await world.services.assistant.look(FindTasks(words="groceries", limit=20), said())
    assert len(outcome.data["items"]) == 20  # type: ignore[index,call-overload]


async def _misspelt(world: World, turn: int) -> None:
    outcome = await world.services.assistant.look(FindTasks(words="grocreies", limit=20), said())
    assert len(outcome.data["items"]) == 20  # type: ignore[index,call-overload]


async def _resolve(world: World, turn: int) -> None:
    """The task that is called so, an old one among many."""

    async def wish(context: Context) -> Command:
        found = await resolve(Ref("title", title=TITLE), "task", context, status="open", shown=())
        assert isinstance(found, Target) and found.task is not None
        return ShowTask(found.task.id)

    await world.services.assistant.look(wish, said())


async def _claim(world: World, turn: int) -> None:
    """A task by its number, 11, 21, 31, ..."""

    async def wish(context: Context) -> Command:
        found = await resolve(Ref("number", number=11 + 10 * turn), "task", context, status=None, shown=())
        assert isinstance(found, Target) and found.task is not None
        return ClaimTask(found.task.id)

    await world.services.assistant.execute(wish, said())


async def _claim_due(world: World, turn: int) -> None:
    """What is due, by a worker; given back."""
    with suppress(_TakenBackError):
        async with world.services.db.transaction(Scope.system("bench")) as tx:
            rows = await claims.claim(tx, holder="bench", lease_s=15, platforms=["fake"], addresses=10, each=20)
            assert len(rows) == 20
            raise _TakenBackError


class _TakenBackError(Exception):
    pass


WAITED: dict[str, Callable[[World, int], Awaitable[None]]] = {
    "create": _create,
    "list": _list,
    "a page by change": _page,
    "search": _search,
    "search, misspelt": _misspelt,
    "resolve a title": _resolve,
    "claim a task": _claim,
    "claim what is due": _claim_due,
}


async def main() -> None:
    """The table by itself."""
    with tempfile.TemporaryDirectory(prefix="todobot-growth-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "data")
        try:
            for name, few, many in await growth(await server.start()):
                print(f"{name:<34} {many:>13.1f} ms {f'with 1,000: {few:.1f} ms':>22}  ratio {many / few:.2f}")
        finally:
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
