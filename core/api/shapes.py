"""Tasks and reminders as REST takes and shows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from core.api.turn import MAIN, Conversation, Plain, Zone

# Who sends a task back as it was read is not told off for the fields that are ours.
OURS = frozenset({"number", "id", "created_at", "updated_at", "completed_at", "creator_id"}) | frozenset(
    {"list_id", "due_zone", "version", "source_link"}
)
TEXT_MAX = 20_000
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX)]
Word = Annotated[str, StringConstraints(max_length=60)]
Due = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_DUE = "A date, or a date-time; without an offset it is wall time in `zone`. null: none."
PEOPLE = "Ids of people, accounts, or names in the workspace; “me” is the caller."
_LIST = "A list's name, made on first use; “inbox” is the caller's own, “#channel” a channel's."
_EXAMPLE: JsonDict = {"title": "buy milk", "due": "2030-03-11T17:00", "priority": 1, "tags": ["home"]}


class TaskIn(BaseModel):
    """A task to create."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    title: Text = Field(description="One line of at most 200 characters.")
    description: Text = Field(default="", description="At most 10,000 characters.")
    due: Due | None = Field(default=None, description=_DUE)
    priority: int = Field(default=4, ge=1, le=4, description="1 is the highest, 4 the usual one.")
    tags: list[Word] = Field(default=[], max_length=100)
    assignees: list[Plain] = Field(default=[], max_length=20, description=PEOPLE)
    list_name: Plain | None = Field(default=None, alias="list", description=_LIST)
    zone: Zone | None = Field(default=None, description="An IANA time zone; else the person's own.")
    conversation: Conversation = Field(default=MAIN, description="Where its due time rings.")


class TaskWhole(BaseModel):
    """All that can be changed of a task: what is left out gets its default."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    title: Text
    description: Text = ""
    due: Due | None = Field(default=None, description=_DUE)
    priority: int = Field(default=4, ge=1, le=4)
    tags: list[Word] = Field(default=[], max_length=100)
    status: Literal["open", "done"] = "open"
    assignees: list[Plain] = Field(default=[], max_length=20, description=PEOPLE)
    list_name: Plain | None = Field(default=None, alias="list", description=_LIST + " Left out: it stays where it is.")
    zone: Zone | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_ours(cls, given: Any) -> Any:
        return {k: v for k, v in given.items() if k not in OURS} if isinstance(given, dict) else given


class TaskPart(TaskWhole):
    """What is to change of a task: what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"priority": 1}, {"due": None}]})

    title: Text = ""  # left out, since a default is never looked at


class ReminderIn(BaseModel):
    """A reminder: of a text (which becomes a task, unless it recurs) or of a task, `at` a time or `in` a while."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=False,
        json_schema_extra={
            "examples": [
                {"text": "call Bob", "in": 600},
                {"task": 12, "at": "2030-03-11T09:00"},
                {"text": "plan the week", "at": "2030-03-11T09:00", "rrule": ["FREQ=WEEKLY;BYDAY=MO"]},
            ]
        },
    )

    text: Text | None = Field(default=None, description="One line of at most 200 characters.")
    task: int | Word | None = Field(default=None, description="The number or the id of a task.")
    at: Due | None = Field(default=None, description="A date (it rings at the usual hour), or a date-time.")
    after: timedelta | None = Field(default=None, alias="in", description="Seconds, or a duration such as PT10M.")
    rrule: list[Annotated[str, StringConstraints(max_length=500)]] = Field(
        default=[], max_length=20, description="RFC 5545 rules; `at` is the first time."
    )
    zone: Zone | None = Field(default=None, description="An IANA time zone; else the person's own.")
    conversation: Conversation = Field(default=MAIN, description="Where it rings.")
    to: Plain | None = Field(default=None, description="Whom or where it is for: “here”, @a-person or #a-channel.")


class ReminderPatch(BaseModel):
    """What changes of a reminder: its next time, or whether it is paused."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"at": "2030-03-11T09:00"}, {"paused": True, "until": "2030-03-11"}]},
    )

    at: Due | None = Field(default=None, description="Its next time; a date alone keeps the time of day.")
    after: timedelta | None = Field(default=None, alias="in", description="Seconds, or a duration such as PT10M.")
    paused: bool | None = Field(default=None, description="true: nothing rings; false: its rule goes on.")
    until: Due | None = Field(default=None, description="With `paused`: when its rule goes on by itself.")
    zone: Zone | None = Field(default=None, description="An IANA time zone; else the person's own.")


class SnoozeIn(BaseModel):
    """When it rings once more."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"in": 1200}, {"at": "2030-03-11", "zone": "Europe/Berlin"}]}
    )

    at: Due | None = Field(default=None, description="A date (at the usual hour), or a date-time.")
    after: timedelta | None = Field(default=None, alias="in", description="Seconds, or a duration such as PT10M.")
    zone: Zone | None = Field(default=None, description="An IANA time zone; else the person's own.")


class TaskOut(BaseModel):
    """A task."""

    number: int = Field(examples=[12])
    id: UUID
    title: str = Field(examples=["buy milk"])
    description: str = ""
    status: Literal["open", "done"]
    priority: int
    due: str | None = Field(description="A date, or a date-time in UTC.", examples=["2030-03-11", None])
    due_zone: str | None
    tags: list[str]
    assignees: list[UUID]
    creator_id: UUID
    list_id: UUID
    source_link: str | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    version: int


class TaskPage(BaseModel):
    """Tasks in the order that was asked for."""

    items: list[TaskOut]
    next: str | None = Field(description="Ask again with `after` = this; null: there is no more.")


class ReminderOut(BaseModel):
    """A reminder with its next firing, or its last one when none is ahead."""

    number: int
    id: UUID
    text: str
    task_id: UUID | None
    status: Literal["active", "finished", "cancelled"]
    state: str
    due_at: datetime | None
    zone: str
    rrule: list[str]
    created_at: datetime


class Where(BaseModel):
    """Where it is told: a channel's id on its platform, or a direct message."""

    platform: str
    channel: str
    direct: bool


class TaskOfReminder(BaseModel):
    """The task that a reminder is about."""

    number: int
    title: str


class ReminderShown(ReminderOut):
    """A reminder of a page, with what stands around it."""

    task: TaskOfReminder | None = Field(description="null: it has none that the caller sees.")
    place: Where
    people: list[str] = Field(description="The names of those it is for; empty: everyone there.")
    paused_until: datetime | None = Field(description="When a pause ends by itself; null also where nothing is paused.")
    upcoming: list[datetime] = Field(description="Its next firings, at most five.")


class ReminderPage(BaseModel):
    """Reminders, soonest first."""

    items: list[ReminderShown]
    next: str | None = Field(description="Ask again with `after` = this; null: there is no more.")
