"""A PostgreSQL server of a test's own that can be shut down or killed, stay away for a while, and come back."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.db.embedded import EmbeddedPostgres
from core.db.migrate import migrate


class Server:
    """The server; its URL stays the same over its deaths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = EmbeddedPostgres(folder)
        self.url = ""

    def start(self) -> None:
        """Start, or come back: return when it takes connections."""
        self._server = EmbeddedPostgres(self._folder)
        url = self._do(self._server.start())
        assert self.url in ("", url), "the server has moved"
        self.url = url

    def shut_down(self) -> None:
        """A fast shutdown: sessions are ended, everything is written, the server goes."""
        self._do(self._server.stop())

    def kill(self) -> None:
        """SIGKILL for the main process; the sessions' processes go as soon as they notice."""
        pid = self._server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self._do(self._server.stop())

    def migrate(self) -> None:
        """Make the schema."""
        self._do(migrate(self.url))

    def end(self) -> None:
        """Gone for good."""
        self._do(self._server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(90)


@contextmanager
def own_server(folder: Path | None = None) -> Iterator[Server]:
    """A server in a folder with a short name, so that its socket stays where it is."""
    folder = folder or Path(tempfile.mkdtemp(prefix="todobot-fault-", dir="/tmp"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    server = Server(folder)
    try:
        server.start()
        server.migrate()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
