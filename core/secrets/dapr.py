"""Secrets from Dapr's secret store."""

from __future__ import annotations

from dapr.proto import api_v1

from core.dapr import CallError, Sidecar
from core.settings import Settings


class DaprSecrets:
    """The Secrets port on a secret store. An empty value counts as not there.

    A store may hold each name as a secret of its own, or one secret (DAPR_SECRET_NAME) whose keys are the names.
    UnavailableError when Dapr does not answer.
    """

    def __init__(self, settings: Settings) -> None:
        self._store, self._bundle = settings.dapr_secret_store, settings.dapr_secret_name
        self._sidecar = Sidecar(settings)

    async def get(self, name: str) -> str | None:
        """The value of this name, None when there is none."""
        request = api_v1.GetSecretRequest(store_name=self._store, key=self._bundle or name)
        try:
            answer = await self._sidecar.call("GetSecret", request)
        except CallError as error:
            if "not found" in str(error):  # stores differ in the code, not in these words
                return None
            raise
        value: str = answer.data.get(name, "")
        return value or None

    async def close(self) -> None:
        """Hang up."""
        await self._sidecar.close()

    def __repr__(self) -> str:
        return "DaprSecrets(...)"
