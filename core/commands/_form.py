"""The form of a task: every field that a person may set, filled with what is there, and read again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from core.commands._base import Context
from core.commands._moment import Moment
from core.db.directory import is_own
from core.domain import Task
from core.errors import UserError
from core.messages import Field

PRIORITIES = ("p1", "p2", "p3", "p4")
_NAMES = re.compile(r"<@!?[^>]+>|[^,\s][^,]*")


async def fields_of(task: Task | None, context: Context) -> tuple[Field, ...]:
    """The fields of this task, or of a new one. Times are the person's."""
    label = context.book.text
    at = task.due_at.astimezone(ZoneInfo(context.zone)) if task and task.due_at else None
    day = at.date() if at else task.due_date if task else None
    people, place = await _around(task, context)
    fields = [
        Field("title", label("field_title"), task.title if task else "", required=True),
        Field("description", label("field_description"), task.description if task else "", "multiline"),
        Field("date", label("field_date"), day.isoformat() if day else "", "date"),
        Field("time", label("field_time"), f"{at:%H:%M}" if at else "", "time"),
        Field("priority", label("field_priority"), f"p{task.priority}" if task else "p4", "choice", PRIORITIES),
        Field("tags", label("field_tags"), " ".join(task.tags) if task else ""),
    ]
    if place is not None:
        fields.append(Field("list", label("field_list"), place))
    if not is_own(context.address):  # elsewhere there is nobody else
        fields.append(Field("people", label("field_people"), people, "people"))
    return tuple(fields)


async def _around(task: Task | None, context: Context) -> tuple[str, str | None]:
    """Who it is for, as mentions, and the list that it lives in, by its name; an inbox has none. None: it lives in
    somebody else's, or in a channel's that this person does not see, of which they have no name to say."""
    if task is None:
        return "", ""
    row = await context.tx.one(
        "SELECT (SELECT string_agg('<@' || m.account || '>', ' ' ORDER BY m.name) FROM members m"
        "   WHERE m.workspace_id = %(workspace)s AND m.person_id = ANY(%(people)s)) AS people,"
        " (SELECT CASE WHEN l.channel <> '' THEN '<#' || l.channel || '>' ELSE l.name END FROM lists l"
        "   WHERE l.workspace_id = %(workspace)s AND l.id = %(list)s"
        "   AND (l.owner_id = %(me)s OR l.channel = ANY(%(visible)s))) AS place",
        me=context.who.id,
        visible=list(context.visible),
        people=list(task.assignees),
        list=task.list_id,
    )
    assert row is not None
    return row["people"] or "", row["place"]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in. None: the form had no such field."""

    fields: dict[str, Any]
    due: Moment | None = None
    dated: bool = False
    people: tuple[str, ...] | None = None
    list_name: str | None = None


def read(values: dict[str, str], context: Context) -> Filled:
    """The values of the form's fields. UserError says which one cannot be."""
    fields: dict[str, Any] = {name: values[name] for name in ("title", "description") if name in values}
    if values.get("priority"):
        fields["priority"] = _priority(values["priority"])
    if "tags" in values:
        fields["tags"] = values["tags"].replace(",", " ").split()
    people = tuple(name.strip() for name in _NAMES.findall(values["people"])) if "people" in values else None
    return Filled(
        fields,
        _due(values, context) if "date" in values else None,
        "date" in values,
        people,
        (values["list"].strip() or "inbox") if "list" in values else None,
    )


def _priority(text: str) -> int:
    plain = text.strip().casefold().lstrip("p")
    if plain not in ("1", "2", "3", "4"):
        raise UserError("priority_bad", value=text[:20])
    return int(plain)


def _due(values: dict[str, str], context: Context) -> Moment | None:
    day, clock = values.get("date", "").strip(), values.get("time", "").strip()
    if not day:
        return None
    try:
        at = time.fromisoformat(clock) if clock else time(0)
        return Moment.typed(f"{day} {at:%H:%M:%S}", "%Y-%m-%d %H:%M:%S", context.zone, has_time=bool(clock))
    except ValueError as error:
        raise UserError("date_bad", value=f"{day} {clock}".strip()[:40]) from error
