"""How an answer reaches who asked: as the answer to an interaction, after a deferral, in the channel, or as a form."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot.discord.adapter import Ask
from bot.discord.forms import FIELDS, REPEATING, Carried, chooser, modal, part_of, repeating
from bot.discord.refusals import Refused
from bot.discord.render import render
from bot.discord.words import word
from core import log
from core.errors import PermanentError, TransientError
from core.messages import Address, Form, Reply
from core.ports import Assistant, Sessions

SLOW_S = 1.5  # from when on an answer is deferred: Discord wants to hear within three seconds
TRIES, LONGEST_WAIT_S = 3, 30.0
EPHEMERAL = 64
_MESSAGE, _LATER, _SILENT, _CHOICES, _FORM = 4, 5, 6, 8, 9  # kinds of answers
_ANSWERED, _UNKNOWN = 40060, 10062

_log = log.get(__name__)


def refused(code: str, language: str | None) -> Reply:
    """What we say ourselves where the core has not been asked, or has not answered."""
    return Reply((word(code, language),), kind="refusal", code=code, private=code != "unread", language=language or "")


class WayOut(Protocol):
    """What is said in channels and direct messages; TransientError or PermanentError when it cannot be."""

    async def answer(self, address: Address, reply: Reply, *, key: str, reference: str = "") -> str: ...


class Calls(Protocol):
    """One call of Discord's REST interface; TransientError or PermanentError when it fails."""

    async def __call__(
        self, method: str, path: str, /, *, body: Any = None, params: Mapping[str, Any] | None = None, **parts: Any
    ) -> Any: ...


class Answers:
    """Gives each asking its answer, once."""

    def __init__(self, assistant: Assistant, call: Calls, way_out: WayOut, sessions: Sessions) -> None:
        self._assistant, self._call, self._way_out, self._sessions = assistant, call, way_out, sessions
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        """Run it in the background; `stop` lets it finish."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("answer.failed", error=type(error).__name__)

    async def respond(self, ask: Ask, work: Awaitable[Reply], part: str = "") -> None:
        """Answer an interaction with what the work gives; what takes longer is deferred first."""
        task = asyncio.ensure_future(work)
        await asyncio.wait({task}, timeout=SLOW_S)
        deferred = not task.done() and await self._deferred(ask)
        reply = await task
        if reply.form is not None:
            form = repeating(reply) if part == REPEATING and reply.cards else part_of(reply.form, part)
            if await self._opened(ask, form if part else reply.form, reply.language, deferred):
                return
            reply = refused("form_expired", ask.incoming.author.locale)
        await self._given(ask, reply, deferred)

    async def say(self, ask: Ask, reply: Reply) -> None:
        """Answer a message where it was written."""
        place = ask.incoming.address
        for number in range(1, TRIES + 1):
            try:
                message = await self._way_out.answer(place, reply, key=ask.incoming.key, reference=ask.reference)
                await self._remember(ask, message, reply)
                return
            except PermanentError as error:
                _log.warning("answer.refused", reason=error.reason)
                return
            except TransientError as error:
                _log.warning("answer.delayed", reason=error.reason, number=number)
                if error.unknown:
                    return
                await asyncio.sleep(min(error.retry_after or number, LONGEST_WAIT_S))

    async def complete(self, number: str, token: str, choices: list[tuple[str, str]]) -> None:
        """Completions of what is being typed; too late is too late."""
        shown = [{"name": (label or "…")[:100], "value": value[:100]} for label, value in choices[:25]]
        try:
            await self._callback(number, token, {"type": _CHOICES, "data": {"choices": shown}})
        except (TransientError, PermanentError) as error:
            _log.info("completion.late", reason=error.reason)

    async def open(self, number: str, token: str, body: dict[str, Any]) -> bool:
        """Whether the modal opens: an interaction is good for that for three seconds, and once."""
        try:
            await self._callback(number, token, {"type": _FORM, "data": body})
        except (TransientError, PermanentError) as error:
            _log.warning("form.refused", reason=error.reason)
            return False
        return True

    async def _opened(self, ask: Ask, form: Form, language: str, deferred: bool) -> bool:
        """The form; of one with too many fields first what shall change, which can be asked later too."""
        if len(form.fields) > FIELDS:
            rows = chooser(form, ask.incoming.action or "", language)
            body = {"content": form.title, "components": rows, "flags": EPHEMERAL}
            try:
                await self._first(ask, body, deferred)
            except (TransientError, PermanentError) as error:
                _log.warning("form.refused", reason=error.reason)
                return False
            return True
        if deferred:
            return False
        carried = Carried(form.action, private=ask.incoming.private, reference=ask.incoming.reference)
        return await self.open(
            ask.id, ask.token, modal(form, await carried.written(self._sessions), ask.names, language)
        )

    async def _deferred(self, ask: Ask) -> bool:
        """Whether Discord knows that the answer comes later."""
        # What was pressed stands there: nothing has to say that it is thinking, and the answer is a message of its own.
        data = {"flags": EPHEMERAL} if ask.hidden else {}
        later: dict[str, Any] = {"type": _SILENT} if ask.pressed else {"type": _LATER, "data": data}
        try:
            await self._callback(ask.id, ask.token, later)
        except Refused as error:
            return error.code == _ANSWERED  # by another process, or by a try of ours whose answer was lost
        except TransientError as error:
            return error.unknown
        except PermanentError:
            return False
        return True

    async def _given(self, ask: Ask, reply: Reply, deferred: bool) -> None:
        messages = render(reply)
        hidden = ask.hidden or (reply.private and not ask.incoming.address.direct)
        if not messages:
            await self._silent(ask, deferred)
            return
        bodies = [one.payload() | ({"flags": EPHEMERAL} if hidden else {}) for one in messages]
        try:
            said = await self._first(ask, bodies[0], deferred)
            for body in bodies[1:]:
                said = await self._webhook("POST", "", ask, body)
        except (TransientError, PermanentError) as error:
            _log.info("answer.elsewhere", reason=error.reason)
            await self._elsewhere(ask, reply, hidden)
            return
        if not hidden:
            await self._remember(ask, said, reply)

    async def _silent(self, ask: Ask, deferred: bool) -> None:
        """There is nothing to say: neither does it go on saying that it is thinking."""
        try:
            if deferred and ask.pressed:
                return
            if deferred:
                await self._webhook("DELETE", "/messages/@original", ask, None)
            else:
                await self._callback(ask.id, ask.token, {"type": _SILENT})
        except (TransientError, PermanentError) as error:
            _log.info("silence.refused", reason=error.reason)

    async def _first(self, ask: Ask, body: dict[str, Any], deferred: bool) -> str:
        if not deferred:
            try:
                answer = {"type": _MESSAGE, "data": body}
                told = await self._callback(ask.id, ask.token, answer, with_response="true")
                return str((((told or {}).get("resource") or {}).get("message") or {}).get("id") or "")
            except Refused as error:
                if error.code != _ANSWERED:
                    raise
            except TransientError as error:
                if not error.unknown:
                    raise
        if ask.pressed:
            return await self._webhook("POST", "", ask, body)
        # What was deferred, or answered by a try that nobody heard of, is said in its place.
        return await self._webhook("PATCH", "/messages/@original", ask, body)

    async def _elsewhere(self, ask: Ask, reply: Reply, hidden: bool) -> None:
        """After fifteen minutes, or where the interaction is unknown: in the channel, or to the person alone."""
        place = ask.incoming.address
        if hidden:
            account = ask.incoming.author.account
            place = Address(place.platform, f"@{account}", person=account)
        await self.say(replace(ask, incoming=replace(ask.incoming, address=place), reference=""), reply)

    async def _callback(self, number: str, token: str, body: dict[str, Any], **params: str) -> Any:
        path = "/interactions/{number}/{token}/callback"
        return await self._call("POST", path, number=number, token=token, body=body, params=params or None)

    async def _webhook(self, method: str, rest: str, ask: Ask, body: dict[str, Any] | None) -> str:
        path = "/webhooks/{webhook_id}/{webhook_token}" + rest
        told = await self._call(method, path, webhook_id=ask.application, webhook_token=ask.token, body=body)
        return str((told or {}).get("id") or "")

    async def _remember(self, ask: Ask, message: str, reply: Reply) -> None:
        if message:
            await self._assistant.posted(ask.incoming, message, reply)

    async def stop(self, grace_s: float) -> None:
        """Let what is being said come to its end, for `grace_s` seconds at most."""
        waiting = set(self._running)
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=grace_s)
            for task in late:
                task.cancel()
