"""What a correction teaches: the other reading of "3/4", "next friday" or "at 8", clicked or said in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.commands._base import Command, Context, Target
from core.commands._cards import seer
from core.commands._moment import Moment
from core.commands.move_reminder import MoveReminder
from core.commands.update_task import UpdateTask
from core.db import tasks
from core.domain import Task
from core.nlu.reading import Understanding, When

MARK = "="  # between a button's action and what a click on it teaches


def lesson(when: When, other: When) -> str | None:
    """The setting under which `other` would have been the first reading of these words, as name.value."""
    if other.has_time and other.start.time() != when.start.time():
        return f"bare_hour.{'am' if other.start.hour < 12 else 'pm'}"
    if any(note.code == "ambiguous_next" for note in when.notes):
        return f"next_weekday.{'next_to_occur' if other.start < when.start else 'next_week'}"
    first = re.search(r"\d+(?=\s?[/.-]\s?\d)", when.text)
    if first is not None and other.start.day != when.start.day:
        return f"day_first.{'day' if other.start.day == int(first.group()) else 'month'}"
    return None


def parted(chosen: str) -> tuple[str, str | None]:
    """A button's action, and the lesson behind it."""
    text, mark, taught = chosen.partition(MARK)
    return text, taught if mark else None


async def in_words(
    command: Command, target: Target | None, context: Context, read: Callable[[str, Task], Understanding]
) -> str | None:
    """The lesson of a task that is moved from the reading which its own words got to another one of them."""
    moved = _moved_to(command)
    task = await _task(target, context) if moved is not None else None
    if task is None or moved is None or not task.title_verbatim:
        return None
    for when in read(task.title_verbatim, task).times:
        if when.others and _stands(task, when):
            return next((lesson(when, other) for other in when.others if _is(moved, other, when)), None)
    return None


def _moved_to(command: Command) -> Moment | None:
    if isinstance(command, MoveReminder):
        return command.when
    return command.due if isinstance(command, UpdateTask) else None


async def _task(target: Target | None, context: Context) -> Task | None:
    if target is None or target.task is not None:
        return target.task if target else None
    reminder = target.reminder
    if reminder is None or reminder.task_id is None:
        return None
    return await tasks.by_id(context.tx, reminder.task_id, seer(context))


def _stands(task: Task, when: When) -> bool:
    """Whether the task is still due where this reading put it; a day without a time may ring at any hour of it."""
    if when.has_time:
        return task.due_at == when.start
    return task.due_date == when.start.date()


def _is(moved: Moment, other: When, when: When) -> bool:
    if moved.has_time and other.has_time:
        return moved.instant == other.start
    same_hour = not other.has_time or other.start.time() == when.start.time()
    return same_hour and moved.wall.date() == other.start.date()
