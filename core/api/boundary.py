"""The outermost layer of HTTP: trace, access log, the limit of a body, and an answer when something of ours breaks."""

from __future__ import annotations

import time
import traceback

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api.problems import DEFECT, problem
from core.log import get
from core.tracing import span

log = get(__name__)
BODY_MAX = 1024 * 1024
DISCARDED_MAX = 16 * BODY_MAX  # read and thrown away, so that the client gets to read the answer
QUIET = ("/health", "/metrics")
GUARDS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]


class Boundary:
    """ASGI: nothing leaves it but an answer, and nothing enters that is larger than 1 MiB."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; other kinds pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with span(f"{scope['method']} {_first(scope['path'])}", _header(scope, b"traceparent"), "server"):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *GUARDS]
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive), watched)
        except Exception as error:  # the edge: the person gets a sentence, the log where it broke
            name, at = type(error).__name__, _where(error)  # and no text of anybody, which a traceback may hold
            log.error("request.broken", method=scope["method"], error=name, at=at)  # noqa: TRY400
            if status:
                raise
            await problem(500, "defect", DEFECT)(scope, receive, watched)
        finally:
            tell = log.debug if scope["path"].startswith(QUIET) else log.info
            took = round((time.perf_counter() - started) * 1000, 1)
            tell("request.answered", method=scope["method"], path=_path(scope), status=status, ms=took)


def _limited(scope: Scope, receive: Receive) -> Receive:
    """The body as it comes, until it is too much: HTTPException 413 then."""
    declared, size = _header(scope, b"content-length") or "", 0
    expected = int(declared[:18]) if declared.isdecimal() else 0

    async def limited() -> Message:
        nonlocal size
        if expected > BODY_MAX:
            await _discard(receive, expected, _header(scope, b"expect"))
            raise HTTPException(413)
        message = await receive()
        size += len(message.get("body", b""))
        if size > BODY_MAX:
            await _discard(receive, DISCARDED_MAX, None)
            raise HTTPException(413)
        return message

    return limited


async def _discard(receive: Receive, expected: int, waits: str | None) -> None:
    if waits is not None or expected > DISCARDED_MAX:  # it waits for our leave, or is beyond all measure
        return
    size, more = 0, True
    while more and size <= DISCARDED_MAX:
        message = await receive()
        size += len(message.get("body", b""))
        more = bool(message.get("more_body", False))


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def _first(path: str) -> str:
    """The resource, as far as it is a word of ours: its route is not known yet."""
    first = path.split("/")[1] if path.startswith("/") else ""
    return f"/{first}" if first.isalpha() and len(first) < 20 else "/..."


def _path(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", "unknown"))  # never what was typed into it


def _where(error: BaseException) -> list[str]:
    # The message of an exception can hold people's texts; the places of the code cannot.
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
