"""The zone that is not known yet: a clock time keeps the wish, asks, and then finishes it."""

from __future__ import annotations

from dataclasses import replace

from core.assistant.plan import Plan
from core.commands._base import Context, action
from core.messages import INCOMING, Button, Incoming
from core.nlu.reading import Understanding, When

OFFERED = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata")
ASKS = frozenset({"create_task", "remind", "snooze", "move_reminder", "pause_reminder"})


def needs_zone(reading: Understanding, context: Context) -> bool:
    """Whether this wish depends on a zone that neither the person nor the words have given."""
    if context.who.zone is not None or reading.intent not in ASKS:
        return False
    return any(_by_the_clock(when) for when in (reading.slots.when, reading.slots.due) if when is not None)


def _by_the_clock(when: When) -> bool:
    # "in 5 minutes" is the same everywhere.
    return not when.zone_stated and not when.elapsed


def ask_zone(incoming: Incoming, reading: Understanding, context: Context) -> Plan:
    """Ask with the workspace's zone first; the message is kept and goes on when the zone is set."""
    offered = dict.fromkeys([context.zone, *OFFERED] if context.zone != "UTC" else OFFERED)
    buttons = tuple(Button(zone, action("set_timezone", zone)) for zone in offered)
    reply = replace(context.reply("zone_ask", buttons=buttons), kind="question")
    return Plan(reply=reply, kind="question", reading=reading, pending=INCOMING.dump_python(incoming, mode="json"))
