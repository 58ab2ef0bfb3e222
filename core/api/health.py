"""What is up and what is not, from memory: nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from core.api.problems import problem
from core.api.turn import answer
from core.bootstrap import Services

Health = Callable[[], Mapping[str, tuple[bool, str]]]
"""Each part by name: whether it is up, and a sentence about it."""

router = APIRouter(tags=["health"])


class Part(BaseModel):
    """One part of the system."""

    up: bool
    says: str


class State(BaseModel):
    """All parts."""

    up: bool
    parts: dict[str, Part]


def known_parts(services: Services) -> dict[str, tuple[bool, str]]:
    """What every process knows: how the last use of the database went, and how its platforms are."""
    error = services.db.last_error
    says = f"The database does not answer ({error})." if error else "The database answers."
    parts = {"database": (error is None, says)}
    return parts | {name: running.health() for name, running in sorted(services.running.items())}


@router.get("/health", responses={200: {"model": State}, 503: {"model": State}})
async def health(request: Request) -> Response:
    """Each part with a sentence; 503 when one of them is down."""
    state = request.app.state
    parts = known_parts(state.services) | dict(state.health())
    up = all(one for one, _ in parts.values())
    shown = {name: {"up": one, "says": says} for name, (one, says) in parts.items()}
    return answer({"up": up, "parts": shown}, 200 if up else 503, {"Cache-Control": "no-store"})


@router.get("/health/live")
async def live() -> Response:
    """200 as long as the process can answer at all."""
    return answer({"up": True})


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """200 once everything is started and until it stops, else 503. What is away is named: we go on without it."""
    state = request.app.state
    if state.stopping.is_set() or not state.ready():
        return problem(503, "not_ready", "Not ready yet, or not any more.", headers={"Retry-After": "1"})
    parts = known_parts(state.services) | dict(state.health())
    return answer({"up": True, "degraded": sorted(name for name, (up, _) in parts.items() if not up)})
