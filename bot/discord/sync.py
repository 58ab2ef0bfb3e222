"""Our commands as Discord knows them: written only when they are others than those that were written last."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

from bot.discord.commands import definitions
from bot.discord.rest import Rest
from core import log
from core.errors import PermanentError, TodobotError
from core.ports import Sessions

KEPT_S = 90 * 86_400
WAITS = (5.0, 30.0, 120.0, 600.0)

_log = log.get(__name__)


def digest(commands: list[dict[str, Any]]) -> str:
    """What tells one set of commands from another."""
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


async def sync(rest: Rest, sessions: Sessions, application: int) -> bool:
    """Whether they had to be written. TransientError or PermanentError: those that are there go on."""
    commands = definitions()
    number = application or int((await rest.call("GET", "/applications/@me"))["id"])
    key, wanted = f"discord:commands:{number}", digest(commands)
    known = await sessions.get(key)
    if known is not None and known.value.get("digest") == wanted:
        return False
    await rest.call("PUT", "/applications/{application}/commands", application=number, body=commands)
    await sessions.put(key, {"digest": wanted}, ttl_s=KEPT_S)
    _log.info("commands.synced", count=len(commands))
    return True


async def keep_syncing(rest: Rest, sessions: Sessions, application: int) -> None:
    """`sync`, some times if need be and ever more slowly; what Discord refuses for good waits for the next start."""
    for wait in (*WAITS, None):
        try:
            await sync(rest, sessions, application)
            return
        except (TodobotError, OSError) as error:
            _log.warning("commands.not_synced", reason=str(error))
            if wait is None or isinstance(error, PermanentError):
                return
            await asyncio.sleep(max(wait, getattr(error, "retry_after", None) or 0.0))
