"""How each kind of fact is taken back, by its own before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core.commands._base import Context
from core.commands._cards import seer
from core.commands._rings import cancel, set_state
from core.db import reminders, tasks
from core.db.history import Past
from core.domain import Occurrence, Person, Reminder, Task
from core.domain import events as facts
from core.domain.occurrence import CANCELLED, SCHEDULED
from core.domain.task import from_json
from core.errors import ConflictError

Said = tuple[str, dict[str, Any]] | None
_BOOKKEEPING = frozenset({"version", "updated_at", "number"})
_INVERSE: dict[str, type[facts.TaskFact]] = {
    "task-created": facts.TaskDeleted,
    "task-updated": facts.TaskUpdated,
    "task-completed": facts.TaskReopened,
    "task-reopened": facts.TaskCompleted,
    "task-deleted": facts.TaskRestored,
    "task-assigned": facts.TaskAssigned,
}


async def take_back(context: Context, event: Past) -> Said:
    """Undo one event; the sentence that says so, if it is worth one. ConflictError when later changes stand on it."""
    if event.type in _INVERSE:
        return await _task(context, event)
    if event.type.startswith("reminder-"):
        return await _reminder(context, event)
    if event.type == facts.PersonUpdated.type:
        return await _person(context, event)
    return None


async def _task(context: Context, event: Past) -> Said:
    task = await _task_row(context, event.subject)
    after = event.data["after"]
    current = task.snapshot()
    changed = [name for name, value in after.items() if name not in _BOOKKEEPING and current.get(name) != value]
    if changed:
        raise ConflictError("undo_conflict", number=task.number, title=task.title, what=", ".join(sorted(changed)))
    if event.type == "task-created":
        change = task.delete(context.now)
    else:
        before = {name: from_json(name, value) for name, value in event.data["before"].items()}
        change = task.update(context.now, **before)
    await context.tx.save(task, change)
    context.tx.emit(_INVERSE[event.type](task.id, task.version, change))
    return f"undone_{event.type.removeprefix('task-')}", {"number": task.number, "title": task.title}


async def _task_row(context: Context, task_id: UUID) -> Task:
    found = await tasks.by_id(context.tx, task_id, seer(context), lock=True)
    if found is not None:
        return found
    # A deleted task is in no view; whoever deleted it may bring it back.
    row = await context.tx.one(
        f"SELECT {tasks.COLUMNS} FROM tasks t WHERE t.workspace_id = %(workspace)s AND t.id = %(id)s"
        " AND t.deleted_at IS NOT NULL FOR NO KEY UPDATE",
        id=task_id,
    )
    if row is None:
        raise ConflictError("undo_gone")
    return Task(**row)


async def _reminder(context: Context, event: Past) -> Said:
    reminder = await reminders.by_id(context.tx, event.subject, seer(context), lock=True)
    if reminder is None:
        raise ConflictError("undo_gone")
    values = {"number": reminder.number, "title": reminder.text}
    if event.type == "reminder-scheduled" and event.sequence == 1:
        await _uncreate(context, reminder)
        return "undone_reminder", values
    if "status" in event.data["after"]:
        await context.tx.save(reminder, reminder.set_status(event.data["before"]["status"], context.now))
        return "undone_cancel", values
    occurrence = await _occurrence(context, event, reminder)
    if event.type == "reminder-snoozed":
        await _check_ahead(occurrence, reminder)
        await set_state(context, reminder, occurrence, CANCELLED, "undone")
        return "undone_snooze", values
    if event.type == "reminder-moved":
        occurrence.due_at = datetime.fromisoformat(event.data["before"]["due_at"])
        await _move_back(context, reminder, occurrence)
        return None
    before = event.data["before"]["state"]
    if before == SCHEDULED and occurrence.due_at <= context.now:
        if event.data["after"].get("reason") == "cancelled":
            raise ConflictError("undo_passed", **values)
        return None  # a side effect of completing a task: its time has passed, the task itself comes back
    await set_state(
        context, reminder, occurrence, SCHEDULED if before == SCHEDULED else CANCELLED, event.data["before"]["reason"]
    )
    return None


async def _move_back(context: Context, reminder: Reminder, occurrence: Occurrence) -> None:
    await _check_ahead(occurrence, reminder)
    occurrence.state = CANCELLED  # by way of cancelled, so that the ledger's rules hold
    await set_state(context, reminder, occurrence, SCHEDULED, None)


async def _uncreate(context: Context, reminder: Reminder) -> None:
    if await reminders.occurrences(context.tx, [reminder.id], ("sent", "sending", "unknown")):
        return  # it has rung: nothing is left to take back
    if reminder.status != "cancelled":
        await cancel(context, reminder)


async def _check_ahead(occurrence: Occurrence, reminder: Reminder) -> None:
    if occurrence.state != SCHEDULED:
        raise ConflictError("undo_passed", number=reminder.number, title=reminder.text)


async def _occurrence(context: Context, event: Past, reminder: Reminder) -> Occurrence:
    found = await reminders.occurrence(context.tx, UUID(event.data["after"]["occurrence"]))
    if found is None or found.reminder_id != reminder.id:
        raise ConflictError("undo_gone")
    return found


async def _person(context: Context, event: Past) -> Said:
    rows = await context.tx.rows(
        "SELECT * FROM persons WHERE id = %(id)s FOR UPDATE /* %(workspace)s: no tenant */", id=event.subject
    )
    person = Person(**rows[0])
    if person.zone != event.data["after"].get("zone"):
        raise ConflictError("undo_zone")
    before = event.data["before"]
    person.zone, person.zone_set = before["zone"], before["zone_set"]
    person.version += 1
    change = facts.Change(event.data["after"], before)
    await context.tx.save(person, change)
    context.tx.emit(facts.PersonUpdated(person.id, person.version, change))
    return "undone_zone", {"zone": person.zone or context.zone}
