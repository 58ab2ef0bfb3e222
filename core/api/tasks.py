"""Tasks over REST."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from core.api.named import Name, of_task, task_id
from core.api.problems import Problem
from core.api.shapes import TaskIn, TaskOut, TaskPart, TaskWhole
from core.api.shapes_many import BulkIn, BulkOut
from core.api.times import moment
from core.api.turn import answer, done, incoming, services_of
from core.commands._assigning import persons
from core.commands._base import Command, Context
from core.commands.bulk import Bulk
from core.commands.complete_task import CompleteTask
from core.commands.create_task import CreateTask
from core.commands.delete_task import DeleteTask
from core.commands.reopen_task import ReopenTask
from core.commands.show_task import ShowTask
from core.commands.update_task import UpdateTask

PLAIN = ("title", "description", "priority", "tags")
ONE: dict[int | str, dict[str, Any]] = {200: {"model": TaskOut}, 404: {"model": Problem}}
router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.post("", status_code=201, responses={201: {"model": TaskOut}, 422: {"model": Problem}})
async def create(request: Request, body: TaskIn) -> Response:
    """Create a task. A due time that is still to come rings; a due date alone never does."""

    async def wish(context: Context) -> Command:
        due = moment(body.due, body.zone or context.zone) if body.due is not None else None
        rings = due is not None and due.has_time and due.instant > context.now
        await persons(context, body.assignees)  # a name that is nobody's is an error here, and no part of the title
        return CreateTask(
            body.title,
            body.description,
            due,
            body.priority,
            tuple(body.tags),
            assignees=tuple(body.assignees),
            list_name=body.list_name,
            rings=rings,
        )

    turn = incoming(request, conversation=body.conversation, zone=body.zone)
    outcome = await services_of(request).assistant.execute(wish, turn)
    assert isinstance(outcome.data, dict)
    return done(outcome, 201, {"Location": f"/tasks/{outcome.data['number']}"})


@router.post("/bulk", responses={200: {"model": BulkOut}, 409: {"model": Problem}})
async def bulk(request: Request, body: BulkIn) -> Response:
    """Complete or delete many: without `confirm` it only counts; with the count it is done, all or nothing."""
    which = body.filter
    tags = tuple(one.lstrip("#").casefold() for one in which.tags)
    command = Bulk(body.action, which.which, tags, which.priority, which.list_name, body.confirm)
    outcome = await services_of(request).assistant.execute(command, incoming(request, zone=body.zone))
    return done(outcome)


@router.get("/{id}", responses=ONE)
async def show(request: Request, name: Name) -> Response:
    """One task."""
    outcome = await services_of(request).assistant.look(of_task(name, ShowTask), incoming(request))
    return answer(outcome.data)


@router.put("/{id}", responses=ONE)
async def replace(request: Request, name: Name, body: TaskWhole) -> Response:
    """Change all of a task: a field that is left out gets its default."""
    return await _update(request, name, body, frozenset(TaskWhole.model_fields))


@router.patch("/{id}", responses=ONE)
async def update(request: Request, name: Name, body: TaskPart) -> Response:
    """Change the fields that are sent."""
    return await _update(request, name, body, frozenset(body.model_fields_set))


async def _update(request: Request, name: str, body: TaskWhole, given: frozenset[str]) -> Response:
    async def wish(context: Context) -> Command:
        fields = {one: getattr(body, one) for one in PLAIN if one in given}
        due = moment(body.due, body.zone or context.zone) if body.due is not None else None
        return UpdateTask(
            await task_id(name, context),
            fields,
            due,
            "due" in given,
            body.status if "status" in given else None,
            list_name=body.list_name,
            people=tuple(body.assignees) if "assignees" in given else None,
        )

    outcome = await services_of(request).assistant.execute(wish, incoming(request, zone=body.zone))
    return done(outcome)


@router.delete("/{id}", status_code=204, responses={404: {"model": Problem}})
async def delete(request: Request, name: Name) -> Response:
    """Delete a task. Its creator, its assignees and admins may."""
    outcome = await services_of(request).assistant.execute(of_task(name, DeleteTask), incoming(request))
    return done(outcome, 204)


@router.post("/{id}/complete", responses=ONE | {409: {"model": Problem}})
async def complete(request: Request, name: Name) -> Response:
    """Mark as done; its reminders fall silent."""
    outcome = await services_of(request).assistant.execute(of_task(name, CompleteTask), incoming(request))
    return done(outcome)


@router.post("/{id}/reopen", responses=ONE | {409: {"model": Problem}})
async def reopen(request: Request, name: Name) -> Response:
    """Make a done task open again; its reminders that are still ahead ring again."""
    outcome = await services_of(request).assistant.execute(of_task(name, ReopenTask), incoming(request))
    return done(outcome)
