"""Which of a person's workspaces a message is for, on a platform whose direct messages belong to none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.assistant.planner import SHORT, Planner
from core.assistant.presence import Presence
from core.commands.registry import COMMANDS
from core.db import spaces
from core.db.directory import SAME_EVERYWHERE, Directory
from core.db.engine import Database
from core.db.spaces import Space
from core.db.uow import Scope, Transaction
from core.errors import PermanentError
from core.messages import Address, Incoming
from core.nlu.reading import Understanding

_LOOKING = Scope.system("elsewhere")
_IDS = re.compile(r"[0-9a-f]{32}")
_PLAIN = re.compile(r"#?\d{1,2}[.)]?$")


@dataclass(frozen=True, slots=True)
class Routed:
    """The message as its workspace gets it. `name` is that workspace's when it is another one than the message's."""

    incoming: Incoming
    name: str = ""


class Elsewhere:
    """In a person's own space a thing of a workspace is reached by its button, by "Acme#12", by a reply to the message
    that shows it, and by "this" when it is what was talked of last; and the other way round by its button."""

    def __init__(self, db: Database, directory: Directory, presence: Presence, planner: Planner) -> None:
        self._db, self._directory = db, directory
        self._presence, self._planner = presence, planner

    async def of(self, incoming: Incoming) -> Routed:
        """Where this message belongs. It only reads."""
        place = incoming.address
        if place.platform not in SAME_EVERYWHERE:
            return Routed(incoming)
        if not place.personal:
            return await self._back(incoming)
        others = await self._others(incoming)
        if not others:
            return Routed(incoming)
        by_name = None if incoming.action else _named(incoming.text, others)
        if by_name is not None:
            space, text = by_name
            return await self._into(space, replace(incoming, text=text))
        chosen = await self._meant(incoming, others)
        return Routed(incoming) if chosen is None else await self._into(chosen, incoming)

    async def each(self, incoming: Incoming) -> list[Routed]:
        """The same question put to each of the person's workspaces that still knows them, by name."""
        if not incoming.address.personal:
            return []
        asked = [await self._into(space, incoming) for space in await self._others(incoming)]
        return [one for one in asked if one.name]

    async def about(self, incoming: Incoming, subject: UUID) -> Incoming:
        """The same place as the workspace of this task or reminder knows it."""
        if not incoming.address.personal:
            return incoming
        pointed = replace(incoming, text="", action=f"{subject.hex}", form=None, reference=None)
        there = (await self.of(pointed)).incoming
        return replace(incoming, address=there.address, author=there.author)

    async def _others(self, incoming: Incoming) -> list[Space]:
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> list[Space]:
            return await spaces.others(tx, known.person_id, incoming.address.platform)

        return await self._db.run(_LOOKING, work)

    async def _meant(self, incoming: Incoming, others: Sequence[Space]) -> Space | None:
        """The workspace whose thing is pointed at; None: the person's own."""
        known = await self._directory.identify(incoming.address, incoming.author)
        here, account = known.workspace_id, incoming.author.account
        all_of_them = [here, *(space.id for space in others)]
        about = incoming.reference
        ids = _ids(incoming)

        async def work(tx: Transaction) -> UUID | None:
            again = await spaces.that_handled(tx, all_of_them, incoming.key)
            if again is not None:
                return again
            if ids:
                found = await spaces.that_have(tx, ids)
                return None if here in found else next((one for one in all_of_them if one in found), None)
            if about is not None:
                shows = await spaces.of_message(tx, all_of_them, incoming.address.platform, account, about.message_id)
                if shows is not None:
                    return shows
            if not self._points_back(incoming):
                return None
            return await spaces.newest(tx, all_of_them, incoming.address.platform, account)

        found = await self._db.run(_LOOKING, work)
        return next((space for space in others if space.id == found), None)

    def _points_back(self, incoming: Incoming) -> bool:
        """Whether the message means what was talked of last."""
        if incoming.action is not None or incoming.form is not None:
            return incoming.action is not None and not _ids(incoming)
        return _is_contextual(incoming.text, self._planner.glance(incoming))

    def number(self, incoming: Incoming) -> int | None:
        """The number that the message names."""
        ref = self._planner.glance(incoming).slots.ref
        return None if ref is None else ref.number

    async def _into(self, space: Space, incoming: Incoming) -> Routed:
        """The message as one that the person sent to that workspace directly; unchanged when they have left it."""
        place, account = incoming.address, incoming.author.account
        there = Address(place.platform, space.external, person=account)
        # What they are called here and whether they rule here says nothing about there.
        routed = replace(incoming, address=there, author=replace(incoming.author, name="", admin=False), private=True)
        try:
            await self._presence.seen(routed)
        except PermanentError:
            return Routed(incoming)
        return Routed(routed, space.name)

    async def _back(self, incoming: Incoming) -> Routed:
        """Asked privately in a workspace: a button may be about a thing of the person's own space."""
        ids = _ids(incoming)
        if not ids or not incoming.private:
            return Routed(incoming)
        own = own_space(incoming)
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> UUID | None:
            found = await spaces.that_have(tx, ids)
            mine = await spaces.own(tx, known.person_id, own.address.platform, own.address.workspace)
            return mine if mine in found and known.workspace_id not in found else None

        return Routed(incoming) if await self._db.run(_LOOKING, work) is None else Routed(own)


def may_be_own(routed: Routed) -> bool:
    """Whether a number that is not known there may be one of the person's own space."""
    place = routed.incoming.address
    here = place.platform in SAME_EVERYWHERE and not place.personal and not place.direct
    return here and routed.incoming.private


def own_space(incoming: Incoming) -> Incoming:
    """The same message as one to the person's own space."""
    account = incoming.author.account
    place = Address(incoming.address.platform, f"@{account}", person=account)
    author = replace(incoming.author, name="", admin=False)
    return replace(incoming, address=place, author=author, private=True, reference=None)


def _ids(incoming: Incoming) -> list[UUID]:
    """What a button or a form is about."""
    return [UUID(hex=found) for found in _IDS.findall(incoming.action or "")]


def _named(text: str, others: Sequence[Space]) -> tuple[Space, str] | None:
    """The workspace of "Acme#12", and the text with "#12" in its place."""
    for space in sorted(others, key=lambda one: -len(one.name)):
        found = re.search(rf"(?<!\w){re.escape(space.name)}\s?(#\d+)\b", text, re.IGNORECASE) if space.name else None
        if found:
            return space, text[: found.start()] + found[1] + text[found.end() :]
    return None


def _is_contextual(text: str, reading: Understanding) -> bool:
    """Whether the words mean nothing without what was said before."""
    if reading.intent is None:
        return len(text.strip()) <= SHORT
    slots = reading.slots
    if reading.intent in ("undo", "snooze") or (slots.ref is not None and slots.ref.kind in ("this", "last")):
        return True
    if _PLAIN.match(text.strip()):
        return True
    if reading.intent == "create_task":
        return bool(reading.times) and not (slots.title or "").strip()  # a bare time answers a question
    command = COMMANDS.get(reading.intent)
    return command is not None and command.wants is not None and command.name != "remind" and slots.ref is None
