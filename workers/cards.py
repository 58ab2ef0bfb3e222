"""Keeps what stands on the platforms current: our messages with their cards, and people's homes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from core.db import cards, inbox
from core.db.directory import Known, inbox_of
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain.envelope import Envelope
from core.domain.events import REMINDERS, TASK_EVENTS
from core.ending import end
from core.errors import PermanentError, TransientError
from core.log import get
from core.messages import REPLY, Address, Reply
from core.ports import EventBus, Notifier, Verdict
from core.replies.book import Book, load
from workers.current import Things, brought_up_to_date

log = get(__name__)
GROUP = "cards"
SCOPE = Scope.system(GROUP)
DAYS = 30  # an older message is left as it is: its buttons answer with the present state
LIMIT = 50  # messages that follow one change
GATHER_S = 0.3  # one change often follows another
TRIES = 4

Homes = Callable[[Known, Address], Awaitable[Sequence[Reply]]]

_PEOPLE = """
SELECT creator_id AS id FROM tasks WHERE id = ANY(%(ids)s)
UNION SELECT unnest(assignees) FROM tasks WHERE id = ANY(%(ids)s)
UNION SELECT setter_id FROM reminders WHERE id = ANY(%(ids)s)
UNION SELECT unnest(person_ids) FROM reminders WHERE id = ANY(%(ids)s)
UNION SELECT task_id FROM reminders WHERE id = ANY(%(ids)s) AND task_id IS NOT NULL
"""


class Cards:
    """A consumer of the facts about tasks and reminders, for platforms that edit.

    An edit follows the fact within a second and is a courtesy: one that fails for good, or whose process dies, leaves a
    message as it was, and whoever clicks there is told how things are.
    """

    def __init__(
        self, db: Database, bus: EventBus, notifiers: Mapping[str, Notifier], book: Book, homes: Homes | None
    ) -> None:
        self._db, self._book, self._homes = db, book, homes
        self._notifiers = {name: notifier for name, notifier in notifiers.items() if notifier.edits}
        self._waiting: dict[UUID, dict[str, Any]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        if self._notifiers:
            bus.subscribe(GROUP, (TASK_EVENTS, REMINDERS), self.handle)

    async def handle(self, events: Sequence[Envelope]) -> list[Verdict]:
        """Find the messages; they are edited after the answer, each place by itself, in order."""
        for row in await self._db.run(SCOPE, lambda tx: self._found(tx, events), tries=2):
            self._waiting[row["id"]] = row
            place = _address(row).key
            if place not in self._running:
                self._running[place] = asyncio.create_task(self._edit_all(place))
        return [Verdict.DONE] * len(events)

    async def stop(self, grace: float) -> None:
        """Let the edits that run come to their end, for `grace` seconds at most."""
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=max(0.1, grace))
            await end(*late)

    async def _found(self, tx: Transaction, events: Sequence[Envelope]) -> list[dict[str, Any]]:
        new = await inbox.take(tx, GROUP, (event.id for event in events))
        subjects = {event.subject for event in events if event.id in new}
        if not subjects:
            return []
        people = {row["id"] for row in await tx.rows(_PEOPLE, ids=list(subjects))}
        for event in events:  # who was on it before loses it from the home too
            people |= {UUID(one) for one in (event.data.get("before") or {}).get("assignees") or ()}
        return await cards.showing(tx, [*subjects, *people], list(self._notifiers), days=DAYS, limit=LIMIT)

    async def _edit_all(self, place: str) -> None:
        try:
            while mine := [row for row in self._waiting.values() if _address(row).key == place]:
                await asyncio.sleep(GATHER_S)
                for row in mine:
                    self._waiting.pop(row["id"], None)
                    try:
                        await self._persist(row)
                    except Exception as error:  # it stays as it was; the others go on
                        log.exception("card.failed", card=str(row["id"]), error=type(error).__name__)
        finally:
            del self._running[place]

    async def _persist(self, row: dict[str, Any]) -> None:
        for number in range(1, TRIES + 1):
            try:
                await (self._home(row) if row["message_id"] == cards.HOME else self._edit(row))
                return
            except TransientError as error:
                log.info("card.delayed", card=str(row["id"]), reason=error.reason, number=number)
                await asyncio.sleep(error.retry_after or number)
            except PermanentError as error:
                log.info("card.left", card=str(row["id"]), reason=error.reason)
                await self._db.run(SCOPE, lambda tx: cards.forget(tx, row["id"]), tries=2)
                return

    async def _home(self, row: dict[str, Any]) -> None:
        if self._homes is None:
            return
        workspace, person = row["workspace_id"], row["subjects"][0]
        known = Known(workspace, person, row["address_id"], inbox_of(workspace, person))
        sections = await self._homes(known, _address(row))
        await self._notifiers[row["platform"]].show_home(_address(row), sections)

    async def _edit(self, row: dict[str, Any]) -> None:
        place = _address(row)

        async def now(tx: Transaction) -> tuple[Any, Things]:
            # What it says is read again: an edit may have gone out since the fact was heard of.
            return await cards.shown(tx, row["id"]), await Things.of(tx, row["workspace_id"], row["subjects"], place)

        document, things = await self._db.run(SCOPE, now, tries=2)
        if document is None:
            return
        shown = REPLY.validate_python(document)
        reply = brought_up_to_date(shown, things, load(shown.language) if shown.language else self._book)
        if reply == shown:
            return
        await self._notifiers[row["platform"]].edit(place, row["message_id"], reply)
        document = REPLY.dump_python(reply, mode="json")
        await self._db.run(SCOPE, lambda tx: cards.reshown(tx, row["id"], document), tries=2)


def _address(row: Mapping[str, Any]) -> Address:
    return Address(row["platform"], row["tenant"], row["channel"], row["thread"], row["person"])
