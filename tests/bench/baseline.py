"""The limit: a hand-written FastAPI endpoint on bare psycopg that sends the statements that POST /tasks sends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import uvicorn
from fastapi import FastAPI
from psycopg.rows import dict_row
from pydantic import BaseModel

from core.db.directory import Directory, Known
from core.db.engine import Database
from core.db.handled import _OPEN
from core.db.tail import Tail
from core.domain import EventRow, OutboxRow, Task
from core.domain.columns import new_id
from core.domain.outbox import lane_of
from core.messages import Address, Author
from workers.fast import run_fast

POOL = 10


class NewTask(BaseModel):
    """What a client sends."""

    title: str
    description: str = ""
    priority: int = 4


def last_statement(workspace: UUID, key: str, task: Task) -> str:
    """The text of the statement that our own transaction ends with."""
    tail = Tail(workspace)
    tail.add(task)
    tail.number(task)
    # Only the text counts here: which tables are written, in one statement.
    tail.add_document(EventRow, {"subject": str(task.id), "sequence": 1})
    tail.add_document(OutboxRow, {})
    tail.answer = (key, "{}")
    return tail.statement()[0]


class Endpoint:
    """The endpoint's own pool and what it sends."""

    def __init__(self, dsn: str, known: Known) -> None:
        self.dsn, self.known = dsn, known
        self.ids = {"workspace_id": str(known.workspace_id), "creator_id": str(known.person_id)}
        blank = Task.create(
            workspace_id=known.workspace_id,
            list_id=known.inbox_id,
            creator_id=known.person_id,
            title="x",
            now=datetime.now(UTC),
        )
        self.closing = last_statement(known.workspace_id, "k", blank)
        self.shape: dict[str, Any] = dict.fromkeys(Task.model_fields)
        self.pool: asyncio.Queue[psycopg.AsyncConnection[dict[str, Any]]] = asyncio.Queue()

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Connect."""
        for _number in range(POOL):
            raw = await psycopg.AsyncConnection.connect(self.dsn, row_factory=dict_row, prepare_threshold=None)
            self.pool.put_nowait(raw)
        yield

    async def create(self, new: NewTask) -> dict[str, Any]:
        """Two statements and a commit."""
        raw = await self.pool.get()
        try:
            key = str(new_id())
            mine = {"workspace": self.known.workspace_id, "key": key, "person": self.known.person_id}
            opened = await (await raw.execute(_OPEN, mine)).fetchone()
            values, answer = self.rows(new, key, opened["now"].isoformat())
            base = await (await raw.execute(self.closing, values)).fetchone()
            await raw.commit()
            return answer | {"number": base["base"] + 1}
        finally:
            self.pool.put_nowait(raw)

    def rows(self, new: NewTask, key: str, now: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The parameters of the last statement, and the answer."""
        task, event = str(new_id()), str(new_id())
        row = self.shape | self.ids | {
            "id": task, "list_id": str(self.known.inbox_id), "title": new.title, "description": new.description,
            "status": "open", "priority": new.priority, "assignees": [], "tags": [], "created_at": now,
            "updated_at": now, "version": 1, "_ordinal": 1,
        }  # fmt: skip
        fact = {
            "id": event, "workspace_id": self.ids["workspace_id"], "type": "task-created", "subject": task,
            "sequence": 1, "actor": self.ids["creator_id"], "correlation_id": event, "time": now, "schema_version": 1,
            "data": {"before": {}, "after": row}, "salt": "\\x00", "_ordinal": 1,
        }  # fmt: skip
        outbox = [
            {
                "id": str(new_id()), "workspace_id": self.ids["workspace_id"], "event_id": event,
                "lane": lane_of(task), "topic": topic, "key": task, "sequence": 1, "created_at": now,
            }
            for topic in ("task-events", "task-updates")
        ]  # fmt: skip
        answer = {"number": 1, "title": new.title, "status": "open", "priority": new.priority, "id": task}
        values = {
            "workspace": self.known.workspace_id, "count": 1, "rows0": json.dumps([row]), "rows1": json.dumps([fact]),
            "rows2": json.dumps(outbox), "key": key, "outcome": json.dumps(answer),
        }  # fmt: skip
        return values, answer


async def serve(dsn: str, port: int) -> int:
    """Serve until killed."""
    db = Database(dsn)
    known = await Directory(db).identify(Address("web", "limit", "main", "", "limit"), Author("limit", "limit"))
    await db.stop()
    endpoint = Endpoint(dsn, known)
    app = FastAPI(lifespan=endpoint.lifespan)
    app.post("/tasks", status_code=201)(endpoint.create)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    await uvicorn.Server(config).serve()
    return 0


if __name__ == "__main__":
    run_fast(serve(sys.argv[1].replace("postgresql+psycopg://", "postgresql://"), int(sys.argv[2])))
