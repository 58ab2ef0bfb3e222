"""The system in one process, or one part of it: database, services, platforms, loops, HTTP; in order."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute

from core.api.app import create_app
from core.bootstrap import Services, build
from core.db.embedded import EmbeddedPostgres
from core.errors import StartError
from core.log import get
from core.ports import Running
from core.settings import Settings
from workers.consumer import Consumer
from workers.data_folder import DataFolder, Run
from workers.internal import Internal
from workers.loops import ROLES, Workers
from workers.platforms import build_platforms, check_platforms, wanted, with_token
from workers.schema import up_to_date, wait_for_schema
from workers.server import Server

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process does: REST and page (`api`), the platforms' ways in (`doors`), and which loops (`roles`)."""

    name: str
    api: bool = False
    doors: bool = False
    roles: Sequence[str] = ()

    @property
    def alone(self) -> bool:
        """Whether it is everything: then it may have the database and the bus to itself."""
        return self.api and self.doors and set(self.roles) == set(ROLES)


EVERYTHING = Parts("up", api=True, doors=True, roles=ROLES)


class Program:
    """`start` brings everything up or raises StartError; `run` serves until `stop` is asked for; `close` ends it."""

    def __init__(self, settings: Settings, *, say: Callable[[str], None], parts: Parts = EVERYTHING) -> None:
        self.settings, self._parts = settings, parts
        self.folder = DataFolder(settings.data_dir)
        self._say = say
        self._stopping = asyncio.Event()
        self._ready = False
        self._opened: Sequence[str] = ()
        self._postgres: EmbeddedPostgres | None = None
        self._services: Services | None = None
        self._workers: Workers | None = None
        self._server = Server(settings.host, settings.port, "todobot up --port 9000")
        self._internal: Internal | None = None

    async def start(self) -> Run:
        """Everything up and answering."""
        doors = wanted(self.settings)
        check_platforms(doors)
        self._check_parts()
        if self._parts.alone:
            self.folder.hold()
        port = self._server.listen()
        url = await self._database()
        await self._schema(url)
        services = self._services = build(self.settings, url, os.environ, Consumer)
        services.running.update(build_platforms(services, self._known(doors)))
        self._opened = doors if self._parts.doors else ()
        self._workers = self._loops(services)
        run = self._found_at(f"http://{_shown(self.settings.host)}:{port}")
        await self._serve(services, run)
        await self._workers.start()
        for running in self._doors():
            await running.start()
        self._ready = True
        return run

    def _check_parts(self) -> None:
        """A part of the system shares database and bus with the others."""
        if self._parts.alone:
            return
        if not self.settings.database_url:
            raise StartError(
                f"`todobot {self._parts.name}` is one of several processes: say where their database is, DATABASE_URL."
            )
        if self.settings.bus == "memory":
            raise StartError(
                f"`todobot {self._parts.name}` is one of several processes, and EVENT_BUS=memory reaches only one. Set"
                " KAFKA_BOOTSTRAP_SERVERS, or EVENT_BUS=dapr, or run everything in one: todobot up"
            )

    def _loops(self, services: Services) -> Workers:
        notifiers = {name: running.notifier for name, running in services.running.items()}
        return Workers(
            services.db,
            services.bus,
            services.scheduler,
            notifiers,
            self.settings,
            services.book,
            roles=self._parts.roles,
            told=services.feed.tell,
            homes=services.assistant.home_again,
        )

    def _known(self, doors: Sequence[str]) -> Sequence[str]:
        """The page is for people of chat platforms too: what they see there is asked here, also where another process
        keeps the platform's door."""
        shown = with_token() if self._parts.api and not self._parts.alone else ()
        return tuple(dict.fromkeys([*doors, *shown]))

    def _doors(self) -> Sequence[Running]:
        running = self._services.running if self._services is not None else {}
        return [one for name, one in running.items() if name in self._opened]

    def _found_at(self, url: str) -> Run:
        """Where `todobot chat` finds us: in the data folder, if that is ours."""
        return self.folder.tell(url) if self._parts.alone else Run(os.getpid(), url, "")

    async def run(self) -> None:
        """Serve until `stop`, or until the server ends by itself."""
        assert self._server.serving is not None
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({stopping, self._server.serving}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stopping.set()

    async def close(self) -> None:
        """Finish what has begun within the grace period, then end everything, whatever was started."""
        self._ready = False
        self._stopping.set()
        until = time.monotonic() + self.settings.grace_seconds
        for step in self._steps(lambda: max(1.0, until - time.monotonic())):
            try:
                await step()
            except Exception:  # the others end none the less
                log.exception("program.end_failed")
        self.folder.leave()

    def _steps(self, left: Callable[[], float]) -> list[Callable[[], Awaitable[None]]]:
        """What ends, in order; they share the seconds that are left."""
        steps: list[Callable[[], Awaitable[None]]] = [one.stop for one in self._doors()]
        steps.append(lambda: self._server.stop(left()))
        if self._internal is not None:
            steps.append(self._internal.stop)
        if (workers := self._workers) is not None:
            steps.append(lambda: workers.stop(left()))
        if self._services is not None:
            steps.append(self._services.db.stop)
        if self._postgres is not None:
            steps.append(self._postgres.stop)
        return steps

    def health(self) -> Mapping[str, tuple[bool, str]]:
        """The loops, for /health."""
        if self._workers is None:
            return {}
        return {part.name: (part.ok, part.text) for part in self._workers.health()}

    async def _database(self) -> str:
        if self.settings.database_url:
            return self.settings.database_url
        self._postgres = EmbeddedPostgres(self.settings.data_dir, on_progress=self._say)
        return await self._postgres.start()

    async def _schema(self, url: str) -> None:
        """One that runs alone brings the schema up to date; of several, `todobot migrate` does."""
        direct = self.settings.database_direct_url or url
        if not self._parts.alone:
            await wait_for_schema(direct, self._say)
            return
        before, after = await up_to_date(direct, self._say)
        if before != after:
            log.info("schema.migrated", before=before, after=after)

    async def _serve(self, services: Services, run: Run) -> None:
        routes = [route for running in self._doors() for route in running.routes()]
        app = create_app(
            services,
            routes,
            health=self.health,
            ready=lambda: self._ready,
            stopping=self._stopping,
            run_token=run.token,
            only_health=not self._parts.api,
            page=_page(services.running.values()),
        )
        await self._server.start(app)
        # Dapr takes an app that does not know its routes yet for one that has none; and a sidecar, with it a pod, is
        # not ready before something answers where its app should be, be there anything to call or not.
        routes = self._sidecars(services)
        if routes or self.settings.dapr_http_endpoint or self.settings.dapr_grpc_endpoint:
            self._internal = Internal(self.settings, routes)
            await self._internal.start()

    def _sidecars(self, services: Services) -> list[BaseRoute]:
        """What a sidecar calls. A timer rings the app that set it, and only those that have loops set timers."""
        return [*services.bus.routes(), *(services.scheduler.routes() if self._parts.roles else ())]


def _page(running: Iterable[Running]) -> Path | None:
    """The built page of the platform that has one; a platform of somebody else's may not know of this."""
    found = (one.page() for one in running if hasattr(one, "page"))
    return next((page for page in found if page is not None), None)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
