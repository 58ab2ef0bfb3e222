"""A reply that was said, with its cards as the tasks and reminders are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.db.sight import COLUMNS
from core.db.uow import Transaction
from core.domain import Task
from core.domain.task import DONE
from core.messages import Address, Button, Card, Day, Instant, Reply, in_language
from core.replies.book import Book

_TASKS = f"SELECT {COLUMNS} FROM tasks t WHERE t.id = ANY(%(ids)s)"  # noqa: S608 (names of columns)
_REMINDERS = """
SELECT r.id, r.text, r.status, r.number, r.zone, min(o.due_at) AS due_at
FROM reminders r LEFT JOIN occurrences o ON o.reminder_id = r.id AND o.state IN ('scheduled', 'due', 'held')
WHERE r.id = ANY(%(ids)s) GROUP BY r.id
"""
# Who reads there sees all of it: in direct messages its creator and assignees, in a channel that of the channel's list.
_SEEN = """
SELECT t.id FROM tasks t JOIN lists l ON l.id = t.list_id
WHERE t.id = ANY(%(ids)s) AND CASE WHEN %(person)s <> '' THEN EXISTS (
    SELECT 1 FROM members m WHERE m.workspace_id = t.workspace_id AND m.account = %(person)s
      AND (m.person_id = t.creator_id OR m.person_id = ANY(t.assignees)))
  ELSE l.channel = %(channel)s END
"""
_NAMES = """
SELECT person_id AS id, COALESCE(NULLIF(name, ''), account) AS name FROM members
WHERE workspace_id = %(of)s AND person_id = ANY(%(people)s)
"""


@dataclass(frozen=True, slots=True)
class Things:
    """Tasks and reminders by id as they are now, and what the assignees are called."""

    tasks: dict[UUID, Task]
    reminders: dict[UUID, dict[str, Any]]
    names: dict[UUID, str]
    seen: frozenset[UUID]  # the tasks of which those who read there may know everything
    direct: bool

    @classmethod
    async def of(cls, tx: Transaction, workspace: UUID, ids: Sequence[UUID], place: Address) -> Things:
        """Read them for those who read at this place."""
        tasks = {row["id"]: Task(**row) for row in await tx.rows(_TASKS, ids=list(ids))}
        reminders = {row["id"]: row for row in await tx.rows(_REMINDERS, ids=list(ids))}
        people = {one for task in tasks.values() for one in task.assignees}
        names = await tx.rows(_NAMES, of=workspace, people=list(people)) if people else []
        seen = await tx.rows(_SEEN, ids=list(ids), person=place.person, channel=place.channel)
        called = {row["id"]: row["name"] for row in names}
        return cls(tasks, reminders, called, frozenset(row["id"] for row in seen), place.direct)


def brought_up_to_date(reply: Reply, things: Things, book: Book) -> Reply:
    """The same words; cards as they are now, with the buttons that fit. What is over offers no snooze any more.

    Where those who read may not know what a task says now, a channel learns its state alone, and a person nothing.
    """
    cards = tuple(_card(card, things, book) for card in reply.cards)
    over = all(card.status != "open" for card in cards) and any(card.kind == "task" for card in cards)
    buttons = reply.buttons
    if reply.kind == "reminder" and over:
        buttons = ()
    return in_language(replace(reply, cards=cards, buttons=buttons), reply.language)


def _card(card: Card, things: Things, book: Book) -> Card:
    if card.kind == "task" and card.id in things.tasks:
        task = things.tasks[card.id]
        if card.id in things.seen:
            return _task(card, task, things, book)
        if things.direct:
            return replace(card, buttons=())
        status = "deleted" if task.deleted_at is not None else task.status
        return replace(card, status=status, buttons=_buttons(card, task, book))
    row = things.reminders.get(card.id)
    if card.kind == "reminder" and row is not None:
        due = Instant(row["due_at"], row["zone"]) if row["due_at"] is not None else card.due
        buttons = card.buttons if row["status"] == "active" else ()
        return replace(card, title=row["text"], status=row["status"], due=due, buttons=buttons)
    return card


def _task(card: Card, task: Task, things: Things, book: Book) -> Card:
    zone = card.due.zone if isinstance(card.due, Instant) else "UTC"
    due: Instant | Day | None = Day(task.due_date) if task.due_date is not None else None
    if task.due_at is not None:
        due = Instant(task.due_at, task.due_zone or zone)
    return replace(
        card,
        title=task.title,
        status="deleted" if task.deleted_at is not None else task.status,
        due=due,
        priority=task.priority,
        tags=tuple(task.tags),
        assignees=tuple(things.names.get(one, str(one)) for one in task.assignees),
        description=task.description,
        buttons=_buttons(card, task, book),
    )


def _buttons(card: Card, task: Task, book: Book) -> tuple[Button, ...]:
    if task.deleted_at is not None:
        return ()
    if task.status == DONE:
        return (Button(book.text("button_reopen"), f"1:reopen_task:{task.id.hex}"),)
    return (Button(book.text("button_done"), f"1:complete_task:{task.id.hex}", "primary"),)
