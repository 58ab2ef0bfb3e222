"""Says what a message would do: the plan in data and in words, with no effect."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from core.assistant.plan import Plan
from core.commands._base import Context
from core.commands.registry import to_json
from core.messages import REPLY
from core.nlu.lines import slots_json
from core.nlu.reading import Understanding


def in_words(plan: Plan, context: Context) -> dict[str, Any]:
    """The plan as JSON: its kind, the command with its fields, the reading it came from, the question's reply."""
    return {
        "kind": plan.kind,
        "command": to_json(plan.command) if plan.command else None,
        "reading": _reading(plan.reading, context) if plan.reading else None,
        "reply": None if plan.command else REPLY.dump_python(plan.reply, mode="json"),
        "zone": context.zone,
    }


def _reading(reading: Understanding, context: Context) -> dict[str, Any]:
    """What was understood, and which phrase it was."""
    return {
        "intent": reading.intent,
        "slots": slots_json(reading.slots, ZoneInfo(context.zone)),
        "rule": reading.rule,
        "confidence": reading.confidence,
    }
