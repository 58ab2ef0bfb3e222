"""What is done to many tasks at once: which ones, and one statement for all their rows."""

from __future__ import annotations

from hashlib import sha256

from core.commands._base import Context
from core.commands._cards import seer
from core.commands._rings import TASK_DELETED, TASK_DONE, silence
from core.db import tasks
from core.db.tasks import Filter
from core.domain import Task
from core.domain.events import TaskCompleted, TaskDeleted
from core.domain.occurrence import CANCELLED, SKIPPED
from core.errors import UserError

MOST = 500  # in one transaction
TAGS_MOST = 2  # their marks must fit into a button's action


def mark(tag: str) -> str:
    """A tag as a button's action can hold it: whatever its letters are, eight hex digits of its hash."""
    return sha256(tag.encode()).hexdigest()[:8]


async def tags_of(context: Context, marks: tuple[str, ...]) -> tuple[str, ...]:
    """The tags that have these marks among the tasks that the person sees. UserError when one is nobody's any more."""
    if not marks:
        return ()
    known = {mark(tag): tag for tag in await tasks.tags(context.tx, seer(context))}
    if any(one not in known for one in marks):
        raise UserError("bulk_none")
    return tuple(known[one] for one in marks)


async def chosen(context: Context, verb: str, wanted: Filter, *, lock: bool) -> tuple[list[Task], int, bool]:
    """(the tasks that it would be done to, how many the person may not delete, whether there are more than MOST)."""
    found = await tasks.page(context.tx, seer(context), wanted, lock=lock)
    more = len(found) > MOST
    found = found[:MOST]
    if verb == "complete":
        return found, 0, more
    mine = [task for task in found if task.may_be_deleted_by(context.who.id, admin=context.who.admin)]
    return mine, len(found) - len(mine), more


async def apply(context: Context, verb: str, found: list[Task]) -> None:
    """Complete or delete these, whose rows are locked; their reminders fall silent."""
    state, reason = (SKIPPED, TASK_DONE) if verb == "complete" else (CANCELLED, TASK_DELETED)
    for task in found:
        if verb == "complete":
            context.tx.emit(TaskCompleted(task.id, task.version + 1, task.complete(context.now)))
        else:
            context.tx.emit(TaskDeleted(task.id, task.version + 1, task.delete(context.now)))
    await context.tx.write(
        "UPDATE tasks t SET status = u.status, completed_at = u.completed_at, deleted_at = u.deleted_at,"
        " updated_at = %(now)s, version = t.version + 1"
        " FROM unnest(%(ids)s::uuid[], %(statuses)s::text[], %(completed)s::timestamptz[], %(deleted)s::timestamptz[])"
        " AS u(id, status, completed_at, deleted_at) WHERE t.workspace_id = %(workspace)s AND t.id = u.id",
        now=context.now,
        ids=[task.id for task in found],
        statuses=[task.status for task in found],
        completed=[task.completed_at for task in found],
        deleted=[task.deleted_at for task in found],
    )
    ringing = await context.tx.rows(
        "SELECT DISTINCT task_id FROM reminders WHERE workspace_id = %(workspace)s AND task_id = ANY(%(ids)s)"
        " AND status <> 'cancelled'",
        ids=[task.id for task in found],
    )
    for row in sorted(ringing, key=lambda one: one["task_id"].bytes):
        await silence(context, row["task_id"], state, reason)


def counted(context: Context, count: int) -> str:
    """ "1 task", "12 tasks"."""
    return context.book.text("tasks_one" if count == 1 else "tasks_many", count=count)
