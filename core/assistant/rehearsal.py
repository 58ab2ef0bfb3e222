"""Commands run dry: they are granted, what would ring is noted, and all of it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.commands._base import Command, Context
from core.commands._moment import Moment
from core.domain import EventRow
from core.domain.firings import MOST, Firing, Shift, ahead
from core.domain.occurrence import SCHEDULED
from core.errors import UserError
from core.nlu.reading import Preferences, Understanding

RINGING = frozenset({"create_task", "remind", "snooze", "move_reminder", "update_task", "resume_reminder", "reread"})
_USUAL = Preferences()


class _TakenBackError(UserError):
    """Ends a rehearsal; the savepoint takes everything back."""


async def rehearsed(commands: Sequence[Command], context: Context) -> list[list[Firing]]:
    """The next firings of what each of the commands would make ring. UserError when one would be refused."""
    found: list[list[Firing]] = [[] for _ in commands]
    if not any(command.name in RINGING for command in commands):
        return found
    try:
        async with context.tx.attempt():
            for place, command in enumerate(commands):
                seen = len(_events(context))
                await command.handle(context)
                rings = [firing for event in _events(context)[seen:] for firing in _firings(event, context.zone)]
                found[place] = sorted(rings, key=lambda firing: firing.at)[:MOST]
            raise _TakenBackError("rehearsed")
    except _TakenBackError:
        return found


def by_words(reading: Understanding, now: datetime, preferences: Preferences = _USUAL) -> list[Firing]:
    """The same from the words alone, where nobody's tasks are known: what a new task or reminder would do."""
    slots = reading.slots
    when = slots.when or slots.due
    silent = reading.intent == "create_task" and when is not None and not when.has_time and not when.rrule
    if when is None or silent or reading.problem is not None or reading.intent not in RINGING:
        return []
    moment = Moment.of(when).timed(preferences, now)
    return named(ahead(moment.wall, moment.zone, when.rrule), reading)


def named(firings: list[Firing], reading: Understanding | None) -> list[Firing]:
    """The firings with what the words alone tell of the first one: that so many months on there is no such day."""
    when = (reading.slots.when or reading.slots.due) if reading is not None else None
    shifts = tuple(
        Shift("month_end", dict(note.params)["said"], dict(note.params)["shifted"])
        for note in (when.notes if when is not None else ())
        if note.code == "month_end"
    )
    if not firings or not shifts:
        return firings
    return [replace(firings[0], shifts=(*firings[0].shifts, *shifts)), *firings[1:]]


def _events(context: Context) -> Sequence[dict[str, Any]]:
    return context.tx.tail.documents.get(EventRow, ())


def _firings(event: dict[str, Any], zone: str) -> list[Firing]:
    """What rings by one fact of the log: a reminder that was made, or a firing that stands elsewhere now."""
    after = event["data"]["after"]
    if not event["type"].startswith("reminder-") or after.get("state") != SCHEDULED or "due_at" not in after:
        return []
    if "wall" in after:
        return ahead(datetime.fromisoformat(after["wall"]), after["zone"], tuple(after["rrule"] or ()))
    return [Firing(datetime.fromisoformat(after["due_at"]), zone)]
