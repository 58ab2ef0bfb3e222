"""Links to our tasks in somebody's message: shown as a card where everybody who reads along may see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bot.slack.adapter import PLATFORM, is_direct
from bot.slack.people import Call
from core import log
from core.errors import PermanentError, TransientError
from core.messages import Address, Author, Card, Incoming
from core.ports import Assistant

MOST = 5  # links of one message

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_log = log.get(__name__)


def task_of(url: str, home: str) -> UUID | None:
    """The task or reminder that an address of ours names; None for any other."""
    there, ours = urlsplit(url), urlsplit(home)
    if not ours.netloc or there.netloc.lower() != ours.netloc.lower():
        return None
    found = _ID.findall(f"{there.path}#{there.fragment}")
    return UUID(found[-1]) if found else None


def eyes(event: Mapping[str, Any], team: str, me: str) -> Incoming:
    """Who may see what is shown: the person in their direct messages with us, else the channel as such.

    We ourselves stand for the channel: nothing is ours and we see no other one, so what we see there is what all see.
    """
    channel, account = event["channel"], event["user"]
    if is_direct(channel):
        return Incoming(Address(PLATFORM, team, channel, person=account), Author(account), key="")
    return Incoming(Address(PLATFORM, team, channel), Author(me, "todobot"), key="")


class Links:
    """Answers `link_shared`. What may not be seen by all who read stays a link."""

    def __init__(self, assistant: Assistant, call: Call, draw: Callable[[Card], dict[str, Any]], home: str) -> None:
        self._assistant, self._call, self._draw, self._home = assistant, call, draw, home

    async def unfurl(self, event: Mapping[str, Any], team: str, me: str) -> None:
        """Show what can be shown under one message."""
        if event.get("source") == "composer" or not event.get("channel") or event.get("user") in (None, "", me):
            return  # not said yet
        if is_direct(event["channel"]) and event.get("is_bot_user_member") is False:
            return  # somebody else reads there
        looking = eyes(event, team, me)
        unfurls: dict[str, Any] = {}
        for url in [str(link.get("url") or "") for link in event.get("links") or ()][:MOST]:
            subject = task_of(url, self._home)
            card = await self._assistant.card(looking, subject) if subject is not None else None
            if card is not None:
                unfurls[url] = self._draw(card)
        if not unfurls:
            return
        try:
            await self._call(team, "chat.unfurl", channel=event["channel"], ts=event["message_ts"], unfurls=unfurls)
        except (TransientError, PermanentError) as error:
            _log.info("link.not_shown", reason=error.reason)
