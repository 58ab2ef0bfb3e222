"""Notices: what the bot says by itself, now, as an occurrence that is due: it keeps the promise of a reminder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.db.uow import Transaction
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderDue
from core.domain.occurrence import DUE

GIVEN = "given by "  # marks an occurrence that tells an assignee of a task
ADDED = "added by "  # and one that tells a channel of a task in its list


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say where: `mark` is GIVEN or ADDED with a name behind it."""

    workspace: UUID
    address: UUID
    setter: UUID
    task: UUID
    title: str
    mark: str
    people: Sequence[UUID] = ()


async def tell(tx: Transaction, notice: Notice) -> None:
    """Say it with this transaction's commit: a reminder without a number, whose only occurrence is due."""
    now = await tx.now()
    reminder = Reminder(
        workspace_id=notice.workspace,
        setter_id=notice.setter,
        address_id=notice.address,
        text=notice.title,
        task_id=notice.task,
        person_ids=list(notice.people),
        wall=now.replace(tzinfo=None),
        zone="UTC",
        created_at=now,
        updated_at=now,
    )
    occurrence = Occurrence(
        workspace_id=notice.workspace,
        reminder_id=reminder.id,
        address_id=notice.address,
        sequence=1,
        due_at=now,
        by_rule=False,
        state=DUE,
        reason=notice.mark,
    )
    tx.insert(reminder)
    tx.insert(occurrence)
    after = {"occurrence": str(occurrence.id), "state": DUE, "due_at": now.isoformat(), "missed": 0}
    due = ReminderDue(reminder.id, 1, Change({}, after), key=str(notice.address), address_id=notice.address)
    tx.emit(due, workspace_id=notice.workspace)
