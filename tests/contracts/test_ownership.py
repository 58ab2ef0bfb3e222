"""What every Ownership promises; each implementation that ships is run through it."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from pathlib import Path

import pytest

from core.bootstrap import _ownership
from core.bus.kafka.cluster import make_topics
from core.settings import Settings
from tests.contracts.buses import until

ROOT = Path(__file__).parents[2]
TAKEOVER_S = 15


class Member:
    """One that would own the name; what it was told to do."""

    def __init__(self, settings):
        self.ownership, self.told, self.fails = _ownership(settings), [], 0

    async def start(self):
        self.leave = await self.ownership.own("door", self.begin, self.end)

    async def begin(self):
        if self.fails:
            self.fails -= 1
            raise ConnectionError("not yet")
        self.told.append("begin")

    async def end(self):
        self.told.append("end")

    @property
    def waits(self):
        return "waits: another process" in self.ownership.state("door")


@pytest.fixture(params=["lockfile", pytest.param("kafka", marks=pytest.mark.services)])
async def settings(request, tmp_path):
    if request.param == "lockfile":
        return Settings(_env_file=None, data_dir=tmp_path)
    servers = request.getfixturevalue("kafka_servers")
    made = Settings(_env_file=None, kafka_bootstrap_servers=servers, kafka_prefix=f"t{secrets.token_hex(4)}-")
    await make_topics(made, 1)
    return made


@pytest.fixture
async def member(settings):
    """Each ends with the test."""
    made = []

    async def another(fails=0):
        one = Member(settings)
        one.fails = fails
        await one.start()
        made.append(one)
        return one

    yield another
    for one in made:
        await one.leave()


async def test_one_owns_it_and_the_next_begins_when_it_is_given_up(member):
    first = await member()
    await until(lambda: first.told == ["begin"])
    assert first.ownership.state("door") == "owns it"
    second = await member()
    await until(lambda: second.waits)
    assert first.told == ["begin"], "who joins takes nothing away"
    assert second.told == []
    await first.leave()
    await until(lambda: second.told == ["begin"])
    assert first.told == ["begin", "end"]


async def test_who_never_owned_it_has_nothing_to_end(member):
    first = await member()
    await until(lambda: first.told == ["begin"])
    second = await member()
    await until(lambda: second.waits)
    await second.leave()
    assert second.told == []


async def test_what_failed_to_begin_is_tried_again(member, monkeypatch):
    monkeypatch.setattr("core.bus.owning.AGAIN_S", 0.05)
    one = await member(fails=2)
    await until(lambda: one.told == ["begin"])


async def test_an_owner_that_was_killed_is_replaced(settings, member):
    document = settings.model_dump_json(include={"data_dir", "kafka_bootstrap_servers", "kafka_prefix"})
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.contracts.owning",
        json.dumps(json.loads(document)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            assert await child.stdout.readline() == b"begun\n"
        heir = await member()
        await until(lambda: heir.waits)
    finally:
        child.kill()
        await child.wait()
    await until(lambda: heir.told == ["begin"], TAKEOVER_S)


@pytest.mark.services
async def test_while_kafka_is_away_it_is_waited_for(tmp_path):
    away = Settings(_env_file=None, kafka_bootstrap_servers="127.0.0.1:9")
    one = Member(away)
    await one.start()
    await until(lambda: "Kafka does not answer" in one.ownership.state("door"))
    await one.leave()
    assert one.told == []
