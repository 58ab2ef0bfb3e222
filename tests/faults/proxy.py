"""A proxy before a PostgreSQL that loses answers to COMMIT: the server has committed, and the client never hears."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

COMMIT = b"COMMIT\x00"


class Proxy:
    """Listens on a loopback port and passes everything on to a Unix socket; `cut(n)` loses the next n answers."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._left = 0
        self.lost = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, times: int) -> None:
        """Lose the answers to the next so many COMMITs, with the connections that they were sent on."""
        with self._lock:
            self._left = times

    def end(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._path)
                losing = threading.Event()
                threading.Thread(target=self._forth, args=(client, server, losing), daemon=True).start()
                threading.Thread(target=self._back, args=(server, client, losing), daemon=True).start()

    def _forth(self, client: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if COMMIT in data and self._lose():
                    losing.set()
                server.sendall(data)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _back(self, server: socket.socket, client: socket.socket, losing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if losing.is_set():  # this is the answer: it was committed, and nobody will know
                    break
                client.sendall(data)
        for end in (client, server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _lose(self) -> bool:
        with self._lock:
            if not self._left:
                return False
            self._left -= 1
            self.lost += 1
            return True


@contextmanager
def before(path: str) -> Iterator[Proxy]:
    """A proxy to the server with this socket."""
    proxy = Proxy(path)
    try:
        yield proxy
    finally:
        proxy.end()
