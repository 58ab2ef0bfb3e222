"""Taking back over REST: each change that is made names itself in a header, and that name takes it back."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from core.api.problems import Problem
from core.api.turn import CHANGE, answer, incoming, services_of
from core.commands.undo import Undo
from core.replies.book import plain

router = APIRouter(tags=["undo"])


class UndoIn(BaseModel):
    """Which change."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"change": "0197e3a4-4c1f-7d3a-9d54-3f6c2f1a7b10"}]}
    )

    change: UUID = Field(description=f"What the header `{CHANGE}` of the answer said that made it.")


class UndoOut(BaseModel):
    """It is taken back, and what it was."""

    undone: UUID
    text: str = Field(description="What is so again, in the caller's language.")


@router.post("/undo", responses={200: {"model": UndoOut}, 409: {"model": Problem}})
async def undo(request: Request, body: UndoIn) -> Response:
    """Take back a change of the caller's; 409 when later changes stand on it."""
    outcome = await services_of(request).assistant.execute(Undo(body.change), incoming(request))
    assert isinstance(outcome.data, dict)
    return answer(outcome.data | {"text": "".join(plain(part) for part in outcome.reply.parts)})
