"""Things by the `{id}` of a path: the number that people read, or the id itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path

from core.assistant.door import Wish
from core.commands._base import Command, Context
from core.commands._cards import seer
from core.db import reminders, tasks
from core.errors import NotFoundError

Name = Annotated[str, Path(alias="id", max_length=36, description="The number, or the id.", examples=["12"])]


def of_task(name: str, make: Callable[[UUID], Command]) -> Wish:
    """The command for this task, made when it is looked up; NotFoundError when there is none to be seen."""

    async def found(context: Context) -> Command:
        return make(await task_id(name, context))

    return found


def of_reminder(name: str, make: Callable[[UUID], Command]) -> Wish:
    """The command for this reminder, made when it is looked up; NotFoundError when there is none to be seen."""

    async def found(context: Context) -> Command:
        return make(await reminder_id(name, context))

    return found


async def task_id(name: str, context: Context) -> UUID:
    """The id of the task so named."""
    return await _id(name, context, _task)


async def reminder_id(name: str, context: Context) -> UUID:
    """The id of the reminder so named."""
    return await _id(name, context, _reminder)


async def _id(name: str, context: Context, by_number: Callable[[Context, int], Awaitable[UUID | None]]) -> UUID:
    number = name.removeprefix("#")
    if number.isascii() and number.isdigit():
        # Larger ones than a number can be are nobody's.
        found = await by_number(context, int(number)) if len(number) < 10 else None
        if found is None:
            raise NotFoundError("no_number", number=number)
        return found
    try:
        return UUID(name)
    except ValueError as error:
        raise NotFoundError("gone") from error


async def _task(context: Context, number: int) -> UUID | None:
    task = await tasks.by_number(context.tx, number, seer(context))
    return task.id if task else None


async def _reminder(context: Context, number: int) -> UUID | None:
    reminder = await reminders.by_number(context.tx, number, seer(context))
    return reminder.id if reminder else None
