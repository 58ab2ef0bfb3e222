"""How each kind of fact is taken back, by its own before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core.commands._base import Context
from core.commands._cards import seer
from core.commands._preferences import TAUGHT, save
from core.commands._rings import AHEAD, TASK_DELETED, TASK_DONE, cancel, move, set_state, silence, uncancel, wake
from core.commands._server import back as server_settings_back
from core.db import reminders, tasks
from core.db.history import Past
from core.db.reminders import PAUSED
from core.domain import Occurrence, Person, Reminder, Task
from core.domain import events as facts
from core.domain.occurrence import CANCELLED, SCHEDULED, SKIPPED
from core.domain.reminder import ACTIVE
from core.domain.task import DONE, from_json
from core.errors import ConflictError

Said = tuple[str, dict[str, Any]] | None
_BOOKKEEPING = frozenset({"version", "updated_at", "number"})
# What people call it, where that is not the field's own name.
_CALLED = {
    "title_verbatim": "title",
    "completed_at": "status",
    "due_at": "due",
    "due_date": "due",
    "due_zone": "due",
    "list_id": "list",
}
_INVERSE: dict[str, type[facts.TaskFact]] = {
    "task-created": facts.TaskDeleted,
    "task-completed": facts.TaskReopened,
    "task-reopened": facts.TaskCompleted,
    "task-deleted": facts.TaskRestored,
    "task-assigned": facts.TaskAssigned,
}


async def take_back(context: Context, event: Past, *, alone: bool) -> Said:
    """Undo one event; the sentence that says so, if it is worth one. ConflictError when later changes stand on it.

    `alone`: the command changed reminders and no task, so that a reminder that cannot come back is all there is.
    """
    if event.type.startswith("task-"):
        return await _task(context, event)
    if event.type.startswith("reminder-"):
        return await _reminder(context, event, alone=alone)
    if event.type == facts.PersonUpdated.type:
        return await _person(context, event)
    if event.type == facts.WorkspaceUpdated.type:
        return await server_settings_back(context, event.data)
    # To say "taken back" and leave the change as it is would be a lie.
    raise ConflictError("undo_unknown")


async def _task(context: Context, event: Past) -> Said:
    after = event.data["after"]
    task = await _task_row(context, event.subject, own=bool({"assignees", "list_id"} & set(after)))
    current = task.snapshot()
    changed = [name for name, value in after.items() if name not in _BOOKKEEPING and current.get(name) != value]
    if changed:
        called = dict.fromkeys(f"changed_{_CALLED.get(name, name)}" for name in changed)
        what = ", ".join(context.book.text(name) for name in called if context.book.has(name))
        raise ConflictError("undo_conflict", number=task.number, title=task.title, what=what)
    if event.type == "task-created":
        change = task.delete(context.now)
    else:
        before = {name: from_json(name, value) for name, value in event.data["before"].items()}
        change = task.update(context.now, **before)
    await context.tx.save(task, change)
    # Whatever a fact is called, its before and after say all: a kind that the table does not name is an update.
    context.tx.emit(_INVERSE.get(event.type, facts.TaskUpdated)(task.id, task.version, change))
    # Also what was set since the command ran.
    if task.deleted_at is not None:
        await silence(context, task.id, CANCELLED, TASK_DELETED)
    elif task.status == DONE:
        await silence(context, task.id, SKIPPED, TASK_DONE)
    sentence = f"undone_{event.type.removeprefix('task-')}"
    return sentence if context.book.has(sentence) else "undone_updated", {"number": task.number, "title": task.title}


async def _task_row(context: Context, task_id: UUID, *, own: bool) -> Task:
    """The task; `own`: also when only others see it since the person took themselves off it, or moved it away."""
    found = await tasks.by_id(context.tx, task_id, seer(context), lock=True)
    if found is not None:
        return found
    # A deleted task is in no view; whoever deleted it may bring it back.
    row = await context.tx.one(
        f"SELECT {tasks.COLUMNS} FROM tasks t WHERE t.workspace_id = %(workspace)s AND t.id = %(id)s"
        " AND (t.deleted_at IS NOT NULL OR %(own)s) FOR NO KEY UPDATE",
        own=own,
        id=task_id,
    )
    if row is None:
        raise ConflictError("undo_gone")
    return Task(**row)


async def _reminder(context: Context, event: Past, *, alone: bool) -> Said:
    reminder = await _reminder_row(context, event.subject, alone=alone)
    values = {"number": reminder.number, "title": reminder.text}
    before, after = event.data["before"], event.data["after"]
    if event.type == "reminder-scheduled" and event.sequence == 1:
        return ("undone_reminder", values) if await _uncreate(context, reminder, alone=alone) else None
    if "occurrence" not in after:
        await _check_task(context, reminder)
        await uncancel(context, reminder, before["status"])
        return "undone_cancel", values
    occurrence = await _occurrence(context, event, reminder)
    if event.type == "reminder-moved":
        await _move_back(context, event, reminder, occurrence)
        return ("undone_moved", values) if alone else None
    if occurrence.state != after["state"]:  # it rang meanwhile, or a later command brought it there
        if alone:
            raise ConflictError("undo_passed", **values)
        return None
    if event.type == "reminder-snoozed":
        await set_state(context, reminder, occurrence, CANCELLED, "undone")
        return "undone_snooze", values
    if before["state"] not in AHEAD:
        await set_state(context, reminder, occurrence, before["state"], before["reason"])
    elif not await wake(context, reminder, occurrence) and after["reason"] == "cancelled":
        raise ConflictError("undo_passed", **values)
    if PAUSED in (before.get("reason"), after.get("reason")):
        return "undone_moved", values
    return None  # where its time has passed as a side effect of completing a task, the task itself comes back


async def _reminder_row(context: Context, reminder_id: UUID, *, alone: bool) -> Reminder:
    """The reminder, locked; what went along with a task may be another person's, which this one does not see."""
    found = await reminders.by_id(context.tx, reminder_id, None if not alone else seer(context), lock=True)
    if found is None:
        raise ConflictError("undo_gone")
    return found


async def _check_task(context: Context, reminder: Reminder) -> None:
    """ConflictError when the task of a reminder that would come back needs none any more."""
    if reminder.task_id is None:
        return
    task = await tasks.by_id(context.tx, reminder.task_id, seer(context))
    if task is None:
        raise ConflictError("undo_gone")
    if task.status == DONE:
        raise ConflictError("remind_done", number=task.number, title=task.title)


async def _move_back(context: Context, event: Past, reminder: Reminder, occurrence: Occurrence) -> None:
    at, since = (datetime.fromisoformat(event.data[name]["due_at"]) for name in ("before", "after"))
    if occurrence.state != event.data["after"]["state"] or occurrence.due_at != since:
        raise ConflictError("undo_passed", number=reminder.number, title=reminder.text)
    if at <= context.now and reminder.recurring and occurrence.by_rule:  # it would have rung: the rule's next time
        at = reminder.next_after(context.now) or at
    if at <= context.now and occurrence.state == SCHEDULED:
        await set_state(context, reminder, occurrence, CANCELLED, "undone")
    else:
        await move(context, reminder, occurrence, at, reminder.zone, reason=event.data["before"].get("reason"))


async def _uncreate(context: Context, reminder: Reminder, *, alone: bool) -> bool:
    """It rings no more; whether anything was left of it to take back."""
    ahead = await reminders.occurrences(context.tx, [reminder.id], AHEAD)
    if reminder.status == ACTIVE and (ahead or reminder.recurring):
        await cancel(context, reminder)
        return True
    if alone:
        code = "already_cancelled" if reminder.status == "cancelled" else "undo_passed"
        raise ConflictError(code, number=reminder.number, title=reminder.text)
    return False


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
    if "preferences" in event.data["after"]:
        return await _settings(context, event, person)
    if any(getattr(person, name) != value for name, value in event.data["after"].items()):
        raise ConflictError("undo_zone")
    before = event.data["before"]
    for name, value in before.items():
        setattr(person, name, value)
    person.version += 1
    change = facts.Change(event.data["after"], before)
    await context.tx.save(person, change)
    context.tx.emit(facts.PersonUpdated(person.id, person.version, change))
    if "zone" not in before and "zone_set" not in before:  # the language
        return "undone_settings", {}
    return "undone_zone", {"zone": person.zone or context.zone}


async def _settings(context: Context, event: Past, person: Person) -> Said:
    before, after = event.data["before"]["preferences"], event.data["after"]["preferences"]
    kept = dict(person.preferences)
    missing = object()
    names = {*before, *after} - {TAUGHT}  # what else was taught since is no obstacle
    if any(kept.get(name, missing) != after.get(name, missing) for name in names):
        raise ConflictError("undo_settings")
    wanted = {name: value for name, value in kept.items() if name not in after} | before
    if change := person.prefer(wanted):
        await save(context, person, change)
    return ("undone_settings", {}) if names else None
