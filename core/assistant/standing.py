"""What stands on a platform: our messages with their cards, people's homes, workspaces that let us go."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.assistant import home as homes
from core.assistant.elsewhere import Elsewhere
from core.assistant.presence import Presence, peek_context
from core.commands._base import Context
from core.commands._people import with_names
from core.db import cards
from core.db.directory import Directory, Known
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.messages import REPLY, Address, Author, Card, Incoming, Reply


class Standing:
    """The parts of core.ports.Assistant that answer nobody."""

    def __init__(self, db: Database, directory: Directory, presence: Presence, elsewhere: Elsewhere) -> None:
        self._db, self._directory, self._presence, self._elsewhere = db, directory, presence, elsewhere

    async def posted(self, incoming: Incoming, message_id: str, reply: Reply) -> None:
        """Remember which message shows what. A reply without cards is no message to be kept current, nor is one that
        shows things of several workspaces."""
        if not reply.cards or not message_id or len({card.workspace for card in reply.cards}) > 1:
            return
        incoming = await self._elsewhere.about(incoming, reply.cards[0].id)
        known = await self._directory.identify(incoming.address, incoming.author)
        subjects = [card.id for card in reply.cards]
        shown = REPLY.dump_python(reply, mode="json")

        async def work(tx: Transaction) -> None:
            await cards.remember(tx, known.workspace_id, known.address_id, message_id, subjects, shown)

        await self._db.run(Scope.of(known.workspace_id), work)

    async def home(self, incoming: Incoming) -> Sequence[Reply]:
        """What is theirs now. From here on it is known that their home is looked at."""
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> list[Reply]:
            context = await peek_context(tx, incoming, known, self._presence)
            await cards.remember(tx, known.workspace_id, known.address_id, cards.HOME, [known.person_id], {})
            return [await with_names(context, section) for section in await homes.home(context)]

        return await self._db.run(Scope.of(known.workspace_id), work)

    async def home_again(self, known: Known, address: Address) -> Sequence[Reply]:
        """The home of somebody who is known to look at it, when something of theirs has changed."""
        incoming = Incoming(address, Author(address.person), key="")

        async def work(tx: Transaction) -> list[Reply]:
            context = await peek_context(tx, incoming, known, self._presence)
            return [await with_names(context, section) for section in await homes.home(context)]

        return await self._db.run(Scope.of(known.workspace_id), work)

    async def card(self, incoming: Incoming, subject: UUID) -> Card | None:
        """One thing, for these eyes."""
        incoming = await self._elsewhere.about(incoming, subject)
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> Card | None:
            context: Context = await peek_context(tx, incoming, known, self._presence)
            found = await homes.card(context, subject)
            return found and (await with_names(context, Reply(cards=(found,)))).cards[0]

        return await self._db.run(Scope.of(known.workspace_id), work)
