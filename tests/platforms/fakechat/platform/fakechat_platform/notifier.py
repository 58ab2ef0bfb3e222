"""The way out: posts over HTTP, with the platform's answers turned into the two errors that the core knows."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx

from core.errors import PermanentError, TransientError
from core.messages import Address
from core.ports import Notifier, Post, Posted
from fakechat_platform.render import render
from fakechat_platform.settings import Settings


class FakechatNotifier(Notifier):
    """Posts replies. Raises TransientError or PermanentError and nothing else."""

    def __init__(self, settings: Settings) -> None:
        self.nonces = settings.nonces
        self.trouble = ""  # what the last call failed with; empty: it went well
        self._client = httpx.AsyncClient(
            base_url=settings.url,
            headers={"Authorization": f"Bearer {settings.token}"},
            timeout=settings.timeout,
            trust_env=False,
        )

    async def post(self, post: Post, *, only_for: str = "") -> Posted:
        """Say it, in as many messages as it takes; the last one's id counts, since it holds cards and buttons.

        When a later message of several fails, what came before stands: the fate of the whole is `unknown` then.
        """
        place: dict[str, Any] = where(post.address)
        if only_for:
            place["only_for"] = only_for
        if post.occurrence_id is not None:
            place["marker"] = str(post.occurrence_id)
        posted = Posted("")
        for number, message in enumerate(render(post.reply)):
            nonce = part_nonce(post.nonce, number)
            try:
                answer = await self.call("POST", "/api/post", json={**place, **message, "nonce": nonce})
            except TransientError as error:
                if number == 0:
                    raise
                raise TransientError(error.reason, retry_after=error.retry_after, unknown=True) from error
            posted = Posted(str(answer["id"]), duplicate=bool(answer.get("duplicate", False)))
        return posted

    async def call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """One request; its JSON. The platform promises that it accepted nothing when it answers 429 or 5xx."""
        try:
            answer = await self._client.request(method, path, **request)
            content = self._content(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self.trouble = "cannot be reached"
            raise TransientError("connection_refused", unknown=False) from error
        except (httpx.HTTPError, ValueError) as error:
            # Sent, and no readable answer: it may have been accepted.
            self.trouble = "does not answer"
            raise TransientError(type(error).__name__, unknown=True) from error
        except (TransientError, PermanentError) as error:
            self.trouble = error.reason
            raise
        self.trouble = ""
        return content

    def _content(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            content: dict[str, Any] = answer.json()
            return content
        if answer.status_code == 429:
            raise TransientError("rate_limited", retry_after=_seconds(answer.headers.get("retry-after")))
        if answer.status_code >= 500:
            raise TransientError(f"http_{answer.status_code}", retry_after=_seconds(answer.headers.get("retry-after")))
        try:
            reason = str(answer.json()["error"])
        except (ValueError, KeyError, TypeError):
            reason = f"http_{answer.status_code}"
        raise PermanentError(reason)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def where(address: Address) -> dict[str, Any]:
    """An address in the platform's fields; a direct message is named by its person."""
    place = {"workspace": address.workspace, "thread": address.thread}
    return place | ({"dm": address.person} if address.direct else {"channel": address.channel})


def part_nonce(nonce: str, number: int) -> str:
    """The nonce of the n-th message of one post: its own, yet the same for every try; at most 25 characters."""
    return nonce if number == 0 else hashlib.sha256(f"{nonce}/{number}".encode()).hexdigest()[:25]


def _seconds(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
