"""Talking over HTTP: say something, read what was said, and listen."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response, StreamingResponse

from core.api.boundary import BODY_MAX
from core.api.problems import Denied, Problem, unavailable
from core.api.said import cards, line, said
from core.api.shapes import TEXT_MAX, Text, Word
from core.api.stream import listen
from core.api.turn import MAIN, Conversation, Key, Zone, answer, incoming, place_of, services_of
from core.commands.show_cards import ShowCards
from core.replies.book import plain

router = APIRouter(tags=["chat"])


class Say(BaseModel):
    """A text, or a button's `action` (with `form` when it submits one)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "add buy milk tomorrow"}]})

    # Its length is answered with a sentence of its own; the constraint is what refuses half characters.
    text: Annotated[str, StringConstraints(max_length=BODY_MAX)] | None = Field(
        default=None, description=f"What is said, at most {TEXT_MAX} characters."
    )
    conversation: Conversation = Field(default=MAIN, description="Which of the caller's conversations.")
    key: Key | None = Field(default=None, description="The client's own key: the same key is answered once.")
    action: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None, description="The `action` of a button that was clicked."
    )
    form: dict[Word, Text] | None = Field(default=None, description="The values of a form whose `action` is sent.")
    zone: Zone | None = Field(default=None, description="The caller's time zone, used while none is set.")


class Said(BaseModel):
    """What was said: `text` for reading, `parts`, `cards` and `buttons` for rendering."""

    conversation: str = "main"
    author: str = Field(default="bot", description="`bot`, or `person` for what was typed.")
    text: str = Field(examples=["Created #12: buy milk. Due Tue 10 Mar 2026."])
    parts: list[str | dict[str, str]] = []
    cards: list[dict[str, object]] = []
    buttons: list[dict[str, str]] = []
    form: dict[str, object] | None = None
    kind: str = Field(examples=["answer", "question", "refusal", "reminder", "notice"])
    code: str = Field(examples=["task_created_due"])


class History(BaseModel):
    """The lines of a conversation, oldest first; each has its `id` (their order) and `at`."""

    items: list[Said]
    next: int | None = Field(description="Ask again with `after` = this; null: there is no more.")
    previous: int | None = Field(description="Ask again with `before` = this; null: it began here.")


class Cards(BaseModel):
    """Cards as they are now."""

    items: list[dict[str, object]]


@router.post("/chat", responses={200: {"model": Said}, 503: {"model": Problem}})
async def say(request: Request, body: Say) -> Response:
    """Say something. A refusal is an answer too (200, `kind` refusal): it says what to type instead."""
    if (body.text is None) == (body.action is None):
        raise Denied(422, "invalid", "Send either “text” or “action”.")
    text = body.text or ""
    if len(text) > TEXT_MAX:
        detail = f"That text has {len(text)} characters; at most {TEXT_MAX} fit. Send the details in parts."
        raise Denied(413, "text_long", detail)
    wish = incoming(
        request,
        conversation=body.conversation,
        zone=body.zone,
        key=body.key,
        text=text,
        action=body.action,
        form=body.form,
    )
    outcome = await services_of(request).assistant.handle(wish)
    if outcome.status == 503:
        return unavailable("".join(plain(part) for part in outcome.reply.parts))
    return answer(said(outcome.reply, body.conversation))


@router.get("/chat/history", responses={200: {"model": History}})
async def history(
    request: Request,
    conversation: Annotated[Conversation, Query()] = MAIN,
    after: Annotated[int | None, Query(ge=0, description="Only lines after this `id`.")] = None,
    before: Annotated[int | None, Query(ge=1, description="The last lines before this `id`.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    """The last lines of a conversation, those before a line, or those after one."""
    if before is not None and after is not None:
        raise Denied(422, "invalid", "Send either “after” or “before”.")
    services = services_of(request)
    known = await services.directory.identify(*place_of(request, conversation))
    lines = await services.transcript.lines(known.address_id, after=after, before=before, limit=limit)
    more = lines[-1].ordinal if after is not None and len(lines) == limit else None
    earlier = lines[0].ordinal if after is None and lines and lines[0].ordinal > 1 else None
    return answer({"items": [line(one, conversation) for one in lines], "next": more, "previous": earlier})


@router.get("/chat/cards", responses={200: {"model": Cards}})
async def current(
    request: Request,
    id: Annotated[list[UUID], Query(max_length=100, description="Of the cards that stand in the conversation.")],
) -> Response:
    """Cards of earlier answers as they are now, with the buttons that fit; those that are not to be seen are left out.

    What a line of the conversation shows stays as it was said.
    """
    outcome = await services_of(request).assistant.look(ShowCards(tuple(id)), incoming(request))
    return answer({"items": cards(outcome.reply)})


@router.get("/chat/stream", responses={200: {"content": {"text/event-stream": {}}}})
async def stream(
    request: Request,
    conversation: Annotated[Conversation, Query()] = MAIN,
    after: Annotated[int | None, Query(ge=0, description="Continue after this `id`.")] = None,
    last_event_id: Annotated[int | None, Header(ge=0, description="The same; a browser sends it itself.")] = None,
) -> Response:
    """Server-sent events: each line as `POST /chat` answers it, with its `id`; first the last 100 lines."""
    services = services_of(request)
    known = await services.directory.identify(*place_of(request, conversation))
    start = last_event_id if last_event_id is not None else after
    if start and not await services.transcript.lines(known.address_id, after=start - 1, limit=1):
        start = None  # an id that this conversation never had, so it was another database's
    events = listen(services, known.address_id, conversation, start, request.app.state.stopping)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
