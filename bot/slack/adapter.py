"""Slack's events as wishes: pure functions from a payload to an Incoming and to where its answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.plain import channels_in, mentions, people_in, plain, without_lead
from core.messages import Address, Author, Incoming, Reference

PLATFORM = "slack"
TICK = "white_check_mark"
REACTIONS = {"reaction_added": "1:react:done", "reaction_removed": "1:react:undone"}
_SPOKEN = frozenset({None, "", "file_share", "me_message"})  # subtypes of what somebody wrote just now


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish, and how its answer gets back.

    `answer_at` is where an answer stands that may be read there. `trigger_id` opens a form, within three seconds.
    `hidden`: it was asked where nobody but the person sees it, so `response_url` answers it. `on_card`: it was done to
    a message of ours or to a card's form, which people of other teams may do too.
    """

    incoming: Incoming
    answer_at: Address
    trigger_id: str = ""
    response_url: str = ""
    hidden: bool = False
    on_card: bool = False

    @property
    def team(self) -> str:
        """The workspace that we answer for."""
        return self.incoming.address.workspace

    def by(self, author: Author) -> Ask:
        """The same, now that we know who asks."""
        return replace(self, incoming=replace(self.incoming, author=author))


def tenant_of(envelope: Mapping[str, Any]) -> str:
    """The workspace that let us in and for which this event came; in a shared channel the author's may be another."""
    authorizations = envelope.get("authorizations") or [{}]
    return str(authorizations[0].get("team_id") or envelope.get("team_id") or "")


def account_of_ours(envelope: Mapping[str, Any]) -> str:
    """Our account there, where the envelope tells it."""
    authorizations = envelope.get("authorizations") or [{}]
    return str(authorizations[0].get("user_id") or "") if authorizations[0].get("is_bot") else ""


def permalink(base: str, channel: str, ts: str, thread: str = "") -> str | None:
    """A message's address in the workspace whose pages are at `base`; None where that is not known."""
    if not base or not channel or not ts:
        return None
    link = f"{base.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


def is_direct(channel: str) -> bool:
    """Whether only two read in this conversation."""
    return channel.startswith("D")


def foreign(event: Mapping[str, Any], team: str) -> bool:
    """Whether the event itself says that its author belongs to another workspace."""
    theirs = event.get("user_team") or event.get("source_team") or event.get("team") or team
    return bool(theirs != team)


def read_message(event: Mapping[str, Any], team: str, me: str, base: str = "") -> Ask | None:
    """A `message` or `app_mention` as one wish; None when nobody has addressed us.

    One mention that comes as both has one key.
    """
    if not is_spoken(event, me):
        return None
    channel, ts, text = event["channel"], event["ts"], event.get("text") or ""
    direct = event.get("channel_type") == "im" or is_direct(channel)
    if not direct and event["type"] != "app_mention" and not mentions(text, me):
        return None
    thread = thread_of(event, ts)
    address = Address(PLATFORM, team, channel, thread, event["user"] if direct else "")
    incoming = Incoming(
        address=address,
        author=Author(event["user"]),
        key=f"slack:message:{team}:{channel}:{ts}",
        text=plain(without_lead(text, me)).strip(),
        private=direct,
        reference=Reference(thread, link=permalink(base, channel, thread)) if thread else None,
        channels=channels_in(text),
        people=people_in(text),
        message_id=ts,
    )
    return Ask(incoming, address if direct else replace(address, thread=thread or ts))


def is_spoken(event: Mapping[str, Any], me: str) -> bool:
    """Whether a person has just written this: no bot, no edit, no joining, no thread shown to the channel as well."""
    if event.get("subtype") not in _SPOKEN or event.get("edited") or event.get("hidden"):
        return False
    return not event.get("bot_id") and event.get("user") not in (None, "", me, "USLACKBOT")


def thread_of(message: Mapping[str, Any], ts: str) -> str:
    """The thread in which a message is a reply; a thread's first message is in none."""
    thread = str(message.get("thread_ts") or "")
    return "" if thread == ts else thread


def read_reaction(envelope: Mapping[str, Any], team: str, me: str) -> Ask | None:
    """A tick on a message, or one that was taken away; None for other signs, and for our own."""
    event = envelope["event"]
    item = event.get("item") or {}
    if item.get("type") != "message" or event.get("reaction") != TICK or event.get("user") in (None, "", me):
        return None
    channel = item["channel"]
    address = Address(PLATFORM, team, channel, person=event["user"] if is_direct(channel) else "")
    incoming = Incoming(
        address=address,
        author=Author(event["user"]),
        key=f"slack:event:{envelope['event_id']}",
        action=REACTIONS[event["type"]],
        reference=Reference(item["ts"]),
    )
    return Ask(incoming, address, on_card=True)


def read_home(event: Mapping[str, Any], team: str) -> Incoming | None:
    """Somebody looks at their home; None for another tab."""
    if event.get("tab", "home") != "home" or not event.get("user"):
        return None
    address = Address(PLATFORM, team, person=event["user"])
    return Incoming(address=address, author=Author(event["user"]), key="")
