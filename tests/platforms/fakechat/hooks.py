"""The way to the bot: signed events posted to its webhook, repeated when it does not answer well and in time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

from fakechat.world import Refused

TIMESTAMP, SIGNATURE = "X-Fakechat-Timestamp", "X-Fakechat-Signature"
RETRY, REASON, NO_RETRY = "X-Fakechat-Retry-Num", "X-Fakechat-Retry-Reason", "X-Fakechat-No-Retry"
FORGERIES = ("signature", "body", "stale", "future", "missing", "charset")


@dataclass(frozen=True)
class Copies:
    """How an event is sent: how many copies of it, at once or one after another, and what is forged about it."""

    count: int = 1
    concurrent: bool = True
    forge: str | None = None
    retry: bool = True

    @classmethod
    def of(cls, body: dict[str, Any]) -> Copies:
        """From a test's request."""
        forge = body.get("forge")
        if forge is not None and forge not in FORGERIES:
            raise Refused(400, "unknown_forgery")
        retry = bool(body.get("retry", forge is None))
        return cls(int(body.get("copies", 1)), bool(body.get("concurrent", True)), forge, retry)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature header's value: HMAC-SHA256 over the timestamp, a colon and the raw body."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def envelope(secret: str, body: bytes, forge: str | None) -> tuple[dict[str, str], bytes]:
    """Headers and body of one delivery; a forged one is wrong in just the way that `forge` names."""
    shift = {"stale": -600, "future": 600}.get(forge or "", 0)
    timestamp = str(int(time.time()) + shift)
    signature = sign("somebody-elses" if forge == "signature" else secret, timestamp, body)
    if forge == "charset":
        signature = "v1=ünsigniert"
    headers = {"Content-Type": "application/json", TIMESTAMP: timestamp, SIGNATURE: signature}
    if forge == "missing":
        headers = {"Content-Type": "application/json"}
    return headers, body + b" " if forge == "body" else body


class Hooks:
    """Delivers events and keeps, per event id, what came of each try."""

    def __init__(self, secret: str, delays: tuple[float, ...], timeout: float) -> None:
        self.url = ""
        self.deliveries: list[dict[str, Any]] = []
        self._secret, self._delays, self._timeout = secret, delays, timeout
        self._client = httpx.AsyncClient(timeout=timeout, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, event: dict[str, Any], copies: Copies) -> list[dict[str, Any]]:
        """Deliver; returns when the first try of each copy was answered or timed out. Repeats go on behind."""
        if not self.url:
            raise Refused(409, "no_webhook")
        body = json.dumps(event).encode()
        if copies.concurrent:
            first = list(await asyncio.gather(*(self._try(event, body, copies, 0, "") for _ in range(copies.count))))
        else:
            first = [await self._try(event, body, copies, 0, "") for _ in range(copies.count)]
        for result in first:
            if copies.retry and result["again"]:
                task = asyncio.create_task(self._repeat(event, body, copies, result["reason"]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        return first

    async def _repeat(self, event: dict[str, Any], body: bytes, copies: Copies, reason: str) -> None:
        for number, delay in enumerate(self._delays, start=1):
            await asyncio.sleep(delay)
            result = await self._try(event, body, copies, number, reason)
            if not result["again"]:
                return
            reason = result["reason"]

    async def _try(
        self, event: dict[str, Any], body: bytes, copies: Copies, number: int, reason: str
    ) -> dict[str, Any]:
        # Every try is signed anew, as real platforms do: a repeat after five minutes must not look stale.
        headers, content = envelope(self._secret, body, copies.forge)
        if number:
            headers |= {RETRY: str(number), REASON: reason}
        started = time.monotonic()
        status, reason, again = 0, "", True
        try:
            raw = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
            answer = await self._client.post(self.url, content=content, headers=raw)
            status = answer.status_code
            again = not answer.is_success and NO_RETRY not in answer.headers
            reason = "" if answer.is_success else "http_error"
        except httpx.TimeoutException:
            reason = "http_timeout"
        except httpx.HTTPError:
            reason = "connection_failed"
        result = {"event_id": event["event_id"], "try": number, "status": status, "reason": reason, "again": again}
        result |= {"at": time.time(), "seconds": round(time.monotonic() - started, 4)}
        self.deliveries.append(result)
        return result

    async def close(self) -> None:
        """Stop repeating."""
        for task in list(self._tasks):
            task.cancel()
        await self._client.aclose()
