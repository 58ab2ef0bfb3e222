"""The stored conversations of terminal and page: what was said, in an order without gaps, for history and streams."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from core.db.engine import Database
from core.db.numbers import filled
from core.db.uow import Scope, Transaction
from core.domain import MessageRow
from core.domain.columns import new_id
from core.errors import PermanentError, TransientError, UnavailableError
from core.messages import REPLY, Address, Reply
from core.ports import Notifier, Post, Posted

HISTORY = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One stored message; `author` is "person" or "bot"."""

    id: UUID
    ordinal: int
    author: str
    text: str
    reply: Reply | None
    occurrence_id: UUID | None
    at: datetime


class Feed:
    """Tells the streams of this process that a conversation has new lines; it holds no line itself."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, set[asyncio.Event]] = {}
        self._watching: set[asyncio.Event] = set()

    def tell(self, address_id: UUID | None = None) -> None:
        """This conversation has new lines; None: any of them may have."""
        for key in list(self._waiting) if address_id is None else [address_id]:
            for event in self._waiting.get(key, ()):
                event.set()
        self.changed()

    def changed(self) -> None:
        """Something was committed, here or in another process."""
        for event in self._watching:
            event.set()

    @contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever anything may have changed; clear it before you look."""
        event = asyncio.Event()
        self._watching.add(event)
        try:
            yield event
        finally:
            self._watching.discard(event)

    @contextmanager
    def listening(self, address_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be new lines; clear it before you look."""
        event = asyncio.Event()
        self._waiting.setdefault(address_id, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[address_id].discard(event)
            if not self._waiting[address_id]:
                del self._waiting[address_id]


class StoredTranscript(Notifier):
    """Implements core.ports.Notifier for terminal and page: the commit of the insert is the acceptance."""

    nonces = True  # a line is unique per occurrence, so a second post of the same one changes nothing

    def __init__(self, db: Database, feed: Feed) -> None:
        self._db = db
        self._feed = feed

    async def post(self, post: Post) -> Posted:
        """Store it. TransientError while the database is away, PermanentError when there is no such conversation."""
        try:
            return await self.append(post)
        except UnavailableError as error:
            raise TransientError("the database does not answer") from error
        except LookupError as error:
            raise PermanentError("there is no such conversation") from error

    async def close(self) -> None:
        """Nothing is open."""

    async def append(self, post: Post) -> Posted:
        """Store what the bot says; the same occurrence again answers the first message's id."""
        try:
            posted, address_id = await self._db.run(Scope.system("transcript"), lambda tx: _append(tx, post))
        except psycopg.errors.UniqueViolation:  # another poster was quicker by a hair: now its row is there
            posted, address_id = await self._db.run(Scope.system("transcript"), lambda tx: _append(tx, post))
        if address_id is not None:
            self._feed.tell(address_id)
        return posted

    async def lines(
        self, address_id: UUID, *, after: int | None = None, before: int | None = None, limit: int = HISTORY
    ) -> list[Line]:
        """The lines after an ordinal, or the last ones (`before` one), oldest first. UnavailableError as of `run`."""
        newest_first = after is None
        order = "DESC" if newest_first else "ASC"
        earlier = "" if before is None else " AND ordinal < %(before)s"
        sql = (
            "SELECT id, ordinal, author, text, reply, occurrence_id, number_base, created_at FROM messages"
            f" WHERE address_id = %(address)s AND ordinal > %(after)s{earlier} ORDER BY ordinal {order} LIMIT %(limit)s"
        )
        values = {"address": address_id, "after": after or 0, "before": before, "limit": limit}
        rows = await self._db.run(Scope.system("transcript"), lambda tx: tx.rows(sql, **values))
        return [_line(row) for row in (reversed(rows) if newest_first else rows)]

    async def last_before(self, address_id: UUID, moment: datetime) -> int:
        """The ordinal of the last line before a moment; 0 when there is none."""
        sql = (
            "SELECT coalesce(max(ordinal), 0) AS last FROM messages"
            " WHERE address_id = %(address)s AND created_at < %(moment)s"
        )
        rows = await self._db.run(
            Scope.system("transcript"), lambda tx: tx.rows(sql, address=address_id, moment=moment)
        )
        return int(rows[0]["last"])


def turn(
    tx: Transaction, workspace: UUID, address_id: UUID, text: str, reply: dict[str, Any] | None, now: datetime
) -> None:
    """Store one turn, what was typed and what was answered, with the transaction's last statement."""
    if text:
        tx.tail.add_document(MessageRow, _row(workspace, address_id, "person", text, None, now))
    if reply is not None:
        tx.tail.add_document(MessageRow, _row(workspace, address_id, "bot", "", reply, now))


def _row(
    workspace: UUID, address_id: UUID, author: str, text: str, reply: dict[str, Any] | None, now: datetime
) -> dict[str, Any]:
    """A message as JSON; its ordinal is given by the last statement."""
    return {
        "id": str(new_id()),
        "workspace_id": str(workspace),
        "address_id": str(address_id),
        "author": author,
        "text": text,
        "reply": reply,
        "created_at": now.isoformat(),
    }


async def _append(tx: Transaction, post: Post) -> tuple[Posted, UUID | None]:
    place = await tx.one(
        "UPDATE addresses SET last_ordinal = last_ordinal + 1 WHERE platform = %(platform)s AND tenant = %(tenant)s"
        " AND channel = %(channel)s AND thread = %(thread)s AND person = %(person)s"
        " AND NOT EXISTS (SELECT 1 FROM messages WHERE occurrence_id = %(occurrence)s)"
        " RETURNING id, workspace_id, last_ordinal",
        **_place(post.address),
        occurrence=post.occurrence_id,
    )
    if place is None:
        return await _earlier(tx, post), None
    tx.changed = True
    made = await tx.write(
        "INSERT INTO messages (id, workspace_id, address_id, ordinal, author, text, reply, occurrence_id, created_at)"
        " VALUES (%(id)s, %(workspace)s, %(address)s, %(ordinal)s, 'bot', '', %(reply)s::jsonb, %(occurrence)s,"
        " todobot_now())"
        " RETURNING id",
        id=new_id(),
        workspace=place["workspace_id"],
        address=place["id"],
        ordinal=place["last_ordinal"],
        reply=REPLY.dump_json(post.reply).decode(),
        occurrence=post.occurrence_id,
    )
    return Posted(str(made[0]["id"])), place["id"]


async def _earlier(tx: Transaction, post: Post) -> Posted:
    row = await tx.one("SELECT id FROM messages WHERE occurrence_id = %(occurrence)s", occurrence=post.occurrence_id)
    if row is None:
        raise LookupError(f"no conversation at {post.address.key}")
    return Posted(str(row["id"]), duplicate=True)


def _place(address: Address) -> dict[str, str]:
    return {
        "platform": address.platform,
        "tenant": address.workspace,
        "channel": address.channel,
        "thread": address.thread,
        "person": address.person,
    }


def _line(row: dict[str, Any]) -> Line:
    reply = REPLY.validate_python(filled(row["reply"], row["number_base"])) if row["reply"] else None
    return Line(row["id"], row["ordinal"], row["author"], row["text"], reply, row["occurrence_id"], row["created_at"])
