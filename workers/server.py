"""HTTP servers of a process: a port that is taken first, then answers, and leaves the signals alone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from core.errors import StartError

STREAMS_END_S = 2.0


class _Uvicorn(uvicorn.Server):
    """uvicorn without its signal handlers: what a signal means is decided by the command that runs us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Server:
    """One port. `listen` takes it, so that a second program fails at once; `start` answers; `stop` ends both."""

    def __init__(self, host: str, port: int, hint: str) -> None:
        self._host, self._port, self._hint = host, port, hint
        self._listener: socket.socket | None = None
        self._server: _Uvicorn | None = None
        self.serving: asyncio.Task[None] | None = None

    def listen(self) -> int:
        """Take the port; its number. StartError when it cannot be used."""
        listener = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
        except OSError as error:
            listener.close()
            raise StartError(
                f"Port {self._port} on {self._host} cannot be used ({error.strerror})."
                f" Stop what uses it, or choose another: {self._hint}"
            ) from error
        self._listener = listener
        port: int = listener.getsockname()[1]
        return port

    async def start(self, app: Any) -> None:
        """Answer on the port that was taken; return when it does."""
        assert self._listener is not None
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=int(STREAMS_END_S),
            server_header=False,
        )
        self._server = _Uvicorn(config)
        self.serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started:
            if self.serving.done():
                await self.serving
                raise StartError("The HTTP server ended while it started.")
            await asyncio.sleep(0.01)

    async def stop(self, grace: float) -> None:
        """Finish what is being answered within `grace` seconds, and close the port; harmless when never started."""
        if self._server is not None and self.serving is not None:
            self._server.should_exit = True
            await asyncio.wait({self.serving}, timeout=grace)
        if self._listener is not None:
            self._listener.close()
