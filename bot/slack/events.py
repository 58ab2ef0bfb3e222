"""Which of Slack's events mean what: wishes, the end of an installation, and changes of what we remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.adapter import PLATFORM, Ask
from bot.slack.people import People
from core.messages import Address, Incoming

WISHES = frozenset({"message", "app_mention", "reaction_added", "reaction_removed"})
ENDINGS = frozenset({"app_uninstalled", "tokens_revoked"})
JOINS = frozenset({"member_joined_channel", "member_left_channel"})
GONE = frozenset({"channel_left", "group_left", "channel_deleted", "group_deleted", "channel_archive", "group_archive"})
CHANGES = JOINS | GONE | {"user_change"}


def follow(people: People, envelope: Mapping[str, Any], team: str) -> Ask | None:
    """Forget what is no longer so. A wish where somebody's clock is another one now: what rings may have to move."""
    event = envelope["event"]
    if event["type"] == "user_change":
        author = people.changed(team, event.get("user") or {})
        if author is None:
            return None
        place = Address(PLATFORM, team, person=author.account)
        key = f"slack:event:{envelope.get('event_id')}"
        return Ask(Incoming(address=place, author=author, key=key, action="1:follow_zone"), place)
    if event["type"] in JOINS:
        people.moved(team, event.get("user") or "")
    else:
        people.moved(team)
    return None
