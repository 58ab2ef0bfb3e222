"""Installing the app into a workspace: OAuth v2, with a state that one browser can use once."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.slack.scopes import SCOPES
from bot.slack.settings import Settings
from bot.slack.web import Web
from core import log
from core.errors import ConflictError, PermanentError, TransientError
from core.ports import Installation, Installations, Sessions

INSTALL, RETURN = "/slack/install", "/slack/oauth"
COOKIE = "todobot_slack_install"
STATE_S = 600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_log = log.get(__name__)


class RefusedError(Exception):
    """No installation comes of this; the text says why, and is for the person."""


class OAuth:
    """The two addresses of an installation. A state belongs to the browser that began, lives ten minutes, and is used
    up by the first answer, whatever that says."""

    def __init__(self, settings: Settings, installations: Installations, sessions: Sessions) -> None:
        self._settings, self._installations, self._sessions = settings, installations, sessions
        self._back = f"{settings.home}{RETURN}"

    def routes(self) -> list[Route]:
        """Where people begin, and where Slack sends them back to."""
        return [Route(INSTALL, self.begin, methods=["GET"]), Route(RETURN, self.finish, methods=["GET"])]

    async def begin(self, request: Request) -> Response:
        """Off to Slack, with a fresh state; two tabs of a browser have two states and one cookie."""
        browser = _cookie(request) or secrets.token_urlsafe(32)
        state = secrets.token_urlsafe(32)
        await self._sessions.put(_key(state), {"browser": _digest(browser)}, ttl_s=STATE_S)
        query = {
            "client_id": self._settings.client_id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._back,
        }
        there = self._settings.api_url.removesuffix("/").removesuffix("/api")
        answer = RedirectResponse(f"{there}/oauth/v2/authorize?{urlencode(query)}", status_code=302)
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=STATE_S,
            path="/slack",
            secure=self._settings.home.startswith("https:"),
            httponly=True,
            samesite="lax",
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def finish(self, request: Request) -> Response:
        """Slack sends them back: the workspace is kept, or they read why it is not and nothing was kept."""
        try:
            await self._spend(request.query_params.get("state", ""), _cookie(request))
            if error := request.query_params.get("error"):
                cancelled = error == "access_denied"
                raise RefusedError("You cancelled it." if cancelled else "Slack says that it cannot be installed.")
            installation = await self._exchanged(request.query_params.get("code", ""))
            await self._installations.put(installation)
        except RefusedError as error:
            _log.warning("installation.refused", reason=str(error))
            return _page(400, "todobot was not installed", f"{error} Nothing was kept.", INSTALL, "Try again")
        _log.info("installation.kept", workspace=installation.workspace)
        query = {"app": installation.details.get("app_id", ""), "team": installation.workspace}
        link = f"https://slack.com/app_redirect?{urlencode(query)}"
        name = installation.name or "your workspace"
        return _page(200, f"todobot is in {name}", "Say hello to it in a direct message.", link, "Open Slack")

    async def _spend(self, state: str, browser: str) -> None:
        """Use the state up. RefusedError when it is not this browser's, was used before, or is too old."""
        if not _TOKEN.fullmatch(state) or not browser:
            raise RefusedError("The browser that comes back is not known here: begin and end in the same one.")
        stored = await self._sessions.get(_key(state))
        if stored is None or "browser" not in stored.value:
            raise RefusedError("This link was used before, or is older than ten minutes.")
        if not hmac.compare_digest(str(stored.value["browser"]), _digest(browser)):
            raise RefusedError("The browser that comes back is not the one that began.")
        try:
            await self._sessions.put(_key(state), {"used": True}, ttl_s=STATE_S, etag=stored.etag)
        except ConflictError:
            raise RefusedError("This link was used before, or is older than ten minutes.") from None

    async def _exchanged(self, code: str) -> Installation:
        if not code:
            raise RefusedError("Slack sent no code.")
        settings, web = self._settings, Web(self._settings.api_url)
        try:
            grant = {"code": code, "redirect_uri": self._back}
            given = await web.access(settings.client_id, settings.client_secret, **grant)
            _check(given)
            who = await web.call("auth.test", given["access_token"])
        except PermanentError as error:
            raise RefusedError(f"Slack refused it ({error.reason}).") from None
        except TransientError as error:
            raise RefusedError(f"Slack did not answer ({error.reason}).") from None
        finally:
            await web.close()
        return installation_of(given, str(who.get("bot_id") or ""), str(who.get("url") or ""), datetime.now(UTC))


def _check(given: Mapping[str, Any]) -> None:
    if given.get("is_enterprise_install") or not (given.get("team") or {}).get("id"):
        raise RefusedError("It was installed for a whole organisation; install it into one workspace.")
    if given.get("token_type") != "bot" or not given.get("access_token"):
        raise RefusedError("Slack gave no token for the bot.")


def installation_of(given: Mapping[str, Any], bot_id: str, url: str, now: datetime) -> Installation:
    """What is kept of Slack's answer to a code."""
    kept = {"bot_token": str(given["access_token"])}
    if given.get("refresh_token"):
        kept["refresh_token"] = str(given["refresh_token"])
    lasts = given.get("expires_in")
    return Installation(
        platform="slack",
        workspace=str(given["team"]["id"]),
        name=str(given["team"].get("name") or ""),
        secrets=kept,
        details={
            "bot_user": str(given.get("bot_user_id") or ""),
            "bot_id": bot_id,
            "app_id": str(given.get("app_id") or ""),
            "scopes": str(given.get("scope") or ""),
            "installer": str((given.get("authed_user") or {}).get("id") or ""),
            "url": url,
            "installed_at": f"{now.timestamp():.3f}",
        },
        expires_at=now + timedelta(seconds=int(lasts)) if lasts else None,
    )


def _cookie(request: Request) -> str:
    value = request.cookies.get(COOKIE, "")
    return value if _TOKEN.fullmatch(value) else ""


def _key(state: str) -> str:
    return f"slack:oauth:{_digest(state)}"  # who reads the table can finish nobody's installation


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _page(status: int, title: str, text: str, link: str, label: str) -> Response:
    title, text, link, label = (html.escape(word) for word in (title, text, link, label))
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{text}</p><p><a href="{link}">{label}</a></p></html>'
    )
    guards = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}
    return HTMLResponse(body, status_code=status, headers=guards)
