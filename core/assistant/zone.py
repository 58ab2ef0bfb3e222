"""The zone that is not known yet: a clock time keeps the wish, asks, and then finishes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.assistant.plan import Plan
from core.commands._base import Context, action
from core.messages import INCOMING, Button, Incoming
from core.nlu.reading import Understanding, When

OFFERED = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata")
ASKS = frozenset({"create_task", "remind", "snooze", "move_reminder", "pause_reminder", "update_task"})
WIDEST = timedelta(hours=15)  # no two clocks of the world are further apart


def needs_zone(reading: Understanding, context: Context) -> bool:
    """Whether this wish depends on a zone that neither the person nor the words have given."""
    if context.who.zone is not None or reading.intent not in ASKS:
        return False
    said = (reading.slots.when, reading.slots.due)
    return any(by_the_clock(when, context) for when in said if when is not None) or _past_here(reading, context)


def by_the_clock(when: When, context: Context) -> bool:
    """Whether the words mean another moment in another zone; "in 5 minutes" and "in 2 days" are the same everywhere."""
    counted = when.elapsed or (when.has_time and when.start.time() == context.local.time())
    return context.who.zone is None and not when.zone_stated and not counted


def _past_here(reading: Understanding, context: Context) -> bool:
    """A time that has passed by our guess of the zone may be ahead where the person is."""
    if reading.problem is None or reading.problem.code != "in_the_past":
        return False
    said = datetime.fromisoformat(dict(reading.problem.params)["time"])
    return context.now - said < WIDEST


def is_timed(incoming: Incoming, context: Context) -> bool:
    """Whether a click or a form that came without a zone names a time of day."""
    if context.who.zone is not None or incoming.action is None:
        return False
    return incoming.action.endswith(":tomorrow") or bool(incoming.form and incoming.form.get("time", "").strip())


def ask_zone(incoming: Incoming, reading: Understanding | None, context: Context, *, about: UUID | None = None) -> Plan:
    """Ask with the workspace's zone first; the message is kept and goes on when the zone is set. `about` is the task
    for which the message, a bare time, was the answer."""
    offered = dict.fromkeys([context.zone, *OFFERED] if context.zone != "UTC" else OFFERED)
    buttons = tuple(Button(zone, action("set_timezone", zone)) for zone in offered)
    reply = replace(context.reply("zone_ask", buttons=buttons), kind="question")
    held = {"incoming": INCOMING.dump_python(incoming, mode="json"), "about": str(about) if about else None}
    return Plan(reply=reply, kind="question", reading=reading, pending=held)


def continued(pending: dict[str, Any], incoming: Incoming) -> tuple[Incoming, UUID | None]:
    """The message that a question held back, to be handled now under a key of its own, and what it was about."""
    held = INCOMING.validate_python(pending["incoming"])
    about = pending["about"]
    return replace(held, key=f"{incoming.key}/continued"), UUID(about) if about else None
