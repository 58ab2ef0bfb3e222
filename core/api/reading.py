"""While somebody types: what would be done, and what could be meant; neither has an effect."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from core.api.shapes import Text
from core.api.turn import MAIN, Conversation, Zone, answer, incoming, services_of

router = APIRouter(tags=["chat"])


class Typed(BaseModel):
    """What stands in the box so far."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "add buy milk tomorrow at 5pm p1 #home"}]}
    )

    text: Text
    conversation: Conversation = MAIN
    zone: Zone | None = Field(default=None, description="The caller's time zone, used while none is set.")


class Explained(BaseModel):
    """The plan: `command` with its fields, or the `reply` that asks back; `reading` is how the words were taken."""

    kind: str
    command: dict[str, Any] | None
    reading: dict[str, Any] | None
    reply: dict[str, Any] | None
    zone: str


class Suggestion(BaseModel):
    """One completion: how it is shown, and what it stands for."""

    label: str
    value: str


class Suggestions(BaseModel):
    """Completions, the best first."""

    items: list[Suggestion]


@router.post("/chat/explain", responses={200: {"model": Explained}})
async def explain(request: Request, body: Typed) -> Response:
    """What `POST /chat` would do with this text."""
    turn = incoming(request, conversation=body.conversation, zone=body.zone, text=body.text)
    return answer(await services_of(request).assistant.explain(turn))


@router.get("/chat/suggest", responses={200: {"model": Suggestions}})
async def suggest(
    request: Request,
    kind: Literal["task", "reminder", "time", "zone"],
    text: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Completions of what is being typed."""
    found = await services_of(request).assistant.suggest(incoming(request), kind, text)
    return answer({"items": [{"label": label, "value": value} for label, value in found]})
