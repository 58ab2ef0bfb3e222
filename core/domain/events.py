"""Every kind of fact: one class each, with the topic that carries it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

TASK_EVENTS = "task-events"
REMINDERS = "reminders"
TASK_UPDATES = "task-updates"
WAKES = "wakes"
DEAD_LETTERS = "dead-letters"
TOPICS = (TASK_EVENTS, REMINDERS, TASK_UPDATES, WAKES, DEAD_LETTERS)

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Change:
    """The fields that a rule changed: JSON-ready values before and after."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to `subject`; `sequence` is the subject's version after it. `key` orders it, else the subject."""

    type: ClassVar[str]
    topic: ClassVar[str | None] = None  # None: kept in the log only

    subject: UUID
    sequence: int
    change: Change = field(default_factory=Change)
    key: str | None = None
    address_id: UUID | None = None  # where it happened: what "this" means there


class TaskFact(Fact):
    """A fact about a task."""

    topic = TASK_EVENTS


class ReminderFact(Fact):
    """A fact about a reminder."""

    topic = REMINDERS


class TaskCreated(TaskFact):
    """A task exists."""

    type = "task-created"


class TaskUpdated(TaskFact):
    """Fields of a task have new values."""

    type = "task-updated"


class TaskCompleted(TaskFact):
    """A task is done."""

    type = "task-completed"


class TaskReopened(TaskFact):
    """A done task is open again."""

    type = "task-reopened"


class TaskDeleted(TaskFact):
    """A task is gone from every view; undo brings it back."""

    type = "task-deleted"


class TaskRestored(TaskFact):
    """A deleted task is back."""

    type = "task-restored"


class TaskAssigned(TaskFact):
    """The assignees of a task changed."""

    type = "task-assigned"


class ReminderScheduled(ReminderFact):
    """An occurrence of a reminder stands at an instant."""

    type = "reminder-scheduled"


class ReminderMoved(ReminderFact):
    """An occurrence stands at another instant."""

    type = "reminder-moved"


class ReminderSnoozed(ReminderFact):
    """An occurrence that rang will ring again."""

    type = "reminder-snoozed"


class ReminderCancelled(ReminderFact):
    """A reminder, or what is left of it, will not ring."""

    type = "reminder-cancelled"


class ReminderDue(ReminderFact):
    """An occurrence's instant has come: notifiers look now."""

    type = "reminder-due"


class ReminderDelivered(ReminderFact):
    """The platform accepted the post of an occurrence."""

    type = "reminder-delivered"


class ReminderFailed(ReminderFact):
    """An occurrence cannot be posted, with the reason."""

    type = "reminder-failed"


class PersonUpdated(Fact):
    """A person's settings changed; kept in the log, carried nowhere."""

    type = "person-updated"


class WorkspaceUpdated(Fact):
    """A workspace's settings changed; kept in the log, carried nowhere."""

    type = "workspace-updated"


def _all() -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    stack: list[type[Fact]] = list(Fact.__subclasses__())
    while stack:
        kind = stack.pop()
        stack.extend(kind.__subclasses__())
        if "type" in kind.__dict__:
            found[kind.type] = kind
    return found


FACTS: dict[str, type[Fact]] = _all()
"""Event type to class."""
