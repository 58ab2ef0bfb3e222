"""The alarm clock on Dapr Jobs: one one-shot job for each occurrence, kept in step with the rows."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dapr.proto import api_v1, common_v1
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.dapr import CallError, Gate, Sidecar
from core.db.engine import Database
from core.ending import end
from core.errors import UnavailableError
from core.log import get
from core.scheduler.reconciling import Planned, compare
from core.settings import Settings
from core.telemetry import JOB_CALLBACKS, JOBS

log = get(__name__)
PREFIX = "occ-"
# The user was answered long before. It bounds how long one consumer of events stands still when Dapr hangs.
SET_S = 2.0
LIST_S = 10.0
AGAIN_S = (1.0, 5.0)
# A callback that fails is repeated so often, and for ever: the default is three times, and then the job is gone.
RETRY = common_v1.JobFailurePolicy(constant=common_v1.JobFailurePolicyConstant(interval=Duration(seconds=2)))
TYPE = "type.googleapis.com/google.protobuf.BytesValue"
Fire = Callable[[UUID], Awaitable[None]]


class DaprScheduler:
    """The Scheduler port on a sidecar of Dapr 1.18 or later. The rows are the truth, the jobs a copy of it.

    A call that fails raises UnavailableError; until a reconciliation has gone through, further ones fail at once.
    Jobs and rows are compared at the start, after an outage and once an hour. Needs `routes` on the sidecar's app port:
    Dapr calls the app that scheduled a job, any process of it.
    """

    def __init__(self, settings: Settings, db: Database) -> None:
        self._settings, self._db = settings, db
        self._sidecar = Sidecar(settings)
        self._fire: Fire | None = None
        self._task: asyncio.Task[None] | None = None
        self._trouble = ""
        self._lost = asyncio.Event()
        self._armed: dict[UUID, asyncio.Task[None]] = {}

    def routes(self) -> list[Route]:
        """What the sidecar calls: `/job/{name}` for every name, since Dapr takes a 404 for success."""
        gate = Gate(self._settings)

        async def called(request: Request) -> Response:
            if not gate.opens(request):
                JOB_CALLBACKS.labels("refused").inc()
                return Response(status_code=401)
            return await self._called(request.path_params["name"], await request.body())

        return [Route("/job/{name:path}", called, methods=["POST"])]

    def health(self) -> tuple[bool, str]:
        """Whether the last call to Dapr went well, from memory."""
        if self._trouble:
            return False, f"Dapr Jobs: {self._trouble}; the sweep rings instead"
        return True, "Dapr Jobs"

    async def start(self, fire: Fire) -> None:
        """Ring by calling `fire`; returns at once, also when the sidecar is away."""
        if self._task is None:
            self._fire = fire
            self._task = asyncio.create_task(self._keep(), name="scheduler")

    async def stop(self) -> None:
        """Ring no more here; the jobs stay with Dapr."""
        self._fire = None
        await end(*self._armed.values(), *([self._task] if self._task else []))
        self._armed.clear()
        self._task = None
        await self._sidecar.close()

    async def set(self, occurrence_id: UUID, due_at: datetime) -> None:
        """Ring at `due_at`; set again moves. UnavailableError when Dapr does not take it."""
        await self._tried("set", "ScheduleJob", self._job(occurrence_id, due_at))

    async def cancel(self, occurrence_id: UUID) -> None:
        """Do not ring; fine when nothing was set."""
        with suppress(LookupError):
            await self._tried("cancelled", "DeleteJob", api_v1.DeleteJobRequest(name=f"{PREFIX}{occurrence_id}"))

    def _job(self, occurrence_id: UUID, due_at: datetime) -> Any:
        rung_at = due_at.astimezone(UTC) + timedelta(microseconds=999)  # whole milliseconds, never before it is due
        facts = {"due_at": due_at.astimezone(UTC).isoformat(), "set_at": self._db.clock.now().isoformat()}
        job = api_v1.Job(
            name=f"{PREFIX}{occurrence_id}",
            due_time=rung_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            data=AnyMessage(type_url=TYPE, value=json.dumps(facts).encode()),
            failure_policy=RETRY,
        )
        return api_v1.ScheduleJobRequest(job=job, overwrite=True)

    async def _tried(self, result: str, method: str, request: Any) -> None:
        if self._trouble:
            JOBS.labels("failed").inc()
            raise UnavailableError(self._trouble)
        try:
            await self._sidecar.call(method, request, seconds=SET_S)
        except (UnavailableError, CallError) as error:
            if getattr(error, "code", "") == "NOT_FOUND":
                raise LookupError(str(error)) from error
            JOBS.labels("failed").inc()
            self._trouble = str(error)
            self._lost.set()
            raise UnavailableError(str(error)) from error
        JOBS.labels(result).inc()

    async def _called(self, name: str, body: bytes) -> Response:
        """One ring. What is due is the rows' to say: the worst that a wrong ring costs is one look at them."""
        occurrence_id = _occurrence(name)
        if occurrence_id is None:
            JOB_CALLBACKS.labels("unknown").inc()
            return Response(status_code=200)
        if self._fire is None:
            JOB_CALLBACKS.labels("not_running").inc()
            return Response(status_code=503)  # Dapr calls again, us or another process
        due_at = _facts(body).get("due_at")
        wait = (due_at - self._db.clock.now()).total_seconds() if due_at else 0.0
        if wait <= 0:
            await self._ring(occurrence_id, self._fire)
            return Response(status_code=200)
        JOB_CALLBACKS.labels("early").inc()  # by the database's clock, as far as we know it
        if occurrence_id not in self._armed:
            self._armed[occurrence_id] = asyncio.create_task(self._ring_in(wait, occurrence_id, self._fire))
        return Response(status_code=200)

    async def _ring_in(self, seconds: float, occurrence_id: UUID, fire: Fire) -> None:
        try:
            await asyncio.sleep(seconds)
            await self._ring(occurrence_id, fire)
        finally:
            self._armed.pop(occurrence_id, None)

    async def _ring(self, occurrence_id: UUID, fire: Fire) -> None:
        JOB_CALLBACKS.labels("rung").inc()
        try:
            await fire(occurrence_id)
        except Exception:  # the sweep makes it good
            log.exception("timer.failed", occurrence=str(occurrence_id))

    async def _keep(self) -> None:
        """Reconcile at the start, after every outage, and at times."""
        failures = 0
        while True:
            try:
                await self._reconcile()
                failures = 0
            except Exception as error:  # noqa: BLE001 (whatever it is, the sweep rings meanwhile)
                failures += 1
                if failures == 1:
                    log.warning("jobs.unreconciled", error=str(error) or type(error).__name__)
                low, high = AGAIN_S
                await asyncio.sleep(min(high, low * 1.5**failures) * random.uniform(0.7, 1.0))  # noqa: S311 (jitter)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.watchdog_seconds):
                    await self._lost.wait()

    async def _reconcile(self) -> None:
        self._lost.clear()
        try:
            # First the jobs, then the rows: a job that was set in between belongs to a row that is there.
            answer = await self._sidecar.call("ListJobs", api_v1.ListJobsRequest(), seconds=LIST_S)
        except (UnavailableError, CallError) as error:
            self._trouble = str(error)
            raise
        self._trouble = ""
        planned = {one.occurrence_id: one for one in map(_planned, answer.jobs) if one is not None}
        difference = await compare(self._db, planned)
        for occurrence_id in difference.orphans:
            await self.cancel(occurrence_id)
            JOBS.labels("orphaned").inc()
        for result, due in (("remade", difference.missing), ("moved", difference.moved)):
            for occurrence_id, due_at in due.items():
                await self.set(occurrence_id, due_at)
                JOBS.labels(result).inc()
        if difference:
            log.info("jobs.reconciled", jobs=len(planned), **difference.counts())


def _occurrence(name: str) -> UUID | None:
    """The occurrence that a job is for, None when its name is none of ours."""
    with suppress(ValueError):
        if name.startswith(PREFIX) and str(found := UUID(name.removeprefix(PREFIX))) == name.removeprefix(PREFIX):
            return found
    return None


def _facts(body: bytes) -> dict[str, datetime]:
    with suppress(ValueError, TypeError, AttributeError):
        return {name: datetime.fromisoformat(value) for name, value in json.loads(body).items()}
    return {}


def _planned(job: Any) -> Planned | None:
    occurrence_id = _occurrence(job.name)
    if occurrence_id is None:
        return None
    facts = _facts(job.data.value)
    return Planned(occurrence_id, facts.get("due_at"), facts.get("set_at"))
