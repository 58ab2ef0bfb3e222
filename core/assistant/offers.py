"""What to offer to somebody who wants no reminders at a time: what rings then, each to be cancelled by a click."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.commands._base import Context, action
from core.commands._cards import reminder_card, seer
from core.db import reminders
from core.db.reminders import Upcoming
from core.messages import Button, Reply
from core.nlu.reading import Understanding, When

AT_MOST = 20


def wants_quiet(reading: Understanding) -> bool:
    """Whether the words were "don't remind me tomorrow"."""
    said = reading.intent is None and not reading.rule
    return said and reading.suggestions[:1] == ("cancel_reminder",) and bool(reading.times)


async def quiet(reading: Understanding, context: Context) -> Reply:
    """A question with a button for each reminder of theirs that rings then; it changes nothing by itself."""
    when = reading.times[0]
    begin, end = _stretch(when, context)
    before = (begin.astimezone(UTC) - timedelta(microseconds=1), 0)
    found = await reminders.page(context.tx, seer(context), limit=AT_MOST, after=before)
    theirs = [one for one in found if one.due_at < end and not one.paused and _is_theirs(one, context)]
    if not theirs:
        return context.reply("quiet_nothing", said=when.text)
    cards = tuple(reminder_card(one.reminder, one.due_at, context) for one in theirs)
    buttons = tuple(_button(one, context) for one in theirs)
    return replace(context.reply("quiet_offer", cards=cards, buttons=buttons, said=when.text), kind="question")


def _stretch(when: When, context: Context) -> tuple[datetime, datetime]:
    """From now or the beginning of that day on, to its end or to the end that was said."""
    zone = ZoneInfo(context.zone)
    day = when.start.astimezone(zone).date()
    begin = datetime.combine(day, time(), tzinfo=zone)
    last = when.end.astimezone(zone) if when.end else datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return max(begin, context.now), last


def _is_theirs(one: Upcoming, context: Context) -> bool:
    return context.who.id in one.reminder.person_ids or one.reminder.setter_id == context.who.id


def _button(one: Upcoming, context: Context) -> Button:
    """What repeats is left out once; the rest is cancelled."""
    name = "skip_next" if one.reminder.recurring else "cancel_reminder"
    label = context.book.text(f"quiet_{name}", number=one.reminder.number, title=one.reminder.text)
    return Button(label[:75], action(name, one.reminder.id))
