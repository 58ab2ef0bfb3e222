"""What was due, what came of it, and why: deliveries, their sums, a reminder's firings, a task's history."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field
from starlette.responses import Response

from core.api.named import Name, of_reminder, of_task
from core.api.problems import Problem
from core.api.shapes import ReminderOut, Where
from core.api.turn import answer, incoming, services_of
from core.commands.find_deliveries import FindDeliveries
from core.commands.sum_deliveries import SumDeliveries
from core.commands.task_history import TaskHistory
from core.commands.task_reminders import TaskReminders

router = APIRouter()
State = Literal["due", "held", "sending", "sent", "failed", "unknown", "skipped"]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]


class Of(BaseModel):
    """The reminder that fired."""

    id: UUID
    number: int
    text: str


class DeliveryOut(BaseModel):
    """One firing and what came of it."""

    id: UUID
    reminder: Of
    task_id: UUID | None
    task_number: int | None = Field(description="null: it has none, or it was deleted.")
    sequence: int
    due_at: AwareDatetime
    sent_at: AwareDatetime | None
    state: str = Field(examples=["sent", "failed"])
    reason: str | None = Field(examples=["coalesced", "too_old", "task_done", None])
    tries: int
    missed: int = Field(description="Firings before it that it stands for.")
    lateness_s: float | None = Field(description="Seconds after its time; null: it never was to come.")
    late: bool
    error: str | None = Field(description="Why the last try failed.")
    place: Where


class DeliveryPage(BaseModel):
    """Firings, newest due time first."""

    items: list[DeliveryOut]
    next: str | None


class AttemptOut(BaseModel):
    """One try to tell it."""

    number: int
    state: Literal["claimed", "sent", "failed", "unknown", "refused"]
    claimed_at: AwareDatetime
    ended_at: AwareDatetime | None
    error: str | None
    message_id: str | None


class OccurrenceOut(DeliveryOut):
    """One firing with every try."""

    attempts: list[AttemptOut]


class OccurrencePage(BaseModel):
    """Every firing of a reminder, newest first, and its next five."""

    items: list[OccurrenceOut]
    next: str | None
    upcoming: list[AwareDatetime]


class Sums(BaseModel):
    """Counts of firings, and how late they were, in seconds."""

    due: int
    sent: int
    late: int
    failed: int
    waiting: int
    median_s: float | None
    worst_s: float | None


class SumsAt(Sums):
    """The same for the step of time that begins here."""

    at: AwareDatetime


class Summary(BaseModel):
    """Sums for each step of time, also where nothing was due."""

    start: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    step_s: int
    items: list[SumsAt]
    total: Sums


class By(BaseModel):
    """Who did it."""

    id: UUID
    name: str


class Reminded(BaseModel):
    """The task's reminder to which it happened."""

    id: UUID
    number: int


class FactOut(BaseModel):
    """One fact: the fields that changed, before and after."""

    id: UUID
    type: str = Field(examples=["task-created", "reminder-delivered"])
    at: AwareDatetime
    by: By | None
    before: dict[str, Any]
    after: dict[str, Any]
    undone: bool
    reminder: Reminded | None


class HistoryPage(BaseModel):
    """Facts, newest first."""

    items: list[FactOut]
    next: str | None


class Reminders(BaseModel):
    """Reminders, each with its next firing, or its last one."""

    items: list[ReminderOut]


def _written(value: object) -> object:
    """A number is no moment, though it could be taken for one: ValueError."""
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d[Tt ]", value):
        raise ValueError("a date and a time with an offset, as 2026-03-09T14:30:00Z")
    return value


When = Annotated[AwareDatetime, BeforeValidator(_written)]


@router.get("/deliveries", tags=["deliveries"], responses={200: {"model": DeliveryPage}})
async def find(
    request: Request,
    state: Annotated[list[State], Query(description="Any of these; left out: all.")] = [],  # noqa: B006
    late: Annotated[bool, Query(description="Only what came over a minute late, or has not come yet.")] = False,
    since: Annotated[When | None, Query(alias="from")] = None,
    to: When | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """What was due, sent, late or failed, and why; newest first."""
    command = FindDeliveries(None, tuple(state), late, since, to, after, limit)
    outcome = await services_of(request).assistant.look(command, incoming(request))
    return answer(outcome.data)


@router.get("/deliveries/summary", tags=["deliveries"], responses={200: {"model": Summary}})
async def summary(request: Request, hours: Annotated[int, Query(ge=1, le=720)] = 24) -> Response:
    """How many were due, sent, late and failed, by the hour (over 72 hours: by the day), and how late they were."""
    outcome = await services_of(request).assistant.look(SumDeliveries(hours), incoming(request))
    return answer(outcome.data)


@router.get(
    "/reminders/{id}/occurrences",
    tags=["reminders"],
    responses={200: {"model": OccurrencePage}, 404: {"model": Problem}},
)
async def occurrences(request: Request, name: Name, limit: Limit = 50, after: After = None) -> Response:
    """Every firing of a reminder with every try, newest first, and its next five."""
    wish = of_reminder(name, lambda found: FindDeliveries(found, after=after, limit=limit))
    outcome = await services_of(request).assistant.look(wish, incoming(request))
    return answer(outcome.data)


@router.get("/tasks/{id}/history", tags=["tasks"], responses={200: {"model": HistoryPage}, 404: {"model": Problem}})
async def history(request: Request, name: Name, limit: Limit = 50, after: After = None) -> Response:
    """What happened to a task and its reminders, newest first, and who did it."""
    wish = of_task(name, lambda found: TaskHistory(found, after, limit))
    outcome = await services_of(request).assistant.look(wish, incoming(request))
    return answer(outcome.data)


@router.get("/tasks/{id}/reminders", tags=["tasks"], responses={200: {"model": Reminders}, 404: {"model": Problem}})
async def reminders_of(request: Request, name: Name) -> Response:
    """The reminders of a task, newest first, also those that ring no more."""
    outcome = await services_of(request).assistant.look(of_task(name, TaskReminders), incoming(request))
    return answer(outcome.data)
