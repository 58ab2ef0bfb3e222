"""The append-only log of what the fake platform accepted: on disk before anybody is told, read again at a start."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any


class Journal:
    """One JSON line per accepted post or edit, in the order of acceptance; a half-written last line is cut off."""

    def __init__(self, path: Path, *, sync: bool = True) -> None:
        self._sync = sync
        self.entries: list[dict[str, Any]] = []
        self._messages: dict[str, dict[str, Any]] = {}
        self._nonces: dict[tuple[str, str, str], str] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = 0
        if path.exists():
            content = path.read_bytes()
            whole = content.rfind(b"\n") + 1
            for line in content[:whole].splitlines():
                self._remember(json.loads(line))
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, whole)
        os.lseek(self._file, 0, os.SEEK_END)

    def append(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Accept: the entry is on disk when this returns. A post gets its message id too."""
        number = len(self.entries) + 1
        entry = {"kind": kind, "seq": number, "at": time.time(), **content}
        if kind == "post":
            entry["id"] = f"m{number}"
        os.write(self._file, (json.dumps(entry, ensure_ascii=True) + "\n").encode())
        if self._sync:
            os.fsync(self._file)
        self._remember(entry)
        return entry

    def _remember(self, entry: dict[str, Any]) -> None:
        self.entries.append(entry)
        if entry["kind"] == "edit":
            self._messages[entry["id"]] = {**self._messages[entry["id"]], **entry["content"]}
            return
        self._messages[entry["id"]] = entry
        if entry["nonce"]:
            self._nonces.setdefault((entry["workspace"], entry["channel"], entry["nonce"]), entry["id"])

    def message(self, message_id: str) -> dict[str, Any] | None:
        """A message as it reads now, after its edits."""
        return self._messages.get(message_id)

    def with_nonce(self, workspace: str, channel: str, nonce: str) -> str | None:
        """The id of the first message with this nonce at this place."""
        return self._nonces.get((workspace, channel, nonce))

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Every accepted post as it was accepted, oldest first."""
        return [entry for entry in self.entries if entry["kind"] == "post"]
