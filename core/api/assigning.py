"""Who a task is for, over REST."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from core.api.named import Name, of_task, task_id
from core.api.problems import Problem
from core.api.shapes import PEOPLE, TaskOut
from core.api.turn import Plain, done, incoming, services_of
from core.commands._base import Command, Context
from core.commands.assign_task import AssignTask
from core.commands.claim_task import ClaimTask
from core.commands.free_task import FreeTask

ONE: dict[int | str, dict[str, Any]] = {200: {"model": TaskOut}, 404: {"model": Problem}}
router = APIRouter(prefix="/tasks", tags=["tasks"])


class AssigneesIn(BaseModel):
    """Whom a task is for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"people": ["me"]}]})

    people: list[Plain] = Field(max_length=20, description=f"{PEOPLE} Empty: nobody.")


@router.put("/{id}/assignees", responses=ONE)
async def assign(request: Request, name: Name, body: AssigneesIn) -> Response:
    """Let the task be for exactly these people, who share the workspace; they see it from then on."""

    async def wish(context: Context) -> Command:
        return AssignTask(await task_id(name, context), tuple(body.people), only=True)

    outcome = await services_of(request).assistant.execute(wish, incoming(request))
    return done(outcome)


@router.post("/{id}/claim", responses=ONE)
async def claim(request: Request, name: Name) -> Response:
    """The task is for the caller too."""
    outcome = await services_of(request).assistant.execute(of_task(name, ClaimTask), incoming(request))
    return done(outcome)


@router.post("/{id}/free", responses=ONE)
async def free(request: Request, name: Name) -> Response:
    """The task is no longer for the caller; where it is not, it is for nobody."""
    outcome = await services_of(request).assistant.execute(of_task(name, FreeTask), incoming(request))
    return done(outcome)
