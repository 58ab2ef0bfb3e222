"""Lists of tasks over REST: one page of them, and where each page of a long list begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from core.api.problems import Problem
from core.api.shapes import PEOPLE, TaskPage
from core.api.shapes_many import Pages
from core.api.turn import Day, Plain, Zone, answer, incoming, services_of
from core.commands.find_tasks import FindTasks
from core.commands.page_tasks import PageTasks
from core.db.tasks import Order

Sort = Literal[
    "due", "-due", "created", "-created", "updated", "-updated", "priority", "-priority", "number", "-number"
]
_Q = (
    "Words, or their beginnings, of title, description or tags. Without `sort` the best come first, and where few have"
    " the words, titles with words spelt like them follow."
)
_SORT = "With - before it the other way round. What has no due date is due last. Without it: newest first."
_AFTER = "`next` of the page before, asked with the same `q` and `sort`; tasks that come meanwhile move nothing."
Limit = Annotated[int, Query(ge=1, le=200)]
router = APIRouter(prefix="/tasks", tags=["tasks"])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tasks, in which order, and whose days count."""

    command: FindTasks
    zone: str | None


def asked(
    status: Literal["open", "done", "all"] = "open",
    priority: Annotated[int | None, Query(ge=1, le=4)] = None,
    tag: Annotated[list[Plain], Query(max_length=20, description="Repeat it: all of them.")] = [],  # noqa: B006
    due: Annotated[
        Literal["today", "week", "overdue"] | None, Query(description="Due by the end of that; overdue: before today.")
    ] = None,
    due_from: Annotated[Day | None, Query(description="Due on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Due on this day or earlier.")] = None,
    assigned: Annotated[Plain | None, Query(description=f"Assigned to this person. {PEOPLE}")] = None,
    given: Annotated[Literal["me"] | None, Query(description="Given by the caller to others.")] = None,
    list_name: Annotated[Plain | None, Query(alias="list", description="A list's name.")] = None,
    text: Annotated[Plain | None, Query(description="What the title contains.")] = None,
    zone: Annotated[Zone | None, Query(description="Whose days count; else the person's own.")] = None,
    q: Annotated[Plain | None, Query(description=_Q)] = None,
    sort: Annotated[Sort | None, Query(description=_SORT)] = None,
) -> Asked:
    """The part of the address that chooses."""
    command = FindTasks(
        status=None if status == "all" else status,
        due=due or "open",
        due_from=due_from,
        due_to=due_to,
        priority=priority,
        tags=tuple(one.lstrip("#") for one in tag),
        assigned=assigned,
        given=given is not None,
        list_name=list_name,
        text=text,
        words=(q or "").strip() or None,
        order=cast("Order | None", sort and sort.lstrip("-")),
        falling=sort is not None and sort.startswith("-"),
    )
    return Asked(command, zone)


Which = Annotated[Asked, Depends(asked)]


@router.get("", responses={200: {"model": TaskPage}, 404: {"model": Problem}})
async def find(
    request: Request,
    which: Which,
    limit: Limit = 50,
    after: Annotated[str | None, Query(max_length=2000, description=_AFTER)] = None,
) -> Response:
    """The tasks that the caller may see and that fit: newest first, or those that fit `q` best, or as `sort` says."""
    command = which.command.at(after, limit)
    outcome = await services_of(request).assistant.look(command, incoming(request, zone=which.zone))
    return answer(outcome.data)


@router.get("/pages", responses={200: {"model": Pages}, 404: {"model": Problem}})
async def pages(request: Request, which: Which, limit: Limit = 200) -> Response:
    """How many tasks fit, and the `after` of each page of `limit` but the first: to go to the middle of a long list."""
    command = PageTasks(which.command.at(None, limit))
    outcome = await services_of(request).assistant.look(command, incoming(request, zone=which.zone))
    return answer(outcome.data)
