"""What a person's own space adds from their workspaces: their things there, by workspace, and where a number is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from core.assistant.elsewhere import Elsewhere, Routed
from core.assistant.plan import Plan
from core.assistant.presence import Presence, peek_context
from core.commands._base import Command, Context
from core.commands._cards import seer
from core.commands._people import with_names
from core.commands.list_reminders import ListReminders
from core.commands.list_tasks import ListTasks
from core.commands.search_tasks import SearchTasks
from core.db import reminders, tasks
from core.db.directory import Directory
from core.db.engine import Database
from core.db.sight import Seer
from core.db.tasks import Filter
from core.db.uow import Scope, Transaction
from core.domain import Task
from core.domain.wording import cleaned
from core.errors import UserError
from core.messages import Incoming, Outcome, Part, Reply
from core.replies import Book

ASKED = (ListTasks, ListReminders, SearchTasks)  # what is asked of every workspace
EACH = 10  # cards of one workspace
T = TypeVar("T")


class Gathered:
    """One query for each workspace, bound to it; what one of them cannot say now is left out."""

    def __init__(self, db: Database, directory: Directory, presence: Presence, elsewhere: Elsewhere) -> None:
        self._db, self._directory = db, directory
        self._presence, self._elsewhere = presence, elsewhere

    async def complete(self, incoming: Incoming, routed: Routed, plan: Plan | None, outcome: Outcome) -> Outcome:
        """The outcome as it is told in the person's own space."""
        book = self._presence.book(incoming)
        if routed.name:
            return replace(outcome, reply=labelled(outcome.reply, routed.name, book))
        if not incoming.address.personal:
            return outcome
        if plan is not None and isinstance(plan.command, ASKED):
            return replace(outcome, reply=await self._with_theirs(incoming, plan.command, outcome.reply, book))
        number = self._elsewhere.number(incoming) if outcome.reply.code == "no_number" else None
        if number is not None:
            return replace(outcome, reply=await self._with_places(incoming, number, outcome.reply, book))
        return outcome

    def from_own(self, outcome: Outcome, incoming: Incoming) -> Outcome:
        """What came of a number in the person's own space, told in one of their workspaces."""
        said = self._presence.book(incoming).parts("elsewhere_own")
        return replace(outcome, reply=replace(outcome.reply, parts=(*said, *outcome.reply.parts)))

    async def suggested(self, incoming: Incoming, typed: str) -> list[tuple[str, str]]:
        """Completions (label, value) for tasks of the person's workspaces."""
        text = cleaned(typed).strip()[:200]
        found: list[tuple[str, str]] = []

        async def work(context: Context) -> list[Task]:
            wanted = Filter(text=text or None, limit=EACH)
            return await tasks.page(context.tx, Seer(context.who.id, frozenset()), wanted)

        for routed in await self._elsewhere.each(incoming):
            theirs = [(f"{routed.name}#{task.number}", task.title) for task in await self._look(routed, work)]
            found += [(f"{mark} {title}"[:100], mark) for mark, title in theirs]
        return found

    async def _with_theirs(self, incoming: Incoming, command: Command, reply: Reply, book: Book) -> Reply:
        for routed in await self._elsewhere.each(incoming):
            found = labelled(await self._asked(routed, command), routed.name, book)
            if found.cards:
                reply = replace(
                    reply,
                    parts=(*reply.parts, "\n", *found.parts),
                    cards=(*reply.cards, *found.cards[:EACH]),
                )
        return reply

    async def _with_places(self, incoming: Incoming, number: int, reply: Reply, book: Book) -> Reply:
        """The workspaces that have something with this number, as what to type instead."""
        parts: list[Part] = list(reply.parts)
        for routed in await self._elsewhere.each(incoming):
            title = await self._title(routed, number)
            if title is not None:
                parts += [" ", *book.parts("elsewhere_number", workspace=routed.name, number=number, title=title)]
        return replace(reply, parts=tuple(parts))

    async def _asked(self, routed: Routed, command: Command) -> Reply:
        """What is the person's own there; a channel's list is for the channel."""

        async def work(context: Context) -> Reply:
            try:
                outcome = await command.handle(replace(context, visible=frozenset()))
            except UserError:
                return Reply()  # a list or a person that this workspace does not know
            return await with_names(context, outcome.reply)

        return await self._look(routed, work)

    async def _title(self, routed: Routed, number: int) -> str | None:
        async def work(context: Context) -> str | None:
            task = await tasks.by_number(context.tx, number, seer(context))
            if task is not None:
                return task.title
            reminder = await reminders.by_number(context.tx, number, seer(context))
            return None if reminder is None else reminder.text

        return await self._look(routed, work)

    async def _look(self, routed: Routed, work: Callable[[Context], Awaitable[T]]) -> T:
        incoming = routed.incoming
        known = await self._directory.identify(incoming.address, incoming.author)

        async def opened(tx: Transaction) -> T:
            return await work(await peek_context(tx, incoming, known, self._presence))

        return await self._db.run(Scope.of(known.workspace_id), opened)


def labelled(reply: Reply, name: str, book: Book) -> Reply:
    """The reply with its workspace named: in the sentence, and before each number."""
    parts = (*book.parts("elsewhere_in", workspace=name), *reply.parts) if reply.parts else ()
    return replace(reply, parts=parts, cards=tuple(replace(card, workspace=name) for card in reply.cards))
