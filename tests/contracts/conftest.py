"""What more than one suite asks for: occurrences that stand in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.db.uow import Scope
from core.domain import AddressRow, Occurrence, Person, Reminder, Workspace

SCOPE = Scope.system("test")


@pytest.fixture
async def stand(db):
    """Writes an occurrence that stands so many seconds from now; its id and instant."""
    now = datetime.now(UTC)
    workspace = Workspace(platform="fake", external_id="T", created_at=now)
    person = Person(created_at=now)
    address = AddressRow(workspace_id=workspace.id, platform="fake", tenant="T", created_at=now)

    async def work(tx):
        for row in (workspace, person, address):
            tx.insert(row)

    await db.run(SCOPE, work)

    async def write(seconds):
        async def work(tx):
            due_at = await tx.now() + timedelta(seconds=seconds)
            reminder = Reminder.create(
                workspace_id=workspace.id,
                setter_id=person.id,
                address_id=address.id,
                text="tea",
                at=due_at,
                now=now - timedelta(days=1),
            )
            occurrence = Occurrence.schedule(
                workspace_id=workspace.id, reminder_id=reminder.id, address_id=address.id, sequence=1, due_at=due_at
            )
            tx.insert(reminder)
            tx.insert(occurrence)
            return occurrence.id, due_at

        return await db.run(SCOPE, work)

    return write
