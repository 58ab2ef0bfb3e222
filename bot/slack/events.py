"""Which of Slack's events mean what: wishes, the end of an installation, and changes of what we remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.people import People

WISHES = frozenset({"message", "app_mention", "reaction_added", "reaction_removed"})
ENDINGS = frozenset({"app_uninstalled", "tokens_revoked"})
JOINS = frozenset({"member_joined_channel", "member_left_channel"})
GONE = frozenset({"channel_left", "group_left", "channel_deleted", "group_deleted", "channel_archive", "group_archive"})
CHANGES = JOINS | GONE | {"user_change"}


def follow(people: People, team: str, event: Mapping[str, Any]) -> None:
    """Forget what is no longer so."""
    if event["type"] == "user_change":
        people.changed(team, event.get("user") or {})
    elif event["type"] in JOINS:
        people.moved(team, event.get("user") or "")
    else:
        people.moved(team)
