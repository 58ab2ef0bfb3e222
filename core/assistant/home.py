"""What is a person's, at a glance: tasks by when they are due, reminders that are ahead, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from core.commands._base import Context, action
from core.commands._cards import reminder_card, seer, task_card
from core.db import reminders, tasks
from core.db.sight import Seer
from core.db.tasks import Filter
from core.domain import Task
from core.messages import Button, Card, Reply

EACH = 10  # cards in a section


async def home(context: Context) -> list[Reply]:
    """Sections: overdue, today, upcoming, without a date, reminders, settings; one with nothing in it is left out.

    A task is the person's when they made it or when it is assigned to them: a channel's list is for the channel.
    """
    today = context.local.date()
    due = {
        "overdue": Filter(overdue_on=today, order="due", falling=False),
        "today": Filter(due_from=today, due_to=today, order="due", falling=False),
        "upcoming": Filter(due_from=today + timedelta(days=1), order="due", falling=False),
    }
    found = [_section(context, name, await _page(context, wanted)) for name, wanted in due.items()]
    found.append(_section(context, "undated", await _undated(context)))
    found.append(await _reminders(context))
    sections = [section for section in found if section.cards]
    wishes = ("new_task", "choose_task", "settings", "choose_zone")
    buttons = tuple(Button(context.book.text(f"home_button_{one}"), action(one)) for one in wishes)
    settings = context.reply("home_settings", zone=context.zone, buttons=buttons)
    if sections:
        return [*sections, settings]
    return [context.reply("home_empty"), settings]


async def card(context: Context, subject: UUID) -> Card | None:
    """The task or reminder with this id, if this person sees it."""
    eyes = seer(context)
    task = await tasks.by_id(context.tx, subject, eyes)
    if task is not None:
        return task_card(task, context)
    reminder = await reminders.by_id(context.tx, subject, eyes)
    if reminder is None or reminder.status != "active":
        return None
    ahead = await reminders.occurrences(context.tx, [reminder.id], ("scheduled", "due", "held"), lock=False)
    return reminder_card(reminder, min(one.due_at for one in ahead), context) if ahead else None


async def _page(context: Context, wanted: Filter) -> list[Task]:
    return await tasks.page(context.tx, _own(context), replace(wanted, limit=EACH + 1))


async def _undated(context: Context) -> list[Task]:
    # In the order of due dates what has none comes last, so it is asked for in another one.
    newest = await tasks.page(context.tx, _own(context), Filter(order="created", limit=5 * EACH))
    return [task for task in newest if task.due_date is None][: EACH + 1]


def _own(context: Context) -> Seer:
    return Seer(context.who.id, frozenset())


def _section(context: Context, name: str, found: list[Task]) -> Reply:
    cards = tuple(task_card(task, context) for task in found[:EACH])
    more = (Button(context.book.text("home_more"), action("list_tasks", _WHICH[name])),) if len(found) > EACH else ()
    return context.reply(f"home_{name}", cards=cards, buttons=more)


async def _reminders(context: Context) -> Reply:
    ahead = await reminders.page(context.tx, _own(context), limit=EACH + 1)
    cards = tuple(reminder_card(one.reminder, one.due_at, context, paused=one.paused) for one in ahead[:EACH])
    more = (Button(context.book.text("home_more"), action("list_reminders")),) if len(ahead) > EACH else ()
    return context.reply("home_reminders", cards=cards, buttons=more)


_WHICH = {"overdue": "overdue", "today": "today", "upcoming": "open", "undated": "open"}
