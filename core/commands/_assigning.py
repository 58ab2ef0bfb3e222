"""Who a task is for: sets its assignees, and says what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.commands._base import Context, Outcome
from core.commands._cards import task_card, task_json, undo_button
from core.commands._people import named
from core.domain import Task
from core.domain.events import TaskAssigned
from core.errors import NotFoundError


async def persons(context: Context, names: Sequence[str]) -> list[UUID]:
    """The members of the workspace with these names. NotFoundError("person_unknown") for the first that is nobody's."""
    found, unknown = await named(context, tuple(names))
    if unknown:
        raise NotFoundError("person_unknown", name=unknown[0][:80])
    return list(dict.fromkeys(found))


async def assign(context: Context, task: Task, assignees: Sequence[UUID], sentence: str, same: str) -> Outcome:
    """Let the task, whose row is held, be for these; `sentence` says so, `same` that it was like that."""
    change = task.update(context.now, assignees=list(assignees))
    values: dict[str, Any] = {"number": task.number, "title": task.title, "people": await _said(context, assignees)}
    if not change:
        return Outcome(context.reply(same, cards=(task_card(task, context),), **values), task_json(task))
    await context.tx.save(task, change)
    context.tx.emit(TaskAssigned(task.id, task.version, change))
    undo = undo_button(context, context.tx.correlation)
    reply = context.reply(sentence, cards=(task_card(task, context),), buttons=(undo,), **values)
    return Outcome(reply, task_json(task), context.tx.correlation)


async def _said(context: Context, people: Sequence[UUID]) -> str:
    """Their names, as this workspace knows them, in the order given."""
    rows = await context.tx.rows(
        "SELECT person_id, name FROM members WHERE workspace_id = %(workspace)s AND person_id = ANY(%(people)s)",
        people=list(people),
    )
    names = {row["person_id"]: row["name"] for row in rows}
    return ", ".join(names[person] for person in people if person in names)
