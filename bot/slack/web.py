"""Slack's Web API with one outcome per call: what Slack answered, TransientError or PermanentError."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.errors import PermanentError, TransientError

TIMEOUT_S, CONNECT_S = 5.0, 3.0

# Slack's own words for what went wrong, by what they mean for us; every other one is a PermanentError.
BUSY = frozenset({  # nothing was done; later it can be
    "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout",
    "team_added_to_org", "accesslimited", "external_channel_migrating", "org_login_required",
})  # fmt: skip
BROKEN = frozenset({"internal_error", "fatal_error"})  # "some aspect of the operation" may have succeeded
NO_TOKEN = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"})
GONE = NO_TOKEN | {  # nothing else will be accepted there either
    "channel_not_found", "not_in_channel", "is_archived", "user_not_found", "user_disabled", "users_not_found",
    "cannot_dm_bot", "restricted_action", "restricted_action_read_only_channel", "missing_scope", "no_permission",
    "restricted_action_thread_only_channel", "ekm_access_denied", "access_denied", "team_access_not_granted",
    "method_not_supported_for_channel_type", "not_allowed_token_type", "messages_tab_disabled",
}  # fmt: skip


class _Client(AsyncWebClient):
    """The SDK's, for which an answer that is no JSON object is an error with its status, too."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        return answer if isinstance(answer["data"], dict) else {**answer, "data": {}}


class Web:
    """Calls methods, each once: nothing is repeated here, since only the caller knows whether that is safe."""

    def __init__(self, api_url: str) -> None:
        self._url = api_url
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, token: str, /, **params: Any) -> dict[str, Any]:
        """Slack's answer. A parameter that is None is left out.

        TransientError: not accepted now, or with `unknown` perhaps accepted. PermanentError: Slack said no, `reason` is
        its word for it; `gone` when it would say so to everything at this address.
        """
        headers = {"Authorization": f"Bearer {token}"}
        return await self._call(method, data=_encoded(params), headers=headers)

    async def access(self, client_id: str, client_secret: str, /, **params: Any) -> dict[str, Any]:
        """The same for oauth.v2.access, where the app itself asks."""
        known = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {known}"}
        return await self._call("oauth.v2.access", data=_encoded(params), headers=headers)

    async def respond(self, url: str, message: Mapping[str, Any]) -> None:
        """An answer to a response_url; the same errors, "expired_url" and "used_url" among them."""
        try:
            async with self._opened().post(url, json=dict(message)) as answer:
                status, after = answer.status, _seconds(answer.headers.get("Retry-After"))
                text = await answer.text()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TransientError("unreachable") from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise TransientError(type(error).__name__, unknown=True) from error
        if refused := _refused(status, _said(text, status), after):
            raise refused

    async def _call(self, method: str, **request: Any) -> dict[str, Any]:
        client = _Client(base_url=self._url, retry_handlers=[], session=self._opened())
        try:
            answer = await client.api_call(method, **request)
        except SlackApiError as error:
            raise _error(error.response) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TransientError("unreachable") from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # Sent, and no readable answer: it may have been accepted.
            raise TransientError(type(error).__name__, unknown=True) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S, connect=CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _error(response: Any) -> TransientError | PermanentError:
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None) or {}
    after = _seconds((response.headers or {}).get("Retry-After"))
    return _refused(status, str(data.get("error") or ""), after) or TransientError("no_answer", unknown=True)


def _refused(status: int, error: str, after: float | None) -> TransientError | PermanentError | None:
    """What a status and Slack's word for an error mean; None: accepted."""
    if status == 429 or error in BUSY:
        return TransientError(error or "ratelimited", retry_after=after)
    if status >= 500 or error in BROKEN:
        # Slack does not say that nothing was done then.
        return TransientError(error or f"http_{status}", retry_after=after, unknown=True)
    if error:
        return PermanentError(error, gone=error in GONE)
    return None if status < 300 else PermanentError(f"http_{status}")


def _said(text: str, status: int) -> str:
    """The error in the answer to a response_url: JSON, or a bare word; "ok" and nothing are none."""
    try:
        answer = json.loads(text)
    except ValueError:
        plain = text.strip()
        return "" if plain in ("", "ok") or status >= 500 or not plain.isidentifier() else plain
    if isinstance(answer, dict) and answer.get("ok") is False:
        return str(answer.get("error") or "refused")
    return ""


def _encoded(params: Mapping[str, Any]) -> dict[str, str]:
    # As a form, which every method takes: those that only read do not look at JSON.
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in params.items()
        if value is not None
    }


def _seconds(value: str | None) -> float | None:
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return None
