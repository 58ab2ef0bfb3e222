"""A task: what is to be done, by whom, by when; every change is a method that says what it changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Index, literal_column, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from core.domain.columns import UTCDateTime, new_id, texts, uuids
from core.domain.events import Change
from core.domain.wording import description_of, tags_of, title_of
from core.errors import ConflictError, UserError

OPEN, DONE = "open", "done"
LOWEST = 4
ASSIGNEES_MAX = 20
_WHERE: dict[str, Any] = {"postgresql_where": text("deleted_at IS NULL")}
_LOW: Any = literal_column("lower(title)").label("low")
DUE_KEYS = ("COALESCE(due_date, 'infinity'::date)", "COALESCE(due_at, 'infinity'::timestamptz)")
# In which orders tasks are listed: what has no due date is due last.
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (*map(text, DUE_KEYS), "priority", "number"),
    "number": ("number",),
    "priority": ("priority", "number"),
    "created": ("created_at", "number"),
    "updated": ("updated_at", "number"),
}


class Task(SQLModel, table=True):
    """One task. A due date without a time has `due_at` None; `due_zone` is the zone in which it was said.

    `title_verbatim` is the title as it was typed, with the words that were read as a date: "not a date" restores it.
    """

    __tablename__: ClassVar[str] = "tasks"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'done')", name="tasks_status"),
        CheckConstraint("priority BETWEEN 1 AND 4", name="tasks_priority"),
        Index("tasks_number", "workspace_id", "number", unique=True),
        *(
            Index(f"tasks_{eye}_{order}", *columns, "status", *keys, **_WHERE)
            for eye, columns in {"creator": ("workspace_id", "creator_id"), "list": ("list_id",)}.items()
            for order, keys in ORDERS.items()
        ),
        Index(
            "tasks_given",
            *("workspace_id", "creator_id", "status"),
            postgresql_where=text("deleted_at IS NULL AND assignees <> '{}'"),
        ),
        Index("tasks_assignees", "assignees", postgresql_using="gin"),
        Index("tasks_tags", "tags", postgresql_using="gin", **_WHERE),
        Index("tasks_near", "title", postgresql_using="gin", postgresql_ops={"title": "gin_trgm_ops"}, **_WHERE),
        Index("tasks_titled", "workspace_id", _LOW, postgresql_ops={"low": "text_pattern_ops"}, **_WHERE),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID
    number: int | None = None
    list_id: UUID = Field(foreign_key="lists.id")
    title: str
    title_verbatim: str | None = None
    description: str = ""
    status: str = OPEN
    priority: int = LOWEST
    due_date: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    due_zone: str | None = None
    creator_id: UUID = Field(foreign_key="persons.id")
    assignees: list[UUID] = Field(default_factory=list, sa_type=uuids())
    tags: list[str] = Field(default_factory=list, sa_type=texts())
    rrule: list[str] | None = Field(default=None, sa_type=texts())
    source_link: str | None = None
    created_at: datetime = Field(sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    version: int = 1

    @classmethod
    def create(
        cls, *, workspace_id: UUID, list_id: UUID, creator_id: UUID, title: str, now: datetime, **rest: Any
    ) -> Task:
        """A new open task; UserError when a field cannot be. `rest` takes the other fields by name."""
        fields = {name: _checked(name, value) for name, value in {"title": title, **rest}.items()}
        return cls(
            id=new_id(),
            workspace_id=workspace_id,
            list_id=list_id,
            creator_id=creator_id,
            created_at=now,
            updated_at=now,
            **fields,
        )

    def snapshot(self) -> dict[str, Any]:
        """Every field as JSON: what `task-updates` carries and what creation events hold as `after`."""
        return {name: _json(getattr(self, name)) for name in _SHOWN}

    def update(self, now: datetime, **fields: Any) -> Change:
        """Set fields to new values and say which really changed. UserError when a value cannot be."""
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for name, value in fields.items():
            new, old = _checked(name, value), getattr(self, name)
            if new != old:
                before[name], after[name] = _json(old), _json(new)
                setattr(self, name, new)
        if after:
            self.updated_at = now
            self.version += 1
        return Change(before, after)

    def complete(self, now: datetime) -> Change:
        """Mark as done. ConflictError when it is done already."""
        if self.status == DONE:
            raise ConflictError("already_done", number=self.number, title=self.title)
        return self.update(now, status=DONE, completed_at=now)

    def reopen(self, now: datetime) -> Change:
        """Make it open again. ConflictError when it is open."""
        if self.status == OPEN:
            raise ConflictError("already_open", number=self.number, title=self.title)
        return self.update(now, status=OPEN, completed_at=None)

    def delete(self, now: datetime) -> Change:
        """Take it out of every view. ConflictError when it is gone already."""
        if self.deleted_at is not None:
            raise ConflictError("already_deleted", number=self.number, title=self.title)
        return self.update(now, deleted_at=now)

    def may_be_seen_by(self, person_id: UUID, *, channel: str | None, visible: frozenset[str]) -> bool:
        """Personal: creator and assignees. A channel's (`channel` set): those who see the channel too."""
        if person_id == self.creator_id or person_id in self.assignees:
            return True
        return channel is not None and channel in visible

    def may_be_deleted_by(self, person_id: UUID, *, admin: bool) -> bool:
        """Creator, assignee, admin."""
        return admin or person_id == self.creator_id or person_id in self.assignees


# Made and kept by the database, for the search alone: no field of a task.
_words = Column("words", TSVECTOR, Computed("todobot_words(title, description, tags)", persisted=True))
Task.__table__.append_column(_words)  # type: ignore[attr-defined]
Index("tasks_words", _words, postgresql_using="gin", **_WHERE)

_SHOWN = (
    "id",
    "workspace_id",
    "number",
    "list_id",
    "title",
    "description",
    "status",
    "priority",
    "due_date",
    "due_at",
    "due_zone",
    "creator_id",
    "assignees",
    "tags",
    "rrule",
    "source_link",
    "created_at",
    "updated_at",
    "completed_at",
    "deleted_at",
    "version",
)


def _checked(name: str, value: Any) -> Any:
    if name == "title":
        return title_of(value)
    if name == "description":
        return description_of(value)
    if name == "tags":
        return tags_of(value)
    if name == "priority" and value not in (1, 2, 3, 4):
        raise UserError("priority_bad", value=value)
    if name == "assignees":
        unique = list(dict.fromkeys(value))
        if len(unique) > ASSIGNEES_MAX:
            raise UserError("assignees_many", max=ASSIGNEES_MAX)
        return unique
    return value


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value


def from_json(name: str, value: Any) -> Any:
    """The value of a field as `snapshot` and events hold it, back in the field's own type."""
    if value is None:
        return None
    if name in ("due_at", "created_at", "updated_at", "completed_at", "deleted_at"):
        return datetime.fromisoformat(value)
    if name == "due_date":
        return date.fromisoformat(value)
    if name in ("id", "workspace_id", "list_id", "creator_id"):
        return UUID(value)
    if name == "assignees":
        return [UUID(item) for item in value]
    return value
