"""Completions of what is typed into a field: tasks by their titles, times with what they mean, zones by cities."""

from __future__ import annotations

from core.assistant.timed import Read, time_of
from core.assistant.zone import OFFERED, by_the_clock
from core.commands import _zones as zones
from core.commands._base import Context
from core.commands._cards import seer
from core.commands._moment import Moment
from core.db import tasks
from core.db.tasks import Filter
from core.messages import Day, Instant
from core.nlu.reading import Understanding

SUGGESTED = 25
LABEL = 100

Suggestions = list[tuple[str, str]]  # what it says, and what is typed instead


def times_for(typed: str, context: Context, read: Read) -> Suggestions:
    """What was typed with what it means; of what is no time yet, the usual ones that begin so."""
    words = " ".join(typed.split())
    whole = time_of(words, read) if words else None
    if whole is not None:
        return [(meaning, words)] if (meaning := _meaning(whole, context)) else []
    usual = context.book.text("suggest_times").split("; ")
    fitting = [one for one in usual if one.casefold().startswith(words.casefold())]
    known = {one: _meaning(reading, context) for one in fitting if (reading := time_of(one, read))}
    return [(f"{one}: {meaning}"[:LABEL], one) for one, meaning in known.items() if meaning]


def _meaning(reading: Understanding, context: Context) -> str:
    """When that is; nothing where it cannot be granted, or is counted from something else."""
    when = reading.slots.when or reading.slots.due
    if when is None or reading.problem is not None:
        return ""
    said = "suggest_again" if when.rrule else "suggest_once"
    if not when.has_time:
        return context.book.text(said, when=Day(when.start.date()))[:LABEL]
    moment = Moment.of(when)
    shown = context.book.text(said, when=Instant(moment.instant, moment.zone))
    # Whose zone is not known yet is asked for it; until then the clock is theirs, wherever that is.
    return (shown.rpartition(" (")[0] if by_the_clock(when, context) else shown)[:LABEL]


def zones_for(typed: str, context: Context) -> Suggestions:
    """Zones by their names and by cities; of nothing typed, theirs and the usual ones."""
    own = dict.fromkeys((context.zone, *OFFERED))
    return zones.completed(typed, SUGGESTED, first=tuple(own))


async def tasks_for(typed: str, context: Context) -> Suggestions:
    """Those that the person sees."""
    found = await tasks.page(context.tx, seer(context), Filter(text=typed.strip() or None, limit=SUGGESTED))
    return [(f"#{task.number} {task.title}"[:LABEL], str(task.number)) for task in found]
