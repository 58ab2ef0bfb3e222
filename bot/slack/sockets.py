"""Socket Mode: several connections to Slack, each replaced before it is lost and made again when it is."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.door import Pipe
from bot.slack.interactivity import Interactivity
from bot.slack.line import Line
from bot.slack.settings import Settings
from core import log
from core.ending import end
from core.errors import PermanentError, TransientError

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0  # after healing a connection is back within 15 s
STEADY_S = 10.0  # a connection that lived as long was a good one
HOPELESS_S = 60.0  # between tries while Slack says that it will not have us

_log = log.get(__name__)


async def open_url(settings: Settings) -> str:
    """Where the next connection goes, asked of Slack; TransientError or PermanentError when it does not tell."""
    client = AsyncWebClient(settings.app_token, settings.api_url, timeout=5, retry_handlers=[])
    try:
        answer = await client.apps_connections_open(app_token=settings.app_token)
        return str(answer["url"])
    except SlackApiError as error:
        status, headers = error.response.status_code, error.response.headers
        reason = str(error.response.get("error") or f"http_{status}")
        if status == 429 or reason == "ratelimited":
            wait = headers.get("Retry-After") or headers.get("retry-after") or "10"
            raise TransientError("ratelimited", retry_after=float(wait)) from None
        if status >= 500 or reason in ("internal_error", "fatal_error", "service_unavailable", "request_timeout"):
            raise TransientError(reason) from None
        raise PermanentError(reason) from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as error:
        raise TransientError(type(error).__name__) from None


class Sockets:
    """`settings.sockets` connections, of which Slack uses any. While one is up nothing is missed."""

    def __init__(
        self,
        settings: Settings,
        pipe: Pipe,
        interactivity: Interactivity,
        ask: Callable[[Settings], Awaitable[str]] = open_url,
    ) -> None:
        self._settings, self._pipe, self._interactivity, self._ask = settings, pipe, interactivity, ask
        self._session: aiohttp.ClientSession | None = None
        self._asking = asyncio.Lock()
        self._keepers: list[asyncio.Task[None]] = []
        self._lines: dict[Line, asyncio.Task[None]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self.trouble = "not connected yet"

    async def start(self) -> None:
        """Connect, and stay connected until `stop`; also when Slack is away."""
        self._session = aiohttp.ClientSession(trust_env=True)
        self._keepers = [asyncio.create_task(self._keep()) for _ in range(self._settings.sockets)]

    async def stop(self) -> None:
        """Acknowledge what is being done and close."""
        await end(*self._keepers)
        lines = list(self._lines)
        await asyncio.gather(*(line.leave() for line in lines), *self._closing, return_exceptions=True)
        for task in list(self._lines.values()):
            task.cancel()
        if self._session is not None:
            await self._session.close()

    @property
    def up(self) -> int:
        """How many connections Slack has greeted and not taken leave of."""
        return sum(line.greeted.is_set() and not line.leaving.is_set() for line in self._lines)

    def health(self) -> tuple[bool, str]:
        """Whether events arrive, and a sentence."""
        up, wanted = self.up, self._settings.sockets
        if self._session is None:
            return True, "Slack's sockets are another process's to keep."
        if up:
            return True, f"Slack is connected through {up} of {wanted} sockets."
        return False, f"Slack is not connected: {self.trouble}."

    async def _keep(self) -> None:
        """One connection at all times: a new one is up before the one that Slack wants to close is left."""
        pause, old = 0.0, None
        while True:
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 (spreads them, guards nothing)
            began = time.monotonic()
            line, task, wait = await self._connected()
            if line is None or task is None:
                pause = wait or min(max(pause * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)
                continue
            if old is not None:
                self._leave(old)
            old = await self._outlived(line, task)
            steady = old is not None or time.monotonic() - began >= STEADY_S
            pause = 0.0 if steady else min(max(pause * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)
            if line.refused:
                pause, old = HOPELESS_S / 2, None
                self.trouble = line.refused

    async def _connected(self) -> tuple[Line | None, asyncio.Task[None] | None, float]:
        """A greeted connection; else how long Slack wants us to wait, 0 when it did not say."""
        assert self._session is not None
        try:
            async with self._asking:  # one after the other: the call is limited
                url = await self._ask(self._settings)
        except PermanentError as error:
            return self._no(error.reason, HOPELESS_S)
        except TransientError as error:
            return self._no(error.reason, error.retry_after or 0.0)
        line = Line(self._session, self._pipe, self._interactivity)
        task = self._lines[line] = asyncio.create_task(line.serve(url))
        task.add_done_callback(lambda done: self._ended(line, done))
        await _first(task, line.greeted)
        return (line, task, 0.0) if line.greeted.is_set() else self._no(line.refused or "no greeting", 0.0)

    def _no(self, reason: str, wait: float) -> tuple[None, None, float]:
        self.trouble = reason
        _log.warning("socket.refused", reason=reason)
        return None, None, wait

    async def _outlived(self, line: Line, task: asyncio.Task[None]) -> Line | None:
        """Waits until the connection is lost (None), or has to be replaced, while it still works (it)."""
        await _first(task, line.leaving)
        if task.done() or line.refused:
            return None
        return line

    def _ended(self, line: Line, task: asyncio.Task[None]) -> None:
        del self._lines[line]
        error = None if task.cancelled() else task.exception()
        self.trouble = type(error).__name__ if error is not None else "the connection was closed"
        _log.info("socket.closed", error=self.trouble)

    def _leave(self, line: Line) -> None:
        task = asyncio.create_task(line.leave())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _first(task: asyncio.Task[None], event: asyncio.Event) -> None:
    """Returns when the task has ended or the event is set; the task goes on."""
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
