"""The built page: its files as they are, and its one document wherever a person opens an address of it."""

from __future__ import annotations

import gzip
import mimetypes
from pathlib import Path

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.api.policy import nonce, policy
from core.api.problems import problem

MARK = "{{NONCE}}"
FOREVER = "public, max-age=31536000, immutable"
# Addresses of the page. Some are the interface's too: who opens one asks for HTML, and the page asks for JSON.
VIEWS = frozenset({"", "chat", "tasks", "reminders", "deliveries", "settings", "sign-in"})
SHRUNK = frozenset({".js", ".css", ".svg", ".html", ".json", ".webmanifest", ".map"})
UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>todobot</title>
<h1>todobot is running</h1>
<p>Its page is not built here: <code>make up</code> builds it. The interface works: <a href="/docs">/docs</a>.</p>
"""


class Page:
    """Answers what is the page's, without a sign-in: it holds nobody's data. `folder` need not be there yet."""

    def __init__(self, folder: Path | None, *, https: bool = False) -> None:
        self._folder = folder.resolve() if folder is not None else Path("/nonexistent")
        self._more = {"Strict-Transport-Security": "max-age=31536000"} if https else {}
        self._small: dict[tuple[Path, int], bytes] = {}

    def covers(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether this request asks for the page."""
        if scope["method"] not in ("GET", "HEAD"):
            return False
        first, _, rest = scope["path"].removeprefix("/").partition("/")
        if first == "assets" or (not rest and first and self._file(first) is not None):
            return True
        if not first:
            return True
        opened = "text/html" in headers.get("accept", "")
        return opened and first in VIEWS and not (first == "chat" and rest) and self._index().is_file()

    def is_lost(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether a person opened an address that nothing answers, `covers` and the interface asked before."""
        opened = scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", "")
        return opened and self._index().is_file()

    async def __call__(self, scope: Scope, receive: Receive, send: Send, status: int = 200) -> None:
        """One request that `covers` said is ours; with `status` 404 the page says that there is nothing there."""
        packed = any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
        await self._answer(scope["path"].removeprefix("/"), packed, status)(scope, receive, send)

    def _answer(self, path: str, packed: bool, status: int) -> Response:
        if path.startswith("assets/") or (path and "/" not in path and self._file(path) is not None):
            file = self._file(path)
            if file is None:
                return problem(404, "not_found", "The page has no such file. Load the page again.")
            return self._sent(file, FOREVER if path.startswith("assets/") else "no-cache", packed)
        word = nonce()
        try:
            text = self._index().read_text("utf-8")
        except FileNotFoundError:
            text = UNBUILT
        headers = {"Cache-Control": "no-store", "Vary": "Accept"} | policy(word) | self._more
        return Response(text.replace(MARK, word), status, media_type="text/html; charset=utf-8", headers=headers)

    def _index(self) -> Path:
        return self._folder / "index.html"

    def _file(self, path: str) -> Path | None:
        """The file of this name in the folder, and never one outside it."""
        if any(part.startswith(".") for part in path.split("/")) or path == "index.html" or "\0" in path:
            return None
        try:
            found = (self._folder / path).resolve()
            return found if found.is_relative_to(self._folder) and found.is_file() else None
        except OSError:  # a name that no file system takes
            return None

    def _sent(self, file: Path, caching: str, packed: bool) -> Response:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": caching, "Cross-Origin-Resource-Policy": "same-origin"} | self._more
        if file.suffix not in SHRUNK:
            return Response(file.read_bytes(), media_type=kind, headers=headers)
        headers["Vary"] = "Accept-Encoding"
        if not packed:
            return Response(file.read_bytes(), media_type=kind, headers=headers)
        return Response(self._packed(file), media_type=kind, headers=headers | {"Content-Encoding": "gzip"})

    def _packed(self, file: Path) -> bytes:
        """Packed once; a file that was built anew is packed anew."""
        at = file, file.stat().st_mtime_ns
        if at not in self._small:
            self._small[at] = gzip.compress(file.read_bytes(), 9, mtime=0)
        return self._small[at]
