"""Discord's REST interface with one outcome per call: its answer, TransientError or PermanentError."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Ratelimit, Route

from bot.discord.budget import Budget
from bot.discord.guard import NO_TOKEN_S, Guard
from bot.discord.refusals import OLD, Refused, refusal, seconds
from bot.discord.settings import Settings
from core.errors import TransientError

CALL_S = 4.5  # what a poster gives a post is a little more
REQUEST_S, CONNECT_S = 10.0, 3.0
LONGEST_S = 30.0  # a route's limit that lasts longer is an error at once
AGAIN_S = 1.0
FREE = ("/interactions/", "/webhooks/")  # not counted among the fifty a second


@dataclass(slots=True)
class _Call:
    """What became of a call so far: the last request is on its way, or Discord has refused it for now."""

    sent: bool = False
    after: float | None = None
    everywhere: bool = False


class _Bucket(Ratelimit):
    """discord.py's limit of a route, which does not keep an answer back until the route is free again."""

    def __init__(self, timeout: float | None) -> None:
        super().__init__(timeout)
        self._leaving: set[asyncio.Task[None]] = set()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        left: asyncio.Task[None] = asyncio.create_task(super().__aexit__(kind, error, trace))  # type: ignore[arg-type,type-var]
        self._leaving.add(left)
        left.add_done_callback(self._leaving.discard)


class Http(HTTPClient):
    """discord.py's client, made once for whatever sends: also several gateway clients of it log in only once."""

    def __init__(self, trace: aiohttp.TraceConfig) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(loop, http_trace=trace, max_ratelimit_timeout=LONGEST_S)
        self._login = asyncio.Lock()
        self._me: Any = None

    async def static_login(self, token: str) -> Any:
        """Who we are, asked once."""
        async with self._login:
            if self._me is None:
                try:
                    self._me = await super().static_login(token)
                except BaseException:
                    await super().close()
                    raise
            return self._me

    def get_ratelimit(self, key: str) -> Ratelimit:
        """The limit of a route."""
        if key not in self._buckets:
            self._buckets[key] = _Bucket(self.max_ratelimit_timeout)
        return super().get_ratelimit(key)

    async def close(self) -> None:
        """Stays open: a gateway client that ends is not the only one that sends."""

    async def shut(self) -> None:
        """Close the connections."""
        await super().close()
        self._me = None


class Rest:
    """Calls, each repeated only by discord.py and only where that is safe. It works with and without a gateway."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        Route.BASE = settings.api_url
        self._settings, self._budget = settings, budget
        self._http: Http | None = None
        self.guard = Guard()

    @property
    def http(self) -> Http:
        """What a gateway client sends with as well; inside of a running loop."""
        if self._http is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_start.append(self._starts)
            trace.on_request_end.append(self._answered)
            self._http = Http(trace)
        return self._http

    async def me(self) -> Mapping[str, Any]:
        """Our own account; the same errors."""
        with _outcomes(_Call(sent=False)):
            self.guard.check()
            async with asyncio.timeout(CALL_S):
                known: Mapping[str, Any] = await self.http.static_login(self._settings.token)
                return known

    async def call(
        self, method: str, path: str, /, *, body: Any = None, params: Mapping[str, Any] | None = None, **parts: Any
    ) -> Any:
        """Discord's answer; `parts` fill the path, and channel_id, guild_id and webhook_id tell its limits apart.

        TransientError: not accepted now, or with `unknown` perhaps accepted. Refused: Discord said no, with its number;
        `gone` when it would say so to everything at this address.
        """
        await self.me()
        call = _Call()
        rest: dict[str, Any] = {} if body is None else {"json": body}
        if params is not None:
            rest["params"] = {name: str(value) for name, value in params.items()}
        timeout = aiohttp.ClientTimeout(total=REQUEST_S, sock_connect=CONNECT_S)
        with _outcomes(call):
            try:
                async with asyncio.timeout(CALL_S):
                    return await self.http.request(
                        Route(method, path, **parts), timeout=timeout, trace_request_ctx=call, **rest
                    )
            except BaseException:
                self._reopen(call)
                raise

    async def lasting(self, work: Awaitable[None]) -> None:
        """The same errors for something of discord.py that makes calls of its own."""
        with _outcomes(_Call()):
            async with asyncio.timeout(LONGEST_S):
                await work

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.shut()

    def _reopen(self, call: _Call) -> None:
        # Who was told that all have to wait lets them go on, also when nobody waits for its answer any more.
        if call.everywhere:
            asyncio.get_running_loop().call_later(call.after or AGAIN_S, self.http._global_over.set)

    async def _starts(self, _: Any, context: Any, request: aiohttp.TraceRequestStartParams) -> None:
        address = str(request.url)
        if not address.startswith(self._settings.api_url):
            return  # the gateway's
        path = address.removeprefix(self._settings.api_url)
        if not path.startswith(FREE):
            self.guard.check()
            await self._budget.take()
        if isinstance(context.trace_request_ctx, _Call):
            context.trace_request_ctx.sent = True

    async def _answered(self, _: Any, context: Any, request: aiohttp.TraceRequestEndParams) -> None:
        status, headers = request.response.status, request.response.headers
        address = str(request.url)
        if address.startswith(self._settings.api_url):
            ours = not address.removeprefix(self._settings.api_url).startswith(FREE)
            self.guard.told(status, headers, ours=ours)
        call = context.trace_request_ctx
        if isinstance(call, _Call):
            call.sent = status >= 500
            call.after = seconds(headers.get("Retry-After")) if status == 429 else None
            call.everywhere = status == 429 and "X-RateLimit-Global" in headers
        if status == 429 and await _code(request.response) == OLD:
            # A limit of this one message, for as long as it stands: discord.py would ask five times.
            raise Refused(OLD, "too old to be edited again")


async def _code(response: aiohttp.ClientResponse) -> int:
    """Discord's number for an error; what was read is kept for whoever reads it next."""
    try:
        told = json.loads(await response.read())
    except ValueError:
        return 0
    return int(told.get("code") or 0) if isinstance(told, dict) else 0


@contextlib.contextmanager
def _outcomes(call: _Call) -> Any:
    """Turns whatever goes wrong into one of our two errors."""
    try:
        yield
    except discord.RateLimited as error:
        raise TransientError("ratelimited", retry_after=error.retry_after) from error
    except discord.LoginFailure as error:
        raise TransientError("unauthorized", retry_after=NO_TOKEN_S) from error
    except discord.HTTPException as error:
        raise refusal(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise TransientError("unreachable") from error
    except TimeoutError as error:
        if call.sent:
            raise TransientError("no answer in time", unknown=True) from error
        raise TransientError("ratelimited", retry_after=call.after or AGAIN_S) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise TransientError(type(error).__name__, unknown=call.sent) from error
