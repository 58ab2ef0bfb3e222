"""A conversation over HTTP as `todobot chat` holds it: say something, and hear what rings."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx

from core.api.zone import machine_zone
from workers.data_folder import Run

TRIES = 8
AGAIN = (503, 401)  # away for a moment; the token of a todobot that has been started again since
CONVERSATION = "main"
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(None, connect=5.0, read=45.0)  # a comment comes every 15 s


class Conversation:
    """One person's conversation with a running todobot. A lost connection is tried again under the same key.

    `find` says where todobot runs by now: one that was started again has another token, and perhaps another port.
    """

    def __init__(self, run: Run, person: str, seen: Path, *, find: Callable[[], Run | None]) -> None:
        headers = {b"X-Todobot-Platform": b"terminal"}
        if person:
            headers[b"X-Todobot-Person"] = person.encode()
        self._client = httpx.AsyncClient(headers=headers, timeout=TIMEOUT, trust_env=False)
        self._find = find
        self._attach(run)
        self._zone = machine_zone()
        self._seen_file = seen
        self.seen = 0

    def _attach(self, run: Run | None) -> None:
        if run is not None:
            self._client.base_url = httpx.URL(run.url)
            self._client.headers["Authorization"] = f"Bearer {run.token}"

    async def open(self) -> None:
        """Go on after the last line that was shown here; the first time, after the last one there is."""
        params: dict[str, Any] = {"conversation": CONVERSATION, "limit": 1}
        items = (await self._send("GET", "/chat/history", params=params)).raise_for_status().json()["items"]
        last = items[-1]["id"] if items else 0
        try:
            self.seen = min(last, int(self._seen_file.read_text("utf-8")))  # more: a number from another database
        except (OSError, ValueError):
            self.seen = last

    async def close(self) -> None:
        """Remember what was shown."""
        await self._client.aclose()
        self._seen_file.parent.mkdir(parents=True, exist_ok=True)
        self._seen_file.write_text(str(self.seen), "utf-8")

    async def say(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer; ConnectionError when there is none after several tries."""
        message = body | {"conversation": CONVERSATION, "key": uuid.uuid4().hex, "zone": self._zone}
        return _message(await self._send("POST", "/chat", json=message))

    async def _send(self, method: str, path: str, **rest: Any) -> httpx.Response:
        for attempt in range(TRIES):
            try:
                answer = await self._client.request(method, path, **rest)
                if answer.status_code not in AGAIN or (answer.status_code == 401 and attempt == TRIES - 1):
                    return answer
            except httpx.TransportError:
                pass
            self._attach(self._find())
            await asyncio.sleep(min(2.0, 0.2 * 2**attempt))
        raise ConnectionError("todobot does not answer. Nothing is lost that was answered; try again in a moment.")

    async def rings(self) -> AsyncIterator[dict[str, Any]]:
        """What the bot says by itself, for ever; what came while the connection was lost comes after it."""
        while True:
            try:
                async for message in self._listen():
                    yield message
            except httpx.HTTPError:
                self._attach(self._find())
                await asyncio.sleep(0.5)

    async def _listen(self) -> AsyncIterator[dict[str, Any]]:
        params = {"conversation": CONVERSATION, "after": str(self.seen)}
        async with self._client.stream("GET", "/chat/stream", params=params, timeout=STREAM_TIMEOUT) as stream:
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line.removeprefix("data:"))
                self.seen = max(self.seen, int(message.get("id", 0)))
                if message["kind"] in ("reminder", "notice"):
                    yield message


def _message(answer: httpx.Response) -> dict[str, Any]:
    """The bot's message; a problem is a message too."""
    document: dict[str, Any] = answer.json()
    if answer.is_success:
        return document
    text = document.get("detail") or document.get("title") or "That cannot be sent."
    return {"text": text, "cards": [], "buttons": [], "kind": "refusal", "code": document.get("code", "")}
