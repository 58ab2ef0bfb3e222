"""A conversation over HTTP as `todobot chat` holds it: say something, and hear what rings."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx

from core.api.zone import machine_zone
from workers.data_folder import Run

PATIENCE_S = 30.0  # as long as a todobot that was killed takes to come back, its database included
CONVERSATION = "main"
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(None, connect=5.0, read=45.0)  # a comment comes every 15 s
BY_ITSELF = ("reminder", "notice")
GONE = (
    "todobot does not answer, so this may not be done; all that was answered is kept. When it runs again (`todobot up`,"
    " or end this and start it anew), type it once more."
)


class Conversation:
    """One person's conversation with the todobot that runs on a folder, also after it was started again.

    `find` names the todobot that runs now, None while there is none. `say_aside` gets sentences about the connection.
    """

    def __init__(
        self, find: Callable[[], Run | None], person: str, seen: Path, say_aside: Callable[[str], None]
    ) -> None:
        headers = {b"X-Todobot-Platform": b"terminal"}
        if person:
            headers[b"X-Todobot-Person"] = person.encode()
        self._find = find
        self._run: Run | None = None
        self._client = httpx.AsyncClient(headers=headers, timeout=TIMEOUT, trust_env=False)
        self._zone = machine_zone()
        self._seen_file = seen
        self._aside = say_aside
        self.seen = 0

    async def open(self) -> None:
        """Go on after the last line that was shown here; the first time, after the person's last word."""
        self._meet()
        answer = await self._ask("GET", "/chat/history", params={"conversation": CONVERSATION, "limit": 200})
        items = answer.raise_for_status().json()["items"]
        said = [item["id"] for item in items if item["kind"] not in BY_ITSELF]
        seen = said[-1] if said else items[0]["id"] - 1 if items else 0
        with contextlib.suppress(OSError, ValueError):  # one over the last is a number from another database
            seen = min(items[-1]["id"] if items else 0, int(self._seen_file.read_text("utf-8")))
        self._saw(seen)

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def say(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer. ConnectionError when there is none for 30 s; every try has the same key, so it is done once."""
        message = body | {"conversation": CONVERSATION, "key": uuid.uuid4().hex, "zone": self._zone}
        return _message(await self._ask("POST", "/chat", json=message))

    async def rings(self) -> AsyncIterator[dict[str, Any]]:
        """What the bot says by itself, for ever; what came while the connection was lost comes after it."""
        while True:
            try:
                async for message in self._listen():
                    yield message
            except (httpx.HTTPError, ValueError):
                pass
            await asyncio.sleep(0.5)
            self._meet()

    async def _listen(self) -> AsyncIterator[dict[str, Any]]:
        params = {"conversation": CONVERSATION, "after": str(self.seen)}
        async with self._client.stream("GET", "/chat/stream", params=params, timeout=STREAM_TIMEOUT) as stream:
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line.removeprefix("data:"))
                if message["kind"] in BY_ITSELF:
                    yield message
                self._saw(int(message.get("id", 0)))

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        until = time.monotonic() + PATIENCE_S
        pause, said = 0.2, False
        if self._run is None:
            self._meet()
        while True:
            answer: httpx.Response | None = None
            with contextlib.suppress(httpx.TransportError):
                answer = await self._client.request(method, path, **more)
            late = time.monotonic() > until
            # 401: it was started again meanwhile, and has a new token.
            if answer is not None and (answer.status_code not in (401, 503) or late):
                return answer
            if late:
                raise ConnectionError(GONE)
            if not said:
                self._aside("(the connection is lost, trying again)")
                said = True
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)
            self._meet()

    def _meet(self) -> None:
        """Turn to the todobot that runs now."""
        run = self._find()
        if run is not None and run != self._run:
            self._run = run
            self._client.base_url = httpx.URL(run.url)
            self._client.headers["Authorization"] = f"Bearer {run.token}"

    def _saw(self, ordinal: int) -> None:
        """Remember what was shown, at once: who is killed shall not see it twice."""
        if ordinal > self.seen or not self._seen_file.exists():
            self.seen = max(self.seen, ordinal)
            with contextlib.suppress(OSError):
                self._seen_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._seen_file.write_text(str(self.seen), "utf-8")


def _message(answer: httpx.Response) -> dict[str, Any]:
    """The bot's message; a problem is a message too."""
    try:
        document: dict[str, Any] = answer.json()
    except ValueError:
        document = {}
    if answer.is_success and document:
        return document
    text = document.get("detail") or document.get("title") or f"That was not answered (HTTP {answer.status_code})."
    return {"text": text, "cards": [], "buttons": [], "kind": "refusal", "code": document.get("code", "")}
