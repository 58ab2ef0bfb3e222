"""Taking back what a request did, by what its answer's header says."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from core.api.problems import Problem
from core.api.turn import UNDO, answer, incoming, services_of
from core.commands.undo import Undo

router = APIRouter(tags=["undo"])


class UndoIn(BaseModel):
    """What to take back."""

    model_config = ConfigDict(extra="forbid")

    id: UUID = Field(description=f"The header `{UNDO}` of the answer to the request that did it.")


class Undone(BaseModel):
    """What was taken back."""

    undone: UUID


@router.post("/undo", responses={200: {"model": Undone}, 409: {"model": Problem}})
async def undo(request: Request, body: UndoIn) -> Response:
    """Take back all that one request of the caller's did; 409 when later changes stand on it."""
    outcome = await services_of(request).assistant.execute(Undo(body.id), incoming(request))
    return answer(outcome.data)
