"""The way to the app: signed requests to its one address, repeated when they fail, or envelopes over Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.platforms.slack.refusals import Misuse
from tests.platforms.slack.sockets import Sockets

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
RETRY, REASON, NO_RETRY = "X-Slack-Retry-Num", "X-Slack-Retry-Reason", "X-Slack-No-Retry"
FORGERIES = ("signature", "body", "stale", "future", "missing", "charset")


@dataclass(frozen=True)
class Copies:
    """How an event is sent: how many copies, at once or one after another, what is forged about them."""

    count: int = 1
    concurrent: bool = True
    forge: str | None = None
    retry: bool = True

    @classmethod
    def of(cls, body: dict[str, Any]) -> Copies:
        """From a test's request."""
        forge = body.get("forge")
        if forge is not None and forge not in FORGERIES:
            raise Misuse(f"unknown forgery {forge}")
        retry = bool(body.get("retry", forge is None))
        return cls(int(body.get("copies", 1)), bool(body.get("concurrent", True)), forge, retry)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature header's value: v0, HMAC-SHA256 over version, timestamp and the raw body."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


def sealed(secret: str, body: bytes, kind: str, forge: str | None) -> tuple[dict[str, str], bytes]:
    """Headers and body of one request; a forged one is wrong in just the way that `forge` names."""
    timestamp = str(int(time.time()) + {"stale": -600, "future": 600}.get(forge or "", 0))
    signature = sign("somebody-elses" if forge == "signature" else secret, timestamp, body)
    if forge == "charset":
        signature = "v0=ünsigniert"
    form = "application/x-www-form-urlencoded"
    headers = {"Content-Type": "application/json" if kind == "events_api" else form}
    if forge != "missing":
        headers |= {TIMESTAMP: timestamp, SIGNATURE: signature}
    return headers, body + b" " if forge == "body" else body


def encoded(kind: str, payload: dict[str, Any]) -> bytes:
    """The raw body: JSON for events, form fields for a command, one form field for everything else."""
    if kind == "events_api":
        return json.dumps(payload).encode()
    return urlencode(payload if kind == "slash_commands" else {"payload": json.dumps(payload)}).encode()


class Delivery:
    """Sends, and keeps what came of every try."""

    def __init__(self, secret: str, sockets: Sockets, delays: tuple[float, ...], timeout: float) -> None:
        self.url, self.over_sockets = "", False
        self.tries: list[dict[str, Any]] = []
        self.sent: list[tuple[dict[str, str], bytes]] = []  # as they went out, to be replayed
        self.secret, self.delays, self.timeout, self.sockets = secret, delays, timeout, sockets
        self._client: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def event(self, envelope: dict[str, Any], copies: Copies) -> list[dict[str, Any]]:
        """Deliver; returns when the first try of each copy was answered or timed out. Repeats go on behind."""
        if copies.concurrent:
            first = list(await asyncio.gather(*(self._try(envelope, copies, 0, "") for _ in range(copies.count))))
        else:
            first = [await self._try(envelope, copies, 0, "") for _ in range(copies.count)]
        for result in first:
            if copies.retry and result["again"]:
                self.behind(self._repeat(envelope, copies, result["reason"]))
        return first

    def behind(self, work: Coroutine[Any, Any, Any]) -> None:
        """Goes on while nobody waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _repeat(self, envelope: dict[str, Any], copies: Copies, reason: str) -> None:
        for number, delay in enumerate(self.delays, start=1):
            await asyncio.sleep(delay)
            result = await self._try(envelope, copies, number, reason)
            if not result["again"]:
                return
            reason = result["reason"]

    async def _try(self, envelope: dict[str, Any], copies: Copies, number: int, reason: str) -> dict[str, Any]:
        result = await self.ask("events_api", envelope, forge=copies.forge, number=number, reason=reason)
        result["again"] = not 200 <= result["status"] < 300 and not result["no_retry"]
        return result

    async def ask(
        self, kind: str, payload: dict[str, Any], *, forge: str | None = None, number: int = 0, reason: str = ""
    ) -> dict[str, Any]:
        """One try; {"status", "reason", "seconds", "body"}. Status 0: no answer, and `reason` says why."""
        started = time.monotonic()
        event = payload.get("event") or {}
        result = {"kind": kind, "event_id": payload.get("event_id", ""), "type": event.get("type", payload.get("type"))}
        result |= {"try": number, "status": 0, "reason": "", "body": None, "no_retry": False, "at": time.time()}
        if self.over_sockets:
            result |= await self.sockets.ask(kind, payload, self.timeout, number, reason)
        elif not self.url:
            raise Misuse("the app has registered no address")
        else:
            result |= await self._post(kind, payload, forge, {RETRY: str(number), REASON: reason} if number else {})
        result["seconds"] = round(time.monotonic() - started, 4)
        self.tries.append(result)
        return result

    async def _post(
        self, kind: str, payload: dict[str, Any], forge: str | None, more: dict[str, str]
    ) -> dict[str, Any]:
        # Every try is signed anew, as Slack does: a repeat after five minutes must not look stale.
        headers, content = sealed(self.secret, encoded(kind, payload), kind, forge)
        if forge is None:
            self.sent.append((headers, content))
        return await self.raw(headers | more, content)

    async def raw(self, headers: dict[str, str], content: bytes) -> dict[str, Any]:
        """Post these very bytes."""
        if self._client is None:
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200))
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        try:
            async with self._client.post(self.url, data=content, headers=headers, timeout=timeout) as answer:
                text = (await answer.read()).decode(errors="replace")
                good = 200 <= answer.status < 300
                result = {"status": answer.status, "reason": "" if good else "http_error"}
                return result | {"body": _read(text), "no_retry": NO_RETRY in answer.headers}
        except TimeoutError:
            return {"reason": "http_timeout"}
        except (aiohttp.ClientError, OSError):
            return {"reason": "connection_failed"}

    async def close(self) -> None:
        """Stop repeating."""
        for task in list(self._tasks):
            task.cancel()
        if self._client is not None:
            await self._client.close()


def _read(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
