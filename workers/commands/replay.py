"""`todobot replay`: facts of the log onto their topic once more, for audit and recovery."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from core.db import replay
from core.db.embedded import EmbeddedPostgres
from core.db.engine import Database
from core.db.replay import Selection, types_of
from core.db.uow import Scope
from core.domain.events import REMINDERS, TASK_EVENTS, TASK_UPDATES
from core.errors import StartError
from core.settings import Settings
from workers.options import Data, settings_of

TOPICS = (TASK_EVENTS, REMINDERS, TASK_UPDATES)
SCOPE = Scope.system("replay")
# So much may wait in the outbox: what people do meanwhile must not stand behind a whole year.
ROOM = 5_000
LOOK_S, PATIENCE_S = 0.2, 60.0

Topic = Annotated[str, typer.Option("--topic", help=f"One of {', '.join(TOPICS)}.")]
Begin = Annotated[str | None, typer.Option("--from", help="A position, or a time such as 2026-03-09T12:00+01:00.")]
End = Annotated[str | None, typer.Option("--to", help="The same: the last position, or the time before which.")]
Types = Annotated[list[str] | None, typer.Option("--type", help="Only this event type; repeat it for more.")]
Subject = Annotated[str | None, typer.Option("--subject", help="Only facts about the task or reminder with this id.")]
Workspace = Annotated[str | None, typer.Option("--workspace", help="Only of the workspace with this id.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what there would be.")]


def command(
    topic: Topic,
    begin: Begin = None,
    end: End = None,
    event_type: Types = None,
    subject: Subject = None,
    workspace: Workspace = None,
    dry_run: Dry = False,
    data_dir: Data = None,
) -> None:
    """Carry facts again. Consumers know what they have had, so nothing is done twice; task-updates is made anew."""
    if topic not in TOPICS:
        raise StartError(f"There is no topic “{topic}” to replay. There is: {', '.join(TOPICS)}.")
    unknown = sorted(set(event_type or ()) - set(types_of(topic)))
    if unknown:
        raise StartError(f"{topic} carries no {', '.join(unknown)}. It carries: {', '.join(types_of(topic))}.")
    first, since = _bound(begin)
    last, until = _bound(end)
    if (first is not None or last is not None) and workspace is None:
        raise StartError("Positions count within one workspace: name it with --workspace, or give times.")
    named = (_uuid("--workspace", workspace), tuple(event_type or ()), _uuid("--subject", subject))
    selection = Selection(topic, *named, since, until, first, last)
    sys.exit(asyncio.run(_replay(settings_of(data_dir=data_dir), selection, dry_run=dry_run)))


async def _replay(settings: Settings, selection: Selection, *, dry_run: bool) -> int:
    server = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    db = Database(await server.start() if server is not None else settings.database_url)
    try:
        counts = await db.run(SCOPE, lambda tx: replay.count(tx, selection))
        total = counts.total()
        for name, number in sorted(counts.items()):
            print(f"{number:>9,}  {name}")
        print(f"{total:>9,}  {'would be' if dry_run else 'to be'} carried on {selection.topic}")
        if dry_run or not total:
            return 0
        return await _carry(db, selection, total)
    finally:
        await db.stop()
        if server is not None:
            await server.stop()


async def _carry(db: Database, selection: Selection, total: int) -> int:
    done, after = 0, None
    with typer.progressbar(length=total, label="Replaying", file=sys.stderr) as bar:
        while True:
            if await _left(db, ROOM) > ROOM:
                return _stuck()
            now, after = await db.run(SCOPE, lambda tx, after=after: replay.put(tx, selection, after))  # type: ignore[misc]
            done += now
            bar.update(now)
            if after is None:
                break
    left = await _left(db, 0)
    print(f"{done:,} carried." if not left else f"{done:,} put into the outbox.")
    return _stuck() if left else 0


async def _left(db: Database, room: int) -> int:
    """How many rows wait for the relay, once there are at most `room`, or when a minute brings no progress."""
    best, since = sys.maxsize, time.monotonic()
    while (left := await db.run(SCOPE, replay.waiting)) > room:
        if left < best:
            best, since = left, time.monotonic()
        if time.monotonic() - since > PATIENCE_S:
            break
        await asyncio.sleep(LOOK_S)
    return left


def _stuck() -> int:
    print("No relay is carrying what waits: start `todobot up` or `todobot work relay`.", file=sys.stderr)
    return 1


def _bound(said: str | None) -> tuple[int | None, datetime | None]:
    """A position or a time; StartError when it is neither."""
    if said is None:
        return None, None
    if said.isascii() and said.isdigit():
        return int(said), None
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise StartError(f"“{said}” is neither a position nor a time such as 2026-03-09T12:00+01:00.") from error
    return None, at if at.tzinfo else at.replace(tzinfo=UTC)


def _uuid(option: str, said: str | None) -> UUID | None:
    try:
        return None if said is None else UUID(said)
    except ValueError as error:
        raise StartError(f"{option} must be an id such as 019a8f6e-0000-7000-8000-000000000000.") from error
