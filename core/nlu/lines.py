"""Readings as lines of JSON, for measuring: one question in, one answer out."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from core.nlu.languages import Languages
from core.nlu.reading import Ref, Slots, When


def answer(line: dict[str, Any], language: Languages) -> dict[str, Any]:
    """The answer to {"id", "text", "at", "tz"}; `at` without an offset is wall time in `tz`."""
    zone = ZoneInfo(line.get("tz") or "UTC")
    at = datetime.fromisoformat(line["at"])
    at = at.astimezone(zone) if at.tzinfo is not None else at.replace(tzinfo=zone)
    began = perf_counter()
    understood = language.understand(line["text"], at, slash=line.get("slash"))
    took = (perf_counter() - began) * 1000
    return {
        "id": line.get("id"),
        "intent": understood.intent,
        "slots": slots_json(understood.slots, zone),
        "title": understood.slots.title,
        "times": [_time(when, zone) for when in understood.times],
        "duration_s": understood.duration_s,
        "problem": understood.problem.code if understood.problem is not None else None,
        "ms": round(took, 3),
    }


def _time(when: When, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "start": _wall(when.start, zone),
        "end": _wall(when.end, zone) if when.end is not None else None,
        "grain": when.grain,
        "rrule": list(when.rrule),
        "span": list(when.span),
    }


def _wall(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).replace(tzinfo=None).isoformat()


def slots_json(slots: Slots, zone: ZoneInfo) -> dict[str, Any]:
    """The slots that were said, times as wall times."""
    said: dict[str, Any] = {}
    for one in fields(slots):
        value = getattr(slots, one.name)
        if isinstance(value, When):
            said[one.name] = _time(value, zone)
        elif isinstance(value, Ref):
            said[one.name] = {name: got for name in Ref.__slots__ if (got := getattr(value, name)) is not None}
        elif value not in (None, ()):
            said[one.name] = list(value) if isinstance(value, tuple) else value
    return said
