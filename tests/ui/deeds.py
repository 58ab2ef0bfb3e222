"""What a journey in the browser asks of the world around it: that a server ends, that somebody clicks in Slack."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Deed = Callable[..., Any]


@contextmanager
def deeds(known: Mapping[str, Deed]) -> Iterator[str]:
    """An address that does these: POST /<name> with its arguments as JSON, answered with what came of it."""

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
            try:
                status, told = 200, known[self.path.removeprefix("/")](**given)
            except Exception as error:  # the journey says it, with its own place
                status, told = 500, repr(error)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
