"""Fixtures for the real services; tests/conftest.py offers them everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import obtain
from tests.services.broker import Broker
from tests.services.shared import Facts, owner, refuse, shared
from tests.services.sidecar import JobScheduler


def _kafka(folder: Path) -> tuple[int, Facts]:
    broker = Broker(folder, owner())
    broker.start()
    return broker.pid, {"servers": broker.servers, "version": f"Apache Kafka {obtain.KAFKA}"}


def _scheduler(folder: Path) -> tuple[int, Facts]:
    scheduler = JobScheduler(folder, owner())
    scheduler.start()
    return scheduler.pid, {"address": scheduler.address, "version": f"Dapr {obtain.DAPR}"}


@pytest.fixture(scope="session")
def kafka_servers() -> str:
    """The bootstrap servers of the run's Kafka; use topics and groups of your own (KAFKA_PREFIX)."""
    return shared("kafka", _kafka)["servers"]


@pytest.fixture(scope="session")
def job_scheduler() -> str:
    """The address of the run's Dapr scheduler; use app ids of your own."""
    return shared("dapr", _scheduler)["address"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A Kafka of this test's own, not started, to be killed and brought back."""
    try:
        made = Broker(tmp_path, owner())
    except obtain.MissingError as error:
        refuse(str(error))
        return
    yield made
    made.stop()


@pytest.fixture
def own_scheduler(tmp_path: Path) -> Iterator[JobScheduler]:
    """A Dapr scheduler of this test's own, not started."""
    folder = tmp_path / "scheduler"
    folder.mkdir()
    try:
        made = JobScheduler(folder, owner())
    except obtain.MissingError as error:
        refuse(str(error))
        return
    yield made
    made.stop()
