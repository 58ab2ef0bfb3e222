"""The HTTP application: every resource, behind the sign-in, with the routes that platforms bring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import BaseRoute

from core.api import (
    assigning,
    chat,
    deliveries,
    described,
    docs,
    export,
    finding,
    live,
    metrics,
    people,
    preferences,
    problems,
    reading,
    reminders,
    session,
    tasks,
    undoing,
)
from core.api.boundary import Boundary
from core.api.health import Health
from core.api.health import router as health_router
from core.api.page import Page
from core.api.problems import Problem
from core.api.who import Rules, SignIn
from core.api.zone import machine_zone
from core.bootstrap import Services

ABOUT = (
    "Tasks and reminders of a team. Send JSON; every error is problem+json (RFC 9457). On your own machine you are "
    "signed in; elsewhere send `Authorization: Bearer` and a token. A request with the header `Idempotency-Key` "
    "(for /chat: `key`) has one effect and one answer, however often it is sent."
)

ROUTERS = (
    finding.router,  # before what takes any word for a task's number
    tasks.router,
    deliveries.router,
    assigning.router,
    people.router,
    reminders.router,
    undoing.router,
    preferences.router,
    export.router,
    chat.router,
    reading.router,
    live.router,
    session.router,
    health_router,
    metrics.router,
    docs.router,
)


def create_app(
    services: Services,
    routes: Sequence[BaseRoute] = (),
    *,
    health: Health = dict,
    ready: Callable[[], bool] = lambda: True,
    stopping: asyncio.Event | None = None,
    run_token: str = "",
    only_health: bool = False,
    page: Path | None = None,
) -> FastAPI:
    """The app. StartError when API_TOKENS cannot be read.

    `routes` (the platforms' own) sign their callers in themselves. `health` adds parts to those that `Services`
    knows. Streams end when `stopping` is set: set it before the server stops. Who sends `run_token` as a bearer may
    speak as another person of this machine (X-Todobot-Person) and as the terminal (X-Todobot-Platform). A process that
    is not the API serves `only_health`, metrics and the platforms' routes. `page` is the folder of the built page.
    """
    app = FastAPI(
        title="todobot",
        version="0.1.0",
        description=ABOUT,
        responses={"default": {"model": Problem}, 422: {"model": Problem}},
        docs_url=None,  # it would load its page from elsewhere and run it as the local person
        redoc_url=None,
    )
    known = {"services": services, "health": health, "ready": ready, "machine_zone": machine_zone()}
    app.state._state.update(known, stopping=stopping or asyncio.Event())
    problems.install(app)
    described.install(app)
    for router in (health_router, metrics.router) if only_health else ROUTERS:
        app.include_router(router)
    own = tuple(app.router.routes)
    app.router.routes.extend(routes)
    # The last one added is the outermost.
    shown = None if only_health else Page(page, https=services.settings.https)
    rules, guests = Rules(services.settings, run_token), session.Guests(services)
    app.add_middleware(SignIn, rules=rules, own=own, routes=routes, page=shown, guests=guests)
    app.add_middleware(Boundary)
    return app
