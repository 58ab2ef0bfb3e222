"""The way to a Dapr sidecar and back: its calls with a deadline each, and the token that it has to show us."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlsplit

import grpc
from dapr.proto import api_service_v1
from starlette.requests import Request

from core.errors import StartError, TodobotError, UnavailableError
from core.settings import Settings

AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
LARGEST = 64 * 1024 * 1024  # a list of jobs is one message
# By itself gRPC would look for a sidecar that was away for a while only every two minutes.
OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.max_receive_message_length", LARGEST),
)


class CallError(TodobotError):
    """The sidecar answered, and refused; `code` is gRPC's name of the reason, in capitals."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class Sidecar:
    """Calls Dapr's API through the SDK's stubs. No call waits longer than it was told to, none is repeated.

    The SDK's own client is not used: it blocks the event loop until a sidecar is healthy, and sets no deadline
    (docs/decisions/0009). Nothing is connected before the first call, and a lost connection comes back by itself.
    """

    def __init__(self, settings: Settings) -> None:
        self._at = settings.dapr_grpc_endpoint or "http://127.0.0.1:50001"
        self._metadata = (("dapr-api-token", settings.dapr_api_token),) if settings.dapr_api_token else ()
        self._call_s = settings.call_timeout_seconds
        self._channel: grpc.aio.Channel | None = None
        self._stub: Any = None

    async def call(self, method: str, request: Any, *, seconds: float | None = None) -> Any:
        """The answer. UnavailableError when there is none in time, CallError when it is a refusal."""
        if self._channel is None:
            self._channel = self._open()
            self._stub = api_service_v1.DaprStub(self._channel)  # type: ignore[no-untyped-call]
        try:
            return await getattr(self._stub, method)(request, timeout=seconds or self._call_s, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() in AWAY:
                raise UnavailableError(f"Dapr at {self._at} does not answer ({error.code().name})") from error
            raise CallError(error.code().name, error.details() or "") from error

    async def close(self) -> None:
        """Hang up; a later call connects again."""
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.close()

    def _open(self) -> grpc.aio.Channel:
        url = urlsplit(self._at if "://" in self._at else f"http://{self._at}")
        if url.scheme not in ("http", "https", "grpc", "grpcs") or not url.hostname:
            raise StartError(f"DAPR_GRPC_ENDPOINT={self._at} is no address. Set it like http://127.0.0.1:50001.")
        tls = url.scheme in ("https", "grpcs")
        target = f"{url.hostname}:{url.port or (443 if tls else 50001)}"
        if tls:
            return grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(), options=OPTIONS)
        return grpc.aio.insecure_channel(target, options=OPTIONS)


class Gate:
    """Lets the sidecar in and nobody else, by the token APP_API_TOKEN that daprd sends with every request."""

    def __init__(self, settings: Settings) -> None:
        if not settings.app_api_token:
            raise StartError(
                "What a Dapr sidecar brings is believed only with a token: set APP_API_TOKEN to a long random text,"
                " here and in daprd's environment."
            )
        self._token = settings.app_api_token.encode()

    def opens(self, request: Request) -> bool:
        """Whether it is the sidecar, compared in constant time."""
        shown = request.headers.get("dapr-api-token", "")
        return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._token)
