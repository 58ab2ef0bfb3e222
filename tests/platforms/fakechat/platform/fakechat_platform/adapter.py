"""The way in: a webhook's payload becomes an Incoming, the assistant answers, the notifier posts what it said."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import log
from core.errors import PermanentError, TransientError
from core.messages import Address, Author, Incoming, Reference
from core.ports import Assistant, Post
from fakechat_platform.notifier import FakechatNotifier

PATH = "/fakechat/events"
SKEW_S = 300  # a signed event older or newer than this is a replay
ANSWER_S = 2.5  # the platform gives up after 3 s and sends the event again
REMEMBERED = 1_000
TRIES = 3

_CHANNEL = re.compile(r"<#([\w.-]+)>")
_log = log.get(__name__)


def genuine(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether the platform itself signed this body within the last five minutes."""
    timestamp, given = headers.get("x-fakechat-timestamp", ""), headers.get("x-fakechat-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp)) <= SKEW_S):
        return False
    wanted = hmac.new(secret.encode(), timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v1={wanted}".encode(), given.encode("utf-8", "replace"))


def read(payload: Mapping[str, Any]) -> Incoming | None:
    """The event as one wish; None when it is not for the bot (nobody addressed it) or of an unknown type."""
    kind = payload["type"]
    dm = payload["channel"]["kind"] == "dm"
    author = Author(**{name: payload["author"][name] for name in ("account", "name", "zone", "locale", "admin")})
    address = Address(
        platform="fakechat",
        workspace=payload["workspace"],
        channel=payload["channel"]["id"],
        thread=payload.get("thread") or "",
        person=author.account if dm else "",
    )
    common: dict[str, Any] = {"address": address, "author": author, "key": payload["event_id"]}
    if kind == "message":
        return _message(payload, dm, common)
    if kind == "slash":
        # Nobody but the person sees a slash command, so its answer is theirs alone as well.
        text = payload["slash"]["text"]
        return Incoming(**common, text=text, slash=payload["slash"]["name"], channels=_channels(text))
    if kind == "click":
        reference = Reference(payload["click"]["message"]["id"], payload["click"]["message"]["text"])
        return Incoming(**common, action=payload["click"]["action"], private=dm, reference=reference)
    if kind == "submit":
        return Incoming(**common, action=payload["form"]["action"], form=dict(payload["form"]["fields"]), private=dm)
    return None


def _message(payload: Mapping[str, Any], dm: bool, common: dict[str, Any]) -> Incoming | None:
    message, bot = payload["message"], payload["bot"]
    mention = f"<@{bot}>"
    replied = message.get("reply_to")
    # In a thread a reply alone does not address the bot: people talk to each other there.
    to_us = replied is not None and replied["by"] == bot and not payload.get("thread")
    if not (dm or to_us or mention in message["text"]):
        return None
    reference = None if replied is None else Reference(replied["id"], replied["text"])
    text = re.sub(rf"{re.escape(mention)}[ \t]*", "", message["text"], count=1).strip()
    return Incoming(**common, text=text, private=dm, reference=reference, channels=_channels(text))


def _channels(text: str) -> tuple[str, ...]:
    return tuple(_CHANNEL.findall(text))


def answer_nonce(key: str) -> str:
    """The same nonce for the answer to the same event, in every process."""
    return "a" + hashlib.sha256(key.encode()).hexdigest()[:24]


class Pipe:
    """Hands events to the assistant and its replies to the notifier; one answer per event and process."""

    def __init__(self, assistant: Assistant, notifier: FakechatNotifier, secret: str) -> None:
        self._assistant, self._notifier, self._secret = assistant, notifier, secret
        self._handled: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        self._posting: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """The webhook."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """401 for what is not genuine, 400 for what is no event, 503 when it should come again, else 200."""
        body = await request.body()
        if not genuine(request.headers, body, self._secret, time.time()):
            return Response(status_code=401)
        try:
            incoming = read(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError):
            return Response(status_code=400)
        if incoming is None:
            return Response(status_code=200)
        return Response(status_code=200 if await self._settled(incoming) else 503)

    async def _settled(self, incoming: Incoming) -> bool:
        # A repeat while the first is still running joins it: it waits for the same task.
        task = self._handled.get(incoming.key)
        if task is None:
            task = self._handled[incoming.key] = asyncio.create_task(self._handle(incoming))
            while len(self._handled) > REMEMBERED:
                self._handled.popitem(last=False)
        await asyncio.wait({task}, timeout=ANSWER_S)
        if not task.done():
            return False
        if task.cancelled() or task.exception() is not None:
            self._handled.pop(incoming.key, None)
            _log.warning("event.failed", key=incoming.key, error=type(task.exception()).__name__)
            return False
        return True

    async def _handle(self, incoming: Incoming) -> None:
        reply = (await self._assistant.handle(incoming)).reply
        if not reply:
            return
        only_for = incoming.author.account if reply.private and not incoming.address.direct else ""
        post = Post(address=incoming.address, reply=reply, nonce=answer_nonce(incoming.key))
        task = asyncio.create_task(self._answer(post, only_for))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _answer(self, post: Post, only_for: str) -> None:
        for number in range(1, TRIES + 1):
            try:
                await self._notifier.post(post, only_for=only_for)
                return
            except PermanentError as error:
                _log.warning("answer.refused", reason=error.reason)
                return
            except TransientError as error:
                _log.warning("answer.delayed", reason=error.reason, number=number)
                if error.unknown and not self._notifier.nonces:
                    return  # it may stand there already, and an answer twice is worse than the platform's own error
                await asyncio.sleep(error.retry_after or number)

    async def stop(self, grace_s: float = 5.0) -> None:
        """Let what is being handled and posted come to its end, for `grace_s` at most."""
        for tasks in (set(self._handled.values()), self._posting):
            waiting = {task for task in tasks if not task.done()}
            if waiting:
                _, late = await asyncio.wait(waiting, timeout=grace_s)
                for task in late:
                    task.cancel()
