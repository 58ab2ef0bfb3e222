"""Our commands as Discord knows them: written only when they are others than those that were written last."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.discord.commands import definitions
from bot.discord.rest import Rest
from core import log
from core.errors import PermanentError, TransientError
from core.ports import Sessions

KEPT_S = 90 * 86_400

_log = log.get(__name__)


def digest(commands: list[dict[str, Any]]) -> str:
    """What tells one set of commands from another."""
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


async def sync(rest: Rest, sessions: Sessions, application: int) -> bool:
    """Whether they had to be written. A failure is logged: the commands that are there go on, and the next start tries
    again."""
    commands = definitions()
    try:
        number = application or int((await rest.call("GET", "/applications/@me"))["id"])
        key, wanted = f"discord:commands:{number}", digest(commands)
        known = await sessions.get(key)
        if known is not None and known.value.get("digest") == wanted:
            return False
        await rest.call("PUT", "/applications/{application}/commands", application=number, body=commands)
        await sessions.put(key, {"digest": wanted}, ttl_s=KEPT_S)
    except (TransientError, PermanentError) as error:
        _log.warning("commands.not_synced", reason=error.reason)
        return False
    _log.info("commands.synced", count=len(commands))
    return True
