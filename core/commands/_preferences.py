"""The settings of a person: their names, how each value is written, checked, stored and said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import time
from typing import Any

from core.commands._base import Context
from core.domain import Person
from core.domain.events import Change, PersonUpdated
from core.errors import UserError
from core.nlu.reading import Preferences

HOURS = ("morning", "afternoon", "evening", "night", "day", "end_of_day")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHOICES: dict[str, tuple[str, ...]] = {
    "day_first": ("month", "day"),
    "next_weekday": ("next_week", "next_to_occur"),
    "bare_hour": ("usual", "am", "pm"),
    "week_start": WEEK,
    "due_ring": ("0", "10", "30", "60", "off"),
    "ring_place": ("asked", "private", "here"),
}
TAUGHT = "taught"  # corrections that may become a setting: by name, the value and how often in a row
NAMES = (*HOURS, *CHOICES)
_TO_STORED: dict[str, Callable[[str], Any]] = {
    "day_first": lambda value: value == "day",
    "week_start": WEEK.index,
    "due_ring": lambda value: None if value == "off" else int(value),
}


def stored(name: str, value: str) -> Any:
    """A value as the person's row holds it. UserError when there is no such setting or value."""
    if name in HOURS:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise UserError("setting_bad", said=value[:40])
        return value
    if name not in CHOICES:
        raise UserError("setting_unknown", said=name[:40])
    if value not in CHOICES[name]:
        raise UserError("setting_bad", said=value[:40])
    return _TO_STORED.get(name, str)(value)


def written(preferences: Preferences) -> dict[str, str | None]:
    """Every setting as text; None: never said (the order of dates)."""
    found: dict[str, str | None] = {}
    for name, value in asdict(preferences).items():
        if isinstance(value, time):
            found[name] = f"{value:%H:%M}"
        elif name == "day_first":
            found[name] = None if value is None else "day" if value else "month"
        elif name == "week_start":
            found[name] = WEEK[value]
        else:
            found[name] = "off" if value is None else str(value)
    return {name: found[name] for name in NAMES}


def said(name: str, value: str | None, context: Context) -> str:
    """One setting in words."""
    if name in HOURS:
        return context.book.text("setting_hour", name=context.book.text(f"setting_{name}"), value=value)
    if name == "week_start":
        return context.book.text("setting_week_start", value=context.book.text(f"weekday_{value}"))
    return context.book.text(f"setting_{name}_{value or 'unset'}")


def preferences_of(kept: dict[str, Any]) -> Preferences:
    """What a person's row holds, with the usual values for what they never said."""
    values: dict[str, Any] = {}
    for field in fields(Preferences):
        if field.name in kept:
            value = kept[field.name]
            values[field.name] = time.fromisoformat(value) if isinstance(value, str) and ":" in value else value
    return Preferences(**values)


async def save(context: Context, person: Person, change: Change) -> None:
    """Write the person's settings, whose row is locked, and say so in the log."""
    await context.tx.write(
        "UPDATE persons SET preferences = %(preferences)s::jsonb, version = %(version)s"
        " WHERE id = %(id)s /* %(workspace)s: no tenant */",
        preferences=json.dumps(person.preferences),
        version=person.version,
        id=person.id,
    )
    context.tx.emit(PersonUpdated(person.id, person.version, change))
