"""A small world for the workers' tests: one workspace, one person, places, reminders, and a platform that logs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.bus.memory import MemoryBus
from core.db.engine import Database
from core.db.uow import Scope, Transaction
from core.domain import AddressRow, Member, Occurrence, Person, Reminder, Task, TaskList, Workspace
from core.domain.events import Change, ReminderScheduled
from core.errors import PermanentError
from core.messages import Address, Reply
from core.ports import Notifier, Post, Posted
from core.replies.book import load
from core.scheduler.local import LocalScheduler
from core.settings import Settings
from workers.loops import Workers

SCOPE = Scope.system("test")
LONG_AGO = timedelta(days=3650)


@dataclass
class FakeNotifier(Notifier):
    """Accepts what it is given and logs it; `script` answers the next posts: an error to raise, or None."""

    nonces: bool = False
    log: list[tuple[Post, float]] = field(default_factory=list)
    script: list[Exception | None] = field(default_factory=list)
    accept_first: bool = False  # a scripted error is raised after the post was accepted
    delay: float = 0.0
    edits: bool = False
    finds: bool = False
    edited: list[tuple[Address, str, Reply]] = field(default_factory=list)
    homes: list[tuple[Address, Sequence[Reply]]] = field(default_factory=list)
    has: Callable[[Post], Posted | None] | None = None  # what `find` answers; None: it cannot tell

    async def find(self, post: Post, since: datetime) -> Posted | None:
        """As `has` says."""
        if self.has is None:
            raise PermanentError("cannot_tell")
        return self.has(post)

    async def edit(self, address: Address, message_id: str, reply: Reply) -> None:
        """Log it, or do as scripted."""
        if self.script and (error := self.script.pop(0)) is not None:
            raise error
        self.edited.append((address, message_id, reply))

    async def show_home(self, address: Address, sections: Sequence[Reply]) -> None:
        """Log it."""
        self.homes.append((address, sections))

    async def post(self, post: Post) -> Posted:
        """Accept, or do as scripted."""
        await asyncio.sleep(self.delay)
        error = self.script.pop(0) if self.script else None
        if error is not None and not self.accept_first:
            raise error
        if self.nonces:
            for index, (earlier, _) in enumerate(self.log):
                if earlier.nonce == post.nonce:
                    return Posted(str(index), duplicate=True)
        self.log.append((post, time.time()))
        if error is not None:
            raise error
        return Posted(str(len(self.log) - 1))

    async def close(self) -> None:
        """Nothing to close."""

    def texts(self) -> list[str]:
        """The first parts of what was accepted."""
        return [
            "".join(
                str(part) if isinstance(part, str) else f"@{getattr(part, 'name', '')}" for part in post.reply.parts
            )
            for post, _ in self.log
        ]


@dataclass
class World:
    """Ids of what every test needs, and ways to make more."""

    db: Database
    workspace: UUID
    person: UUID
    address: UUID
    task_list: UUID

    async def place(self, channel: str, platform: str = "fake", person: str = "") -> UUID:
        """Another channel, or somebody's direct messages."""
        place = {"platform": platform, "tenant": "T", "channel": channel, "person": person}
        row = AddressRow(workspace_id=self.workspace, created_at=datetime.now(UTC), **place)
        await self._insert(row)
        return row.id

    async def task(self, title: str = "buy groceries") -> Task:
        """An open task."""
        task = Task.create(
            workspace_id=self.workspace,
            list_id=self.task_list,
            creator_id=self.person,
            title=title,
            now=datetime.now(UTC),
        )
        task.number = await self._number()
        await self._insert(task)
        return task

    async def remind(self, text: str = "tea", in_s: float = 0.0, **rest: Any) -> tuple[Reminder, Occurrence]:
        """A reminder that is due in so many seconds (or was), with its event, as a command would write it."""
        address, by_all = rest.pop("address_id", self.address), rest.pop("everyone", False)

        async def work(tx: Transaction) -> tuple[Reminder, Occurrence]:
            now = await tx.now()
            due_at = now + timedelta(seconds=in_s)
            reminder = Reminder.create(
                workspace_id=self.workspace,
                setter_id=self.person,
                address_id=address,
                text=text,
                at=due_at,
                now=now - LONG_AGO,
                person_ids=[] if by_all else [self.person],
                **rest,
            )
            occurrence = Occurrence.schedule(
                workspace_id=self.workspace,
                reminder_id=reminder.id,
                address_id=address,
                sequence=1,
                due_at=due_at,
            )
            tx.insert(reminder)
            tx.insert(occurrence)
            tx.number(reminder)
            after = reminder.snapshot(due_at) | {"occurrence": str(occurrence.id)}
            tx.emit(ReminderScheduled(reminder.id, reminder.version, Change({}, after)))
            return reminder, occurrence

        return await self.db.run(Scope.of(self.workspace), work)

    async def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """What a query finds."""
        return await self.db.run(SCOPE, lambda tx: tx.rows(sql, **params))

    async def state(self, occurrence: Occurrence) -> dict[str, Any]:
        """The occurrence's row."""
        return (await self.rows("SELECT * FROM occurrences WHERE id = %(id)s", id=occurrence.id))[0]

    async def _number(self) -> int:
        sql = "UPDATE workspaces SET last_number = last_number + 1 WHERE id = %(id)s RETURNING last_number"
        return int((await self.rows(sql, id=self.workspace))[0]["last_number"])

    async def _insert(self, *rows: Any) -> None:
        async def work(tx: Transaction) -> None:
            for row in rows:
                tx.insert(row)

        await self.db.run(SCOPE, work)


@pytest.fixture
async def world(db: Database) -> World:
    """One workspace with one person, a channel and an inbox."""
    now = datetime.now(UTC)
    workspace = Workspace(platform="fake", external_id="T", created_at=now)
    person = Person(name="Ann", created_at=now)
    member = Member(workspace_id=workspace.id, person_id=person.id, account="U1", name="ann", created_at=now)
    address = AddressRow(workspace_id=workspace.id, platform="fake", tenant="T", channel="C1", created_at=now)
    inbox = TaskList(workspace_id=workspace.id, owner_id=person.id, created_at=now)
    made = World(db, workspace.id, person.id, address.id, inbox.id)
    await made._insert(workspace, person, member, address, inbox)
    return made


@pytest.fixture
def settings() -> Settings:
    """Short times, so that tests need not wait."""
    return Settings(_env_file=None, busy_seconds=30.0, lease_seconds=2.0, call_timeout_seconds=0.5, grace_seconds=3.0)


@pytest.fixture
def notifier() -> FakeNotifier:
    """The platform `fake`."""
    return FakeNotifier()


@pytest.fixture
async def workers(db: Database, settings: Settings, notifier: FakeNotifier) -> AsyncIterator[Workers]:
    """All roles, not started yet; stopped in the end."""
    made = Workers(db, MemoryBus(), LocalScheduler(db), {"fake": notifier}, settings, load())
    yield made
    await made.stop(2.0)


async def until(check: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until it holds; AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        found = check()
        if (await found) if not isinstance(found, bool) else found:
            return
        assert time.monotonic() < end, f"waited {seconds} s in vain for it"
        await asyncio.sleep(0.02)


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., Awaitable[None]]:
    """`until` as a fixture, since test folders are no packages."""
    return until
