"""Who is asking: the local person on this machine, or the holder of a token; nothing is open by default."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from core.api.page import Page
from core.api.problems import Denied, problem, unavailable
from core.api.tokens import NAME, Tokens
from core.db.visits import TOKEN_MAX
from core.errors import UnavailableError
from core.settings import Settings

OPEN = frozenset({"/health/live", "/health/ready"})  # probes, which say nothing but yes or no
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# A proxy has been here, so whoever asks does not sit at this machine, whatever Host says.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
PLATFORMS = frozenset({"web", "terminal"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A person who has shown who they are, and through which door they speak."""

    account: str
    platform: str = "web"
    local: bool = False  # at this very machine, so its time zone is a good guess
    tenant: str = ""  # the workspace of another platform that the page shows, as "slack/T1"
    session: bool = False  # signed in by a link, so there is something to sign out from


class Guests(Protocol):
    """Who is signed in by a link, and whoever asks in another workspace than their own. Raise Denied."""

    async def of_session(self, token: str, scope: Scope) -> Caller | None: ...
    async def into(self, caller: Caller, scope: Scope) -> Caller: ...


def local_account() -> str:
    """The name of the person whose machine this is."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "me"


class Rules:
    """Decides who a request is from. Raises Denied with what is missing."""

    def __init__(self, settings: Settings, run_token: str = "") -> None:
        self._local = settings.loopback
        self._tokens = Tokens(settings.api_tokens, run_token)
        self._account = local_account()
        self._public = settings.public_url.rstrip("/").lower()
        self.cookie = "__Host-todobot" if settings.https else "todobot"

    def caller(self, scope: Scope, headers: dict[str, str]) -> Caller:
        """The person behind the request."""
        if self._local:
            _check_host(scope, headers)
            _check_origin(scope, headers)
        authorization = headers.get("authorization")
        if authorization is not None:
            return self._bearer(authorization, headers)
        if "x-todobot-person" in headers or "x-todobot-platform" in headers:
            raise Denied(403, "run_token_needed", "To speak as somebody else, send the token of run.json as a bearer.")
        if not self._local or any(name in headers for name in FORWARDED):
            detail = "Say who you are: send the header Authorization: Bearer and a token of API_TOKENS."
            raise Denied(401, "token_needed", detail, {"WWW-Authenticate": 'Bearer realm="todobot"'})
        return Caller(self._account, local=True)

    def token_of(self, headers: dict[str, str]) -> str | None:
        """The session's token that a browser sends by itself; whoever sends a bearer's speaks as that one."""
        if "authorization" in headers:
            return None
        pairs = (one.strip().partition("=") for one in headers.get("cookie", "").split(";"))
        return next((value[:TOKEN_MAX] for name, mark, value in pairs if mark and name == self.cookie and value), None)

    def check_page(self, scope: Scope, headers: dict[str, str]) -> None:
        """What a cookie allows is asked for by our own page: to change anything it must say so itself."""
        if self._local:
            _check_host(scope, headers)
        ours = self._public or f"{scope['scheme']}://{headers.get('host', '')}".lower()
        origin, safe = headers.get("origin"), scope["method"] in SAFE
        if (origin is None and not safe) or (origin is not None and origin.lower() != _origin(ours)):
            raise Denied(403, "origin_foreign", "Only our own page may do this: the header Origin must name it.")
        site = headers.get("sec-fetch-site", "none")
        if site not in ("same-origin", "none") and not (safe and headers.get("sec-fetch-mode") == "navigate"):
            raise Denied(403, "origin_foreign", "Another site may not do this in your name.")

    def check_host(self, scope: Scope, headers: dict[str, str]) -> None:
        """What holds for everybody who comes to this machine's own address: they call it by a name of it."""
        if self._local:
            _check_host(scope, headers)

    def _bearer(self, authorization: str, headers: dict[str, str]) -> Caller:
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() == "bearer" and self._tokens.is_run_token(token):
            return self._as_said(headers)
        holder = self._tokens.holder(token) if scheme.lower() == "bearer" and token else None
        if holder is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="todobot", error="invalid_token"'}
            raise Denied(401, "token_unknown", "This token is not known here. Send one of API_TOKENS.", challenge)
        if "x-todobot-person" in headers or "x-todobot-platform" in headers:
            raise Denied(403, "run_token_needed", "This token speaks for its own name only.")
        return Caller(holder)

    def _as_said(self, headers: dict[str, str]) -> Caller:
        account = _utf8(headers.get("x-todobot-person", self._account))
        platform = headers.get("x-todobot-platform", "web")
        if not NAME.fullmatch(account):
            raise Denied(422, "invalid", "X-Todobot-Person must be a name: letters, digits, blanks and . @ + -")
        if platform not in PLATFORMS:
            raise Denied(422, "invalid", "X-Todobot-Platform must be web or terminal.")
        return Caller(account, platform, local=True)


def _utf8(value: str) -> str:
    """A header that was sent as UTF-8, which HTTP leaves to the two ends."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


class SignIn:
    """ASGI: puts the caller into the request's state, or answers why not. Routes of platforms look after themselves.

    Where one of them covers an address of our `own`, it is ours. The built page is for everybody: it shows nothing
    before it knows who looks.
    """

    def __init__(
        self,
        app: ASGIApp,
        rules: Rules,
        own: Sequence[BaseRoute],
        routes: Sequence[BaseRoute] = (),
        page: Page | None = None,
        guests: Guests | None = None,
    ) -> None:
        self._app, self._rules, self._own, self._routes, self._page = app, rules, own, routes, page
        self._guests = guests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] in OPEN or self._apart(scope):
            await self._app(scope, receive, send)
            return
        try:
            headers = _headers(scope)
            if self._page is not None and (status := self._shows(self._page, scope, headers)):
                self._rules.check_host(scope, headers)
                await self._page(scope, receive, send, status)
                return
            scope.setdefault("state", {})["caller"] = await self._caller(scope, headers)
            _check_type(scope, headers)
        except UnavailableError:
            await unavailable()(scope, receive, send)
            return
        except Denied as denied:
            await problem(denied.status, denied.code, denied.detail, headers=denied.headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _caller(self, scope: Scope, headers: dict[str, str]) -> Caller | None:
        """Who asks, in the workspace that they ask about; None only where somebody signs in."""
        if scope["path"] == "/session" and scope["method"] == "POST":
            self._rules.check_page(scope, headers)
            return None
        token = self._rules.token_of(headers)
        if token is not None and self._guests is not None:
            found = await self._guests.of_session(token, scope)
            if found is not None:
                self._rules.check_page(scope, headers)
                return found
        caller = self._rules.caller(scope, headers)
        return caller if self._guests is None else await self._guests.into(caller, scope)

    def _shows(self, page: Page, scope: Scope, headers: dict[str, str]) -> int:
        """With which status the page answers this; 0: it does not."""
        if page.covers(scope, headers):
            return 200
        return 404 if page.is_lost(scope, headers) and not _any(self._own, scope) else 0

    def _apart(self, scope: Scope) -> bool:
        return _any(self._routes, scope) and not _any(self._own, scope)


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host.removesuffix(':443' if scheme == 'https' else ':80')}"


def _any(routes: Sequence[BaseRoute], scope: Scope) -> bool:
    return any(route.matches(scope)[0] is not Match.NONE for route in routes)


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        if name in found and name in ("host", "origin", "authorization", "content-type"):
            raise Denied(400, "header_twice", f"Send the header {name} only once.")
        found[name] = value.decode("latin-1")
    return found


def _check_host(scope: Scope, headers: dict[str, str]) -> None:
    # A page of another site can point its own name at 127.0.0.1; its requests carry that name here.
    name, colon, port = headers.get("host", "").rpartition(":")
    if not colon or not port.isdecimal() or len(port) > 5:
        name, port = headers.get("host", ""), "80"
    server = scope.get("server") or ("", None)
    if name.lower() not in LOCAL_NAMES or int(port) != (server[1] or 80):
        detail = "This server answers only as localhost with its own port. To be reached otherwise it needs PUBLIC_URL."
        raise Denied(421, "host_foreign", detail)


def _check_origin(scope: Scope, headers: dict[str, str]) -> None:
    """Only our own pages, and programs that are no browser, may change anything or read in the background."""
    safe = scope["method"] in SAFE
    site = headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none") and not (safe and headers.get("sec-fetch-mode") == "navigate"):
        raise Denied(403, "origin_foreign", "Another site may not do this in your name.")
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{headers['host']}":
        raise Denied(403, "origin_foreign", "Another site may not do this in your name.")


def _check_type(scope: Scope, headers: dict[str, str]) -> None:
    # Also a guard: what a browser sends for another site without asking us first is never JSON.
    kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if scope["method"] not in SAFE and kind != "application/json":
        raise Denied(415, "content_type", "Send JSON, with the header Content-Type: application/json.")
