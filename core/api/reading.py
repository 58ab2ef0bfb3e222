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


class TimeRead(BaseModel):
    """One reading of a time: local, with its offset."""

    start: str = Field(examples=["2026-03-05T17:00:00+01:00"])
    end: str | None
    grain: str
    has_time: bool = Field(description="Whether a time of day was said or follows from the words.")
    zone: str
    rrule: list[str]


class TimeTyped(TimeRead):
    """A time that was found, and where it was typed."""

    spans: list[list[int]]


class Slot(BaseModel):
    """One piece of what was said: its value, and where it was typed; `readings` of a time, the likeliest first."""

    name: str = Field(examples=["title", "due", "when", "priority", "tags"])
    value: str | int | float | list[str] | dict[str, Any]
    spans: list[list[int]] = Field(
        description="[first, behind the last] in characters (code points) of the text as it was sent; a title that"
        " a time or a mark parts has several, what no words name has none."
    )
    readings: list[TimeRead]


class Remark(BaseModel):
    """Something to know about it, in a sentence."""

    code: str
    text: str


class FiringOut(BaseModel):
    """One time that it will ring: local with its offset, and in UTC; `shifts` say why it is not when it was said."""

    local: str
    utc: str
    zone: str
    shifts: list[Remark] = Field(description="Codes: `gap`, `overlap` (clocks that change), `month_end`.")


class ReadingOut(BaseModel):
    """One wish as it was understood; the next firings are those that saying it would schedule, at most five."""

    text: str
    spans: list[list[int]] = Field(description="Where this wish was typed.")
    intent: str | None
    rule: str = Field(description="The phrase that matched.")
    confidence: float
    slots: list[Slot]
    times: list[TimeTyped]
    notes: list[Remark]
    problem: Remark | None
    suggestions: list[str] = Field(description="Where there is no intent: what may be meant.")
    firings: list[FiringOut]


class Explained(BaseModel):
    """What would be done: `command` with its fields, or the `reply` that asks back or refuses; `readings` is how the
    words were taken, one for each wish."""

    kind: str
    command: dict[str, Any] | None
    reply: dict[str, Any] | None
    readings: list[ReadingOut]
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
