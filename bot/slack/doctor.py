"""Looks after the Slack door: are tokens, scopes and addresses what they have to be, and if not, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.http import PATH
from bot.slack.oauth import INSTALL, RETURN
from bot.slack.scopes import SCOPES
from bot.slack.settings import Settings
from core.ports import Finding

PAGE = "https://api.slack.com/apps"
CALL_S = 10
SECRET_LENGTH = 32

_WHAT_TO_DO = {
    "invalid_auth": f"Copy the token again: {PAGE}, your app, “OAuth & Permissions”.",
    "not_authed": f"Copy the token again: {PAGE}, your app, “OAuth & Permissions”.",
    "account_inactive": "The app was removed from the workspace: install it again.",
    "token_revoked": "The app was removed from the workspace: install it again.",
    "token_expired": "A lone token with rotation on lives twelve hours: make the app anew without rotation.",
    "not_allowed_token_type": "This is another kind of token: bot tokens begin with xoxb-, app-level ones with xapp-.",
    "missing_scope": "The app-level token needs the scope connections:write: make another one.",
}


async def doctor(settings: Settings) -> list[Finding]:
    """What is well and what is not, each with what to do; it changes nothing."""
    findings: list[Finding] = []
    if settings.bot_token:
        findings += await _bot(settings)
    if settings.oauth:
        findings.append(_many(settings))
    elif not settings.bot_token:
        findings.append(Finding(False, "There is no SLACK_BOT_TOKEN.", f"{PAGE}, your app, “OAuth & Permissions”."))
    if settings.app_token:
        findings.append(await _sockets(settings))
    if settings.signing_secret:
        findings += await _http(settings)
    if not settings.app_token and not settings.signing_secret:
        advice = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and PUBLIC_URL for HTTP."
        findings.append(Finding(False, "Events have no way in.", advice))
    return findings


async def _bot(settings: Settings) -> list[Finding]:
    client = AsyncWebClient(settings.bot_token, settings.api_url, timeout=CALL_S, retry_handlers=[])
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [_refused("SLACK_BOT_TOKEN", str(error.response.get("error")))]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [_unreached(settings, error)]
    team, url = answer.get("team"), answer.get("url")
    found = [Finding(True, f"SLACK_BOT_TOKEN speaks as {answer.get('user')} in {team} ({url}).")]
    if not answer.get("bot_id"):
        return [Finding(False, "SLACK_BOT_TOKEN is a person's.", "Take the “Bot User OAuth Token”, xoxb-...")]
    return [*found, _scopes(answer.headers)]


def _scopes(headers: Mapping[str, Any]) -> Finding:
    told = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if told is None:
        return Finding(True, "Slack did not say which scopes the token has.")
    missing = [scope for scope in SCOPES if scope not in {one.strip() for one in str(told).split(",")}]
    if not missing:
        return Finding(True, f"It has all of its {len(SCOPES)} scopes.")
    reasons = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
    return Finding(
        False, f"It lacks {reasons}.", "Paste the manifest again under “App Manifest”, then reinstall the app."
    )


def _many(settings: Settings) -> Finding:
    if not settings.home:
        return Finding(False, "Other workspaces cannot install the app.", "Set PUBLIC_URL to where people reach us.")
    text = f"Workspaces install the app at {settings.home}{INSTALL}; its redirect URL is {settings.home}{RETURN}."
    return Finding(True, text)


async def _sockets(settings: Settings) -> Finding:
    client = AsyncWebClient(settings.app_token, settings.api_url, timeout=CALL_S, retry_handlers=[])
    try:
        await client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        return _refused("SLACK_APP_TOKEN", str(error.response.get("error")))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return _unreached(settings, error)
    return Finding(True, f"SLACK_APP_TOKEN opens Socket Mode; {settings.sockets} connections will be kept.")


async def _http(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    if len(settings.signing_secret) != SECRET_LENGTH:
        advice = f"Copy “Signing Secret” again: {PAGE}, your app, “Basic Information”."
        found.append(Finding(False, f"SLACK_SIGNING_SECRET has not {SECRET_LENGTH} characters.", advice))
    if not settings.home or urlsplit(settings.home).scheme != "https":
        if settings.app_token:
            return found
        advice = "Set PUBLIC_URL to an https address that leads here, or use Socket Mode (SLACK_APP_TOKEN)."
        return [*found, Finding(False, "Slack cannot reach us: PUBLIC_URL is no https address.", advice)]
    return [*found, await _reached(f"{settings.home}{PATH}")]


async def _reached(address: str) -> Finding:
    """An unsigned request must be refused by us, and by nobody in between."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_S), trust_env=True) as session,
            session.post(address, data=b"{}") as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        text = f"{address} cannot be reached ({type(error).__name__})."
        return Finding(False, text, "Is todobot running, and does PUBLIC_URL lead to it?")
    if status == 401:
        return Finding(True, f"{address} is reached and refuses what Slack did not sign.")
    advice = "Something else answers there: does PUBLIC_URL lead to this todobot, and is slack in BOT_PLATFORMS?"
    return Finding(False, f"{address} answers {status} where 401 is right.", advice)


def _refused(name: str, reason: str) -> Finding:
    advice = _WHAT_TO_DO.get(reason, f"Look the reason up at https://api.slack.com/methods, and the token at {PAGE}.")
    return Finding(False, f"Slack refuses {name}: {reason}.", advice)


def _unreached(settings: Settings, error: BaseException) -> Finding:
    text = f"{settings.api_url} does not answer ({type(error).__name__})."
    return Finding(False, text, "Is there a way to the internet, and is SLACK_API_URL right or empty?")
