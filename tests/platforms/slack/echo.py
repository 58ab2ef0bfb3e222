"""A Slack app of a few lines on slack_sdk alone, for the fake's own tests: it keeps what it gets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.client import FakeSlack
from tests.platforms.slack.tokens import first_token


class Receiver:
    """Listens on a free port; `got` holds (kind, payload, headers), `answers` what it says to each kind of payload."""

    def __init__(self, secret: str) -> None:
        self.got: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.answers: dict[str, Any] = {}
        self.slow: dict[str, float] = {}  # by kind: seconds before the answer
        self.broken: dict[str, list[int]] = {}  # by kind: the next statuses
        self.url = ""
        self.finished = 0
        self._verify = SignatureVerifier(secret)
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Receiver:
        app = web.Application()
        app.add_routes([web.post("/slack/events", self._take)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not self._verify.is_valid_request(raw, dict(request.headers)):
            return web.Response(status=401)
        kind, payload = _read(request.content_type, raw)
        async with self._news:
            self.got.append((kind, payload, dict(request.headers)))
            self._news.notify_all()
        await asyncio.sleep(self.slow.get(kind, 0))
        self.finished += 1
        if self.broken.get(kind):
            return web.Response(status=self.broken[kind].pop(0))
        answer = self.answers.get(kind, payload.get("challenge"))
        return web.Response(text=answer) if isinstance(answer, str) else web.json_response(answer or {})

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What came of one kind: an event's type, "command", or an interaction's type."""
        return [payload for one, payload, _ in self.got if one == kind]

    async def wait(self, kind: str, count: int = 1, timeout: float = 15) -> list[dict[str, Any]]:
        """The same, once there are so many."""
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


def _read(content_type: str, raw: bytes) -> tuple[str, dict[str, Any]]:
    if content_type == "application/json":
        payload = json.loads(raw)
        return payload.get("event", payload)["type"], payload
    form = {name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    if "payload" in form:
        payload = json.loads(form["payload"])
        return payload["type"], payload
    return "command", form


class Both:
    """The fake, an app that hears it, and the app's client."""

    def __init__(self, fake: FakeSlack, app: Receiver) -> None:
        self.fake, self.app = fake, app
        self.web = AsyncWebClient(token=first_token("acme"), base_url=fake.api, retry_handlers=[])

    async def do(self, deed: str, **body: Any) -> Any:
        """A deed in a thread, as the app runs in this loop."""
        return await asyncio.to_thread(self.fake.do, deed, **body)

    async def respond(self, url: str, **body: Any) -> tuple[int, Any]:
        """One answer through a response_url."""
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def together(folder: Path, **more: Any) -> AsyncIterator[Both]:
    """Both, with quick repeats; ended afterwards."""
    quick = {"retry_delays": (0, 0.1, 0.2), "app": {"domains": ["todo.example"]}}
    fake = FakeSlack(folder, **(quick | more))
    fake.start()
    try:
        async with Receiver(fake.app["signing_secret"]) as app:
            await asyncio.to_thread(fake.webhook, app.url)
            yield Both(fake, app)
    finally:
        fake.kill()


def plain(text: str) -> dict[str, Any]:
    """A text object."""
    return {"type": "plain_text", "text": text}


def section(text: str = "hi", **more: Any) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}
