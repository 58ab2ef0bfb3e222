"""Who and what there is to choose from: people, lists and tags."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from core.api.turn import answer, incoming, services_of
from core.commands.find_names import FindNames

router = APIRouter(tags=["people"])


class PersonOut(BaseModel):
    """Somebody of the workspace."""

    id: UUID
    name: str = Field(examples=["Ann"])
    account: str
    me: bool


class PeopleOut(BaseModel):
    """The people of the workspace, the caller first; at most 500."""

    items: list[PersonOut]


class ListOut(BaseModel):
    """A list of tasks; its name is what `list` of a task takes."""

    id: UUID
    name: str = Field(examples=["inbox", "reading", "#general"])
    kind: Literal["inbox", "named", "channel"]


class ListsOut(BaseModel):
    """The caller's own lists, then those of the channels that they see; at most 500."""

    items: list[ListOut]


class TagsOut(BaseModel):
    """The tags of the tasks that the caller sees; at most 500."""

    items: list[str]


@router.get("/people", responses={200: {"model": PeopleOut}})
async def people(request: Request) -> Response:
    """Whom a task can be for."""
    return await _names(request, "people")


@router.get("/lists", responses={200: {"model": ListsOut}})
async def lists(request: Request) -> Response:
    """Where a task can live."""
    return await _names(request, "lists")


@router.get("/tags", responses={200: {"model": TagsOut}})
async def tags(request: Request) -> Response:
    """What tasks are tagged with."""
    return await _names(request, "tags")


async def _names(request: Request, kind: Literal["people", "lists", "tags"]) -> Response:
    outcome = await services_of(request).assistant.look(FindNames(kind), incoming(request))
    return answer(outcome.data)
