"""Who is speaking, where, and what they may see: opens the context of one turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.commands._base import Context, Who
from core.commands._preferences import preferences_of
from core.db.directory import Known
from core.db.handled import open_turn
from core.db.uow import Transaction
from core.errors import PermanentError
from core.messages import Incoming, is_zone
from core.nlu.languages import Languages
from core.replies import Book, load

Visible = Callable[[str, str, str], Awaitable[frozenset[str]]]
"""(platform, workspace, account) to the channels that the account sees there."""

_PERSON = """
SELECT todobot_now() AS now, true AS fresh, p.name, p.zone, p.zone_set, p.locale, p.preferences, p.version, m.admin,
  m.account, w.zone AS workspace_zone, w.shortest_repeat
FROM persons p JOIN members m ON m.person_id = p.id AND m.workspace_id = %(workspace)s
JOIN workspaces w ON w.id = m.workspace_id WHERE p.id = %(person)s
"""
_FOLLOW_PROFILE = (
    "UPDATE persons SET zone = %(zone)s WHERE id = %(person)s AND NOT zone_set /* %(workspace)s: no tenant */"
)

_SPEAKS = (
    "UPDATE persons SET locale = %(locale)s WHERE id = %(person)s AND locale IS NULL /* %(workspace)s: no tenant */"
)


class Presence:
    """What a turn's context is made from besides the database: the books, who sees which channel, our own address."""

    def __init__(self, visible: Visible, languages: Languages, language: str = "en", home: str = "") -> None:
        self.home = home
        self._visible = visible
        self.languages = languages
        self.language = language

    def book(self, incoming: Incoming, locale: str | None = None) -> Book:
        """The book of the language that is spoken here: that of the words, else the person's."""
        theirs = locale or incoming.author.locale or self.language
        return load(self.languages.spoken(incoming.own_words, theirs) if incoming.own_words else theirs)

    def spoken(self, incoming: Incoming, language: str) -> str:
        """The language that this tells to be theirs: that of their client, or one other than the usual that their words
        are clearly in; empty when nothing tells."""
        if incoming.author.locale:
            return incoming.author.locale
        sure = language != self.language and self.languages.is_sure(incoming.own_words, language)
        return language if sure else ""

    async def seen(self, incoming: Incoming) -> frozenset[str]:
        """The channels that the person sees there, as the platform says. PermanentError when they are not there."""
        place = incoming.address.origin
        if place.personal:
            return frozenset()
        return await self._visible(place.platform, place.workspace, incoming.author.account)

    async def channels(self, incoming: Incoming) -> frozenset[str]:
        """The channels whose tasks this person sees: the one they speak in, and what the platform says."""
        place = incoming.address
        try:
            seen = await self.seen(incoming)
        except PermanentError:
            seen = frozenset()
        return seen | ({place.channel} if place.channel and not place.direct else frozenset())


async def open_context(
    tx: Transaction, incoming: Incoming, known: Known, presence: Presence, key: str
) -> Context | None:
    """The context of this turn, its key taken; None when the key was handled before."""
    row = await open_turn(tx, key, known.person_id)
    if not row["fresh"]:
        return None
    context = await _context(tx, row, incoming, known, presence)
    if row["locale"] is None and (spoken := presence.spoken(incoming, context.book.language)):
        await tx.write(_SPEAKS, locale=spoken, person=known.person_id)
    if context.who.zone is not None and context.who.zone != row["zone"]:
        await tx.write(_FOLLOW_PROFILE, zone=context.who.zone, person=known.person_id)
        return replace(context, zone_before=row["zone"])
    return context


async def peek_context(tx: Transaction, incoming: Incoming, known: Known, presence: Presence) -> Context:
    """The same context for reading only: no key is taken and nothing is written."""
    row = (await tx.rows(_PERSON, person=known.person_id))[0]
    tx.began(row["now"])
    return await _context(tx, row, incoming, known, presence)


async def _context(
    tx: Transaction, row: dict[str, Any], incoming: Incoming, known: Known, presence: Presence
) -> Context:
    tx.actor, tx.address_id = known.person_id, known.address_id
    profile = incoming.author.zone or incoming.zone_hint
    zone = profile if profile and not row["zone_set"] and is_zone(profile) else row["zone"]
    return Context(
        tx=tx,
        who=_who(row, known, incoming, zone),
        workspace=known.workspace_id,
        address=incoming.address,
        address_id=known.address_id,
        inbox=known.inbox_id,
        now=row["now"],
        zone=zone or row["workspace_zone"] or "UTC",
        book=presence.book(incoming, row["locale"]),
        private=incoming.private,
        reference=incoming.reference,
        message_id=incoming.message_id,
        channels=incoming.channels,
        people=incoming.people,
        visible=await presence.channels(incoming),
        home=presence.home,
        shortest=timedelta(minutes=row["shortest_repeat"]),
    )


def _who(row: dict[str, Any], known: Known, incoming: Incoming, zone: str | None) -> Who:
    return Who(
        id=known.person_id,
        account=incoming.author.account,
        name=row["name"],
        zone=zone,
        zone_set=row["zone_set"],
        locale=row["locale"],
        admin=row["admin"],
        preferences=preferences_of(row["preferences"] or {}),
    )
