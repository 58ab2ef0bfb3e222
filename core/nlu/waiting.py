"""Times that a wish can still wait for: so much from now, and what lies ahead; else the reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from core.nlu.message import Message
from core.nlu.reading import Note, When
from core.nlu.times.pieces import Amount, Expression, Shift
from core.nlu.times.points import Problem
from core.nlu.times.resolve import when as resolved


def shifted(message: Message, expression: Expression, amount: Amount, zone: str) -> tuple[When | None, Note | None]:
    """So much from now, over the expression's words."""
    moved = replace(expression, amount=None, clock=None, part=None, shift=Shift(amount=amount, last=expression.last))
    try:
        when = resolved(message.scene, moved, zone, message.text)
    except Problem as problem:
        return None, problem.note
    return ahead(when, moved, message.scene.aware)


def ahead(when: When, expression: Expression, now: datetime) -> tuple[When | None, Note | None]:
    """`when` if it can still be waited for, else the reason why not."""
    shift = expression.shift
    if shift is not None and expression.clock is None and shift.amount.total <= 0:
        return None, Note("not_ahead", (("said", when.text),))
    if (
        shift is not None
        and shift.back
        and "ago" not in when.text.lower()
        and when.text.lstrip("in -").strip()[:1].isdigit()
    ):
        return None, Note("not_ahead", (("said", when.text),))
    if when.start.year > now.year + 100:
        return None, Note("too_far", (("years", "100"),))
    today = datetime.combine(now.date(), time(), tzinfo=when.start.tzinfo)
    span = {"week": 7, "month": 28, "quarter": 90, "year": 365}.get(when.grain, 0)
    if when.rrule or (when.start > now if when.has_time else when.start >= today):
        return when, None
    if not when.has_time and (span or when.end is not None):
        # A period that has begun: what is left of it.
        end = when.end or when.start + timedelta(days=span)
        if end > today:
            return replace(when, start=today), None
    if expression.instant is not None and when.start == now:
        return when, None
    return None, Note("in_the_past", (("said", when.text), ("time", when.start.isoformat())))
