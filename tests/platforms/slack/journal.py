"""The append-only log of what the fake Slack accepted: on disk before anybody is told, waited for by tests."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any


class Journal:
    """One JSON line per accepted thing, in the order of acceptance; a half-written last line is cut off at a start."""

    def __init__(self, path: Path) -> None:
        self.entries: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        path.parent.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes() if path.exists() else b""
        whole = content.rfind(b"\n") + 1
        self.entries += [json.loads(line) for line in content[:whole].splitlines()]
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, whole)
        os.lseek(self._file, 0, os.SEEK_END)

    def append(self, kind: str, **content: Any) -> dict[str, Any]:
        """Accept: the entry is written when this returns, so a kill -9 of this process loses nothing."""
        entry = {"kind": kind, "seq": len(self.entries) + 1, "at": time.time(), **content}
        os.write(self._file, (json.dumps(entry, ensure_ascii=True) + "\n").encode())
        self.entries.append(entry)
        self._news.set()
        self._news = asyncio.Event()
        return entry

    async def wait(self, after: int, seconds: float) -> list[dict[str, Any]]:
        """The entries behind `after`, as soon as there is one."""
        end = time.monotonic() + seconds
        while len(self.entries) <= after and (left := end - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._news.wait()
            except TimeoutError:
                break
        return self.entries[after:]
