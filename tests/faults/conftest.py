"""Scenes for faults: each with a platform, a database and bots of its own; those of one module play side by side."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fakechat.client import Fakechat
from tests.conftest import dsn_of, other_database
from tests.faults.scene import Scene
from tests.faults.topics import Topics

Stage = Callable[..., AbstractContextManager[Scene]]
Play = Callable[[Stage], None]
SIDE_BY_SIDE = 5  # most of a play is waiting for leases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder breaks a real process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def topics(kafka_servers: str) -> Topics:
    """Topics of this test's own on the run's Kafka."""
    made = Topics(kafka_servers)
    made.make()
    return made


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, server_url: str, template: str) -> Stage:
    """Opens scenes, in any thread: `with stage(nonces=False) as scene`; at its end all of its processes are gone.

    Each has a fresh database of the shared server, except where a `url` is given; `platform` is fakechat unless said.
    """

    @contextmanager
    def on(url: str, platform: Any = Fakechat, **fake: Any) -> Iterator[Scene]:
        folder = tmp_path_factory.mktemp("scene")
        scene = Scene(folder, platform(folder, **fake), dsn_of(url))
        try:
            scene.fake.start()
            yield scene
        finally:
            scene.end()

    @contextmanager
    def opened(*, url: str | None = None, **fake: Any) -> Iterator[Scene]:
        if url is not None:
            with on(url, **fake) as scene:
                yield scene
            return
        name = f"fault_{secrets.token_hex(6)}"
        with psycopg.connect(dsn_of(server_url), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            try:
                with on(other_database(server_url, name), **fake) as scene:
                    yield scene
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return opened


class Plays:
    """The plays of a module, all begun at once. One that is asked for again after it failed is played again."""

    def __init__(self, pool: ThreadPoolExecutor, stage: Stage, chosen: Sequence[Play]) -> None:
        self._pool, self._stage, self._asked = pool, stage, set[Play]()
        self._playing = {play: pool.submit(play, stage) for play in chosen}

    def __getitem__(self, play: Play) -> Future[Any]:
        """What becomes of it."""
        before = self._playing[play]
        if play in self._asked and before.done() and before.exception() is not None:
            self._playing[play] = self._pool.submit(play, self._stage)
        self._asked.add(play)
        return self._playing[play]


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Plays]:
    """The plays that this module's chosen tests are parametrized with, all begun; a test waits for its own."""
    items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    chosen = [item.callspec.params["play"] for item in items if "play" in getattr(item, "fixturenames", ())]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield Plays(pool, stage, chosen)
