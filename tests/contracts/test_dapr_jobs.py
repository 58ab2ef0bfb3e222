"""What the alarm clock on Dapr Jobs does beyond the contract: it reconciles, guards its door, and stalls nobody."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from dapr.proto import api_v1
from starlette.applications import Starlette

from core.dapr import Sidecar
from core.domain.columns import new_id
from core.errors import StartError, UnavailableError
from core.scheduler.dapr import PREFIX, DaprScheduler
from core.settings import Settings
from core.telemetry import REGISTRY
from tests.contracts.buses import until
from tests.contracts.sidecars import TOKEN, beside

SIGNED = {"dapr-api-token": TOKEN}


class Fired(list):
    """Remembers the occurrences that rang."""

    async def __call__(self, occurrence_id):
        self.append(occurrence_id)


def counted(name, result):
    return REGISTRY.get_sample_value(f"todobot_{name}_total", {"result": result}) or 0


async def jobs(settings):
    """The instants of the jobs at Dapr by name."""
    sidecar = Sidecar(settings)
    answer = await sidecar.call("ListJobs", api_v1.ListJobsRequest())
    await sidecar.close()
    return {job.name: json.loads(job.data.value)["due_at"] for job in answer.jobs}


@pytest.mark.services
async def test_jobs_are_brought_in_step_with_the_rows_at_the_start(tmp_path, db, advance, stand, job_scheduler):
    async with beside(tmp_path / "dapr", scheduler=job_scheduler) as settings:
        first = DaprScheduler(settings, db)
        (right, right_at), (moved, moved_at), (missing, missing_at) = [await stand(300) for _ in range(3)]
        young = new_id()
        await first.set(right, right_at)
        await first.set(moved, moved_at + timedelta(seconds=60))
        await first.set(young, right_at)
        await first.stop()
        wanted = {f"{PREFIX}{one}": at.isoformat() for one, at in ((right, right_at), (moved, moved_at))}
        wanted[f"{PREFIX}{missing}"] = missing_at.isoformat()
        for number, expected in enumerate((wanted | {f"{PREFIX}{young}": right_at.isoformat()}, wanted)):
            before = {name: counted("jobs", name) for name in ("remade", "moved", "orphaned")}
            clock = DaprScheduler(settings, db)
            await clock.start(Fired())
            done = before | ({"remade": before["remade"] + 1, "moved": before["moved"] + 1} if not number else {})
            done["orphaned"] += number  # nothing younger than a minute is taken for an orphan
            await until(lambda done=done: {name: counted("jobs", name) for name in done} == done)
            assert await jobs(settings) == expected
            await clock.stop()
            await advance(70)


@pytest.fixture
async def door(db):
    """The routes of a clock, as the sidecar sees them, and the clock."""
    clock = DaprScheduler(Settings(_env_file=None, app_api_token=TOKEN, dapr_grpc_endpoint="127.0.0.1:9"), db)
    transport = httpx.ASGITransport(Starlette(routes=clock.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        yield client, clock
    await clock.stop()


@pytest.mark.parametrize("headers", [{}, {"dapr-api-token": ""}, {"dapr-api-token": "wrong"}])
async def test_without_the_apps_token_nobody_rings(door, headers):
    client, clock = door
    fired = Fired()
    await clock.start(fired)
    answer = await client.post(f"/job/{PREFIX}{new_id()}", headers=headers)
    assert (answer.status_code, fired) == (401, [])


@pytest.mark.parametrize("name", ["x", "occ-", "occ-1", "occ-" + "Z" * 36, "occ-%00", "a/b"])
async def test_a_name_that_is_none_of_ours_is_taken_and_does_nothing(door, name):
    client, clock = door
    fired = Fired()
    await clock.start(fired)
    assert (await client.post(f"/job/{name}", headers=SIGNED)).status_code == 200
    assert fired == []


async def test_a_ring_before_its_time_waits_for_it_and_any_body_is_fine(door, db, stand):
    client, clock = door
    fired = Fired()
    await clock.start(fired)
    one, due_at = await stand(1.5)
    early, name = counted("job_callbacks", "early"), f"/job/{PREFIX}{one}"
    for _ in range(2):
        body = {"due_at": due_at.isoformat()}
        assert (await client.post(name, json=body, headers=SIGNED)).status_code == 200
    if db.clock.now() < due_at:
        assert fired == []
    await until(lambda: fired == [one])
    assert db.clock.now() >= due_at
    assert counted("job_callbacks", "early") == early + 2
    for content in (b"", b"null", b"[1]", b'{"due_at": 7}', b"\xff"):
        assert (await client.post(name, content=content, headers=SIGNED)).status_code == 200
    assert fired == [one] * 6


async def test_a_clock_that_does_not_run_yet_is_called_again(door):
    client, _ = door
    assert (await client.post(f"/job/{PREFIX}{new_id()}", headers=SIGNED)).status_code == 503


async def test_with_a_sidecar_that_hangs_one_call_waits_and_the_others_fail_at_once(db, stand, monkeypatch):
    async def silent(_reader, writer):
        await asyncio.sleep(60)
        writer.close()

    monkeypatch.setattr("core.scheduler.dapr.SET_S", 0.5)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    clock = DaprScheduler(Settings(_env_file=None, dapr_grpc_endpoint=f"127.0.0.1:{port}"), db)
    one, due_at = await stand(300)
    async with asyncio.timeout(20):
        with pytest.raises(UnavailableError):
            await clock.set(one, due_at)
        up, said = clock.health()
        assert not up
        assert "sweep" in said
        monkeypatch.setattr(clock._sidecar, "call", None)  # nobody is asked any more
        for _ in range(100):
            with pytest.raises(UnavailableError):
                await clock.set(one, due_at)
    monkeypatch.undo()
    await clock.stop()
    server.close()


def test_without_a_token_it_says_what_to_set(db):
    with pytest.raises(StartError, match="APP_API_TOKEN"):
        DaprScheduler(Settings(_env_file=None), db).routes()
