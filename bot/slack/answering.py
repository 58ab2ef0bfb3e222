"""How an answer reaches who asked: posted, shown to one, as a form, or as a word that it takes longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Protocol

from bot.slack.adapter import PLATFORM, Ask
from bot.slack.interactions import Carried
from core import log
from core.errors import PermanentError, TransientError
from core.messages import Address, Form, Reply
from core.ports import Assistant

SLOW_S = 2.0  # from when on a person is told that it takes longer
TRIES = 3
LONGEST_WAIT_S = 60.0

WORKING = Reply(("Working on it …",), kind="notice", code="working")
TOO_LATE = Reply(("That took too long for a form to open. Please try again.",), kind="refusal", code="form_expired")
FAILED = Reply(("That did not work just now. Please try again in a minute.",), kind="refusal", code="unavailable")
STRANGER = Reply(
    (
        "You belong to another workspace, so here you can use the buttons of cards in shared channels and nothing else."
        " For tasks of your own, ask an admin of your workspace to add todobot there.",
    ),
    kind="refusal",
    code="stranger",
)

_log = log.get(__name__)


class WayOut(Protocol):
    """What answers are given through; TransientError or PermanentError when it cannot be."""

    async def answer(
        self, address: Address, reply: Reply, *, key: str, only_for: str = "", response_url: str = ""
    ) -> str: ...


class Forms(Protocol):
    """Opens a form for who has just clicked; TransientError or PermanentError when it cannot be."""

    def __call__(self, workspace: str, trigger_id: str, form: Form, carried: str) -> Awaitable[None]: ...


class Answers:
    """Gives each asking its answer, once; what a person can see of an error is said to them."""

    def __init__(self, assistant: Assistant, way_out: WayOut, forms: Forms) -> None:
        self._assistant, self._way_out, self._forms = assistant, way_out, forms
        self._running: set[asyncio.Task[None]] = set()

    def later(self, ask: Ask, reply: Reply) -> None:
        """Give it without being waited for."""
        self.start(self.give(ask, reply))

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

    async def give(self, ask: Ask, reply: Reply) -> None:
        """A form opens, anything else is said; an empty reply is silence."""
        if reply.form is not None and ask.trigger_id:
            if await self._opened(ask, reply.form):
                return
            reply = TOO_LATE
        if reply:
            await self._say(ask, reply)

    async def _opened(self, ask: Ask, form: Form) -> bool:
        try:
            await self._forms(ask.team, ask.trigger_id, form, Carried.of(ask, form).written())
        except (TransientError, PermanentError) as error:
            _log.warning("form.refused", reason=error.reason)
            return False
        return True

    async def working(self, ask: Ask, done: asyncio.Task[None]) -> None:
        """After two seconds without an answer say that it takes longer, to the person alone; never that it is done."""
        if not ask.response_url:
            return
        await asyncio.wait({done}, timeout=SLOW_S)
        if done.done():
            return
        try:
            await self._answer(ask, WORKING, f"{ask.incoming.key}/working", hidden=True)
        except (TransientError, PermanentError) as error:
            _log.warning("answer.refused", reason=error.reason)

    async def _say(self, ask: Ask, reply: Reply) -> None:
        for number in range(1, TRIES + 1):
            try:
                await self._said(ask, reply)
                return
            except PermanentError as error:
                _log.warning("answer.refused", reason=error.reason)
                return
            except TransientError as error:
                _log.warning("answer.delayed", reason=error.reason, number=number)
                if error.unknown:
                    return  # it may stand there already, and an answer twice is worse than one that has to be asked for
                await asyncio.sleep(min(error.retry_after or number, LONGEST_WAIT_S))

    async def _said(self, ask: Ask, reply: Reply) -> None:
        incoming, at = ask.incoming, ask.answer_at
        hidden = ask.hidden or (reply.private and not at.direct)
        try:
            message = await self._answer(ask, reply, incoming.key, hidden=hidden)
        except PermanentError as error:
            if not hidden:
                raise
            # An address for answers lives for half an hour, and where we are not a member we can show nobody anything.
            _log.info("answer.elsewhere", reason=error.reason)
            at = Address(PLATFORM, ask.team, person=incoming.author.account)
            message = await self._way_out.answer(at, reply, key=incoming.key)
        if message:
            await self._assistant.posted(replace(incoming, address=at), message, reply)

    async def _answer(self, ask: Ask, reply: Reply, key: str, *, hidden: bool) -> str:
        if not hidden:
            return await self._way_out.answer(ask.answer_at, reply, key=key)
        only_for, url = ask.incoming.author.account, ask.response_url
        return await self._way_out.answer(ask.answer_at, reply, key=key, only_for=only_for, response_url=url)

    async def stop(self, grace_s: float) -> None:
        """Let what is being said come to its end, for `grace_s` seconds at most."""
        waiting = set(self._running)
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=grace_s)
            for task in late:
                task.cancel()
