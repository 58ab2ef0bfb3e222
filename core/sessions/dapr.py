"""Sessions in Dapr's state store."""

from __future__ import annotations

import json
import secrets
from typing import Any

from dapr.proto import api_v1, common_v1

from core.dapr import CallError, Sidecar
from core.errors import ConflictError
from core.ports import Stored
from core.settings import Settings

PREFIX = "session-"
FIRST_WRITE = common_v1.StateOptions(
    concurrency=common_v1.StateOptions.CONCURRENCY_FIRST_WRITE, consistency=common_v1.StateOptions.CONSISTENCY_STRONG
)
LAST_WRITE = common_v1.StateOptions(
    concurrency=common_v1.StateOptions.CONCURRENCY_LAST_WRITE, consistency=common_v1.StateOptions.CONSISTENCY_STRONG
)
# Another one has written since; or the text is no ETag that this store could ever have given.
CHANGED = ("ABORTED", "INVALID_ARGUMENT")


class DaprSessions:
    """The Sessions port on a state store with ETags and a time to live. UnavailableError when Dapr does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._store = settings.dapr_state_store
        self._sidecar = Sidecar(settings)

    async def get(self, key: str) -> Stored | None:
        """The value, or None when there is none or it has expired."""
        found = await self._read(key)
        return Stored(found[0]["value"], found[1]) if found else None

    async def put(self, key: str, value: dict[str, Any], *, ttl_s: int, etag: str | None = None) -> str:
        """Store for `ttl_s` seconds; the new ETag. ConflictError when `etag` is given and no longer the value's."""
        mark = secrets.token_hex(8)
        item = common_v1.StateItem(
            key=PREFIX + key,
            value=json.dumps({"value": value, "mark": mark}, ensure_ascii=False).encode(),
            etag=common_v1.Etag(value=etag) if etag is not None else None,
            options=LAST_WRITE if etag is None else FIRST_WRITE,
            metadata={"ttlInSeconds": str(ttl_s)},
        )
        try:
            await self._sidecar.call("SaveState", api_v1.SaveStateRequest(store_name=self._store, states=[item]))
        except CallError as error:
            if etag is not None and error.code in CHANGED:
                raise ConflictError("session_changed") from error
            raise
        # Dapr does not tell the new ETag. Where somebody else has written meanwhile, it is theirs: ours fits nothing.
        found = await self._read(key)
        return found[1] if found and found[0]["mark"] == mark else mark

    async def delete(self, key: str) -> None:
        """Forget it; fine when there is none."""
        await self._sidecar.call("DeleteState", api_v1.DeleteStateRequest(store_name=self._store, key=PREFIX + key))

    async def close(self) -> None:
        """Hang up."""
        await self._sidecar.close()

    async def _read(self, key: str) -> tuple[dict[str, Any], str] | None:
        strong = common_v1.StateOptions.CONSISTENCY_STRONG
        request = api_v1.GetStateRequest(store_name=self._store, key=PREFIX + key, consistency=strong)
        answer = await self._sidecar.call("GetState", request)
        return (json.loads(answer.data), answer.etag) if answer.data else None
