"""The whole system in one process: database, services, platforms, loops, HTTP; started and stopped in order."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn

from core.api.app import create_app
from core.bootstrap import Services, build
from core.db.embedded import EmbeddedPostgres
from core.errors import StartError
from core.log import get
from core.settings import Settings
from workers.data_folder import DataFolder, Run
from workers.loops import Workers
from workers.platforms import build_platforms, check_platforms
from workers.schema import up_to_date

log = get(__name__)
STREAMS_END_S = 2.0


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: what a signal means is decided by the command that runs us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Program:
    """`start` brings everything up or raises StartError; `run` serves until `stop` is asked for; `close` ends it."""

    def __init__(self, settings: Settings, *, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data_dir)
        self._say = say
        self._stopping = asyncio.Event()
        self._ready = False
        self._postgres: EmbeddedPostgres | None = None
        self._services: Services | None = None
        self._workers: Workers | None = None
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._listener: socket.socket | None = None

    async def start(self) -> Run:
        """Everything up and answering."""
        check_platforms(self.settings.platforms)
        self.folder.hold()
        listener = self._listener = self._listen()
        url = await self._database()
        before, after = await up_to_date(self.settings.database_direct_url or url, self._say)
        if before != after:
            log.info("schema.migrated", before=before, after=after)
        services = self._services = build(self.settings, url, os.environ)
        services.running.update(build_platforms(services, self.settings.platforms))
        notifiers = {name: running.notifier for name, running in services.running.items()}
        self._workers = Workers(services.db, services.bus, services.scheduler, notifiers, self.settings, services.book)
        run = self.folder.tell(f"http://{_shown(self.settings.host)}:{listener.getsockname()[1]}")
        await self._serve(services, listener, run)
        await self._workers.start()
        for running in services.running.values():
            await running.start()
        self._ready = True
        return run

    async def run(self) -> None:
        """Serve until `stop`, or until the server ends by itself."""
        assert self._serving is not None
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({stopping, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    def stop(self) -> None:
        """Ask `run` to return."""
        self._stopping.set()

    async def close(self) -> None:
        """Finish what has begun within the grace period, then end everything, whatever was started."""
        self._ready = False
        self._stopping.set()
        running = self._services.running.values() if self._services is not None else ()
        steps: list[Awaitable[None]] = [one.stop() for one in running]
        steps.append(self._end_serving())
        if self._workers is not None:
            steps.append(self._workers.stop(self.settings.grace_seconds))
        if self._services is not None:
            steps.append(self._services.db.stop())
        if self._postgres is not None:
            steps.append(self._postgres.stop())
        for step in steps:
            try:
                await step
            except Exception:  # the others end none the less
                log.exception("program.end_failed")
        self.folder.leave()

    async def _end_serving(self) -> None:
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await asyncio.wait({self._serving}, timeout=self.settings.grace_seconds)
        if self._listener is not None:
            self._listener.close()

    def health(self) -> Mapping[str, tuple[bool, str]]:
        """The loops, for /health."""
        if self._workers is None:
            return {}
        return {part.name: (part.ok, part.text) for part in self._workers.health()}

    def _listen(self) -> socket.socket:
        """The port, taken before anything else is started, so that a second program fails at once."""
        family = socket.AF_INET6 if ":" in self.settings.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.settings.host, self.settings.port))
        except OSError as error:
            listener.close()
            raise StartError(
                f"Port {self.settings.port} on {self.settings.host} cannot be used ({error.strerror})."
                " Stop what uses it, or choose another: todobot up --port 9000"
            ) from error
        return listener

    async def _database(self) -> str:
        if self.settings.database_url:
            return self.settings.database_url
        self._postgres = EmbeddedPostgres(self.settings.data_dir, on_progress=self._say)
        return await self._postgres.start()

    async def _serve(self, services: Services, listener: socket.socket, run: Run) -> None:
        routes = [route for running in services.running.values() for route in running.routes()]
        app = create_app(
            services,
            routes,
            health=self.health,
            ready=lambda: self._ready,
            stopping=self._stopping,
            run_token=run.token,
        )
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=int(STREAMS_END_S),
            server_header=False,
        )
        self._server = Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            if self._serving.done():
                await self._serving
                raise StartError("The HTTP server ended while it started.")
            await asyncio.sleep(0.01)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
