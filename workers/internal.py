"""The port for the sidecar and nobody else: what its scheduler and its pub/sub call, and whether we live."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.settings import Settings
from workers.server import Server


async def _live(_request: Request) -> Response:
    return Response(status_code=200)


class Internal:
    """Serves `routes` beside /health/live on INTERNAL_HOST:INTERNAL_PORT. Start it before what the routes lead to."""

    def __init__(self, settings: Settings, routes: Sequence[BaseRoute]) -> None:
        self._app = Starlette(routes=[Route("/health/live", _live), *routes])
        self._server = Server(settings.internal_host, settings.internal_port, "INTERNAL_PORT")
        self._grace = settings.grace_seconds

    async def start(self) -> int:
        """Return the port when it answers. StartError when it cannot be had."""
        port = self._server.listen()
        await self._server.start(self._app)
        return port

    async def stop(self) -> None:
        """Take no more calls, and finish those that were taken."""
        await self._server.stop(self._grace)
