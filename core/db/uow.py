"""A transaction: bound to its scope, it runs SQL, collects rows and facts, and writes them in one last statement."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from sqlmodel import SQLModel

from core.db.clock import Clock
from core.db.numbers import mark
from core.db.tail import Tail
from core.domain.columns import new_id
from core.domain.event import EventRow
from core.domain.events import SCHEMA_VERSION, TASK_EVENTS, TASK_UPDATES, Change, Fact
from core.domain.occurrence import Occurrence
from core.domain.outbox import OutboxRow, lane_of
from core.errors import ScopeError, UserError
from core.tracing import traceparent


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction may touch: one workspace, or everything under a worker's name."""

    name: str
    workspace: UUID | None = None

    @classmethod
    def of(cls, workspace: UUID) -> Scope:
        """One workspace: every statement has to name it."""
        return cls("workspace", workspace)

    @classmethod
    def system(cls, name: str) -> Scope:
        """All workspaces, for a worker."""
        return cls(name)


class Transaction:
    """One transaction's work. Reads and updates run at once; inserts, facts and numbers go in the last statement.

    In a workspace's scope each SQL text must use `%(workspace)s`, which is filled in here; ScopeError otherwise.
    """

    def __init__(self, raw: psycopg.AsyncConnection[Any], scope: Scope, clock: Clock) -> None:
        self._raw = raw
        self.scope = scope
        self.clock = clock
        self.tail = Tail(scope.workspace)
        self.actor: UUID | None = None
        self.address_id: UUID | None = None
        self.correlation: UUID = new_id()
        self.causation: UUID | None = None
        self.undoes: UUID | None = None
        self.changed = False
        self.number_base: int | None = None
        self._now: datetime | None = None
        self._savepoint = False

    async def now(self) -> datetime:
        """The database's clock at the start of this transaction."""
        if self._now is None:
            row = await self._fetch("SELECT todobot_now() AS now", {})
            self.began(row[0]["now"])
        assert self._now is not None
        return self._now

    def began(self, now: datetime) -> None:
        """A statement of the caller's own has read `todobot_now()`: no need to ask again."""
        self._now = now
        self.clock.observe(now)

    async def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """All rows of a query."""
        return await self._fetch(sql, self._bound(sql, params))

    async def tuples(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        """All rows of a query in the order of its columns: for many rows, where names cost more than the query."""
        async with self._raw.cursor() as cursor:
            await cursor.execute(sql, self._bound(sql, params) or None)
            return await cursor.fetchall()

    async def one(self, sql: str, **params: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        found = await self._fetch(sql, self._bound(sql, params))
        return found[0] if found else None

    async def write(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """Run an INSERT, UPDATE or DELETE; what it RETURNs."""
        bound = self._bound(sql, params)
        if self._savepoint:
            await self._raw.execute("SAVEPOINT command")
            self._savepoint = False
            self._saved = True
        self.changed = True
        return await self._fetch(sql, bound)

    def insert(self, row: SQLModel) -> None:
        """Insert with the last statement."""
        self.changed = True
        if isinstance(row, Occurrence) and row.traceparent is None:
            row.traceparent = traceparent()
        self.tail.add(row)

    def number(self, row: SQLModel) -> str:
        """Let the row (a task or reminder that was inserted here) take the next number; its mark for the reply."""
        return mark(self.tail.number(row))

    async def save(self, row: SQLModel, change: Change) -> None:
        """Write the fields that a rule changed, and `version` and `updated_at` where the table has them."""
        if not change:
            return
        table = type(row).__tablename__
        names = [*change.after, *(name for name in ("version", "updated_at") if name in type(row).model_fields)]
        sets = ", ".join(f"{name} = %({name})s" for name in dict.fromkeys(names))
        scoped = "workspace_id" in type(row).model_fields
        where = "id = %(id)s" + (" AND workspace_id = %(workspace)s" if scoped else "")
        values = {name: getattr(row, name) for name in dict.fromkeys(names)}
        workspace = row.workspace_id if scoped else None  # type: ignore[attr-defined]
        sql = f"UPDATE {table} SET {sets} WHERE {where}"
        values |= {"id": row.id, "workspace": workspace}  # type: ignore[attr-defined]
        await self.write(sql if scoped else sql + " /* %(workspace)s: no tenant */", **values)

    def emit(self, fact: Fact, *, workspace_id: UUID | None = None) -> UUID:
        """Append a fact to the log and, where its kind has a topic, to the outbox; the event's id."""
        workspace = workspace_id or self.scope.workspace
        if workspace is None:
            raise ScopeError("a fact needs a workspace")
        now = self._now or self.clock.now()
        event_id = new_id()
        event = {
            "id": str(event_id),
            "workspace_id": str(workspace),
            "type": fact.type,
            "subject": str(fact.subject),
            "sequence": fact.sequence,
            "actor": _text(self.actor),
            "address_id": _text(fact.address_id or self.address_id),
            "correlation_id": str(self.correlation),
            "causation_id": _text(self.causation),
            "undoes": _text(self.undoes),
            "traceparent": traceparent(),
            "time": now.isoformat(),
            "schema_version": SCHEMA_VERSION,
            "data": {"before": fact.change.before, "after": fact.change.after},
            "salt": f"\\x{secrets.token_hex(16)}",
        }
        self.changed = True
        self.tail.add_document(EventRow, event)
        for topic in (fact.topic, TASK_UPDATES if fact.topic == TASK_EVENTS else None):
            if topic is not None:
                self._send(event, topic, fact.key or str(fact.subject))
        return event_id

    def _send(self, event: dict[str, Any], topic: str, key: str) -> None:
        row = {
            "id": str(new_id()),
            "workspace_id": event["workspace_id"],
            "event_id": event["id"],
            "lane": lane_of(key),
            "topic": topic,
            "key": key,
            "sequence": event["sequence"],
            "created_at": event["time"],
        }
        self.tail.add_document(OutboxRow, row)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part that a UserError takes back alone: a savepoint, made only if something is really written."""
        kept = self.tail.copy()
        self._savepoint, self._saved = True, False
        changed = self.changed
        try:
            yield
        except UserError:
            self.tail, self.changed = kept, changed
            if self._saved:
                await self._raw.execute("ROLLBACK TO SAVEPOINT command")
            raise
        finally:
            self._savepoint = False

    async def finish(self) -> None:
        """The last statement before COMMIT: numbers are taken here, so that their row is locked for an instant."""
        if not self.tail:
            return
        statement, params = self.tail.statement()
        found = await self._fetch(statement, params)
        self.number_base = found[0]["base"] if found and found[0]["base"] is not None else self.number_base

    def ended(self) -> None:
        """Nothing more may run."""
        self._raw = None  # type: ignore[assignment]

    def _bound(self, sql: str, params: dict[str, Any]) -> dict[str, Any]:
        if self.scope.workspace is None:
            return params
        if "%(workspace)s" not in sql:
            raise ScopeError(f"this statement is not bound to the workspace: {sql.strip()[:60]}")
        return params | {"workspace": self.scope.workspace}

    async def _fetch(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        async with self._raw.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(sql, params or None)
            return await cursor.fetchall() if cursor.description else []


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
