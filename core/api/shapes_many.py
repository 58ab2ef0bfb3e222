"""What is done to many tasks at once, as REST takes and shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.api.turn import Plain, Zone


class Which(BaseModel):
    """Which tasks: those that fit everything that is said."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    which: Literal["open", "today", "week", "overdue", "done", "in", "out", "all"] = "open"
    tags: list[Plain] = Field(default=[], max_length=20, description="All of them.")
    priority: int | None = Field(default=None, ge=1, le=4)
    list_name: Plain | None = Field(default=None, alias="list", description="A list's name.")


class BulkIn(BaseModel):
    """Complete or delete all tasks that fit, at most 500 at once."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"filter": {"which": "overdue"}, "action": "complete", "confirm": 12}]},
    )

    filter: Which = Field(description="Which tasks.")
    action: Literal["complete", "delete"]
    confirm: int | None = Field(default=None, ge=1, le=500, description="How many there must be; left out: only count.")
    zone: Zone | None = Field(default=None, description="Whose days count; else the person's own.")


class BulkOut(BaseModel):
    """How many tasks, which ones, and whether it was done."""

    count: int
    numbers: list[int]
    done: bool


class PageStart(BaseModel):
    """Where a page begins: behind this task."""

    after: str = Field(description="For `GET /tasks`, with the same `limit` and everything else.")
    due: str | None = Field(description="When the task before it is due.")


class Pages(BaseModel):
    """How long a list is, and where its pages begin."""

    count: int
    items: list[PageStart] = Field(description="Of the second page, the third and so on; at most 5,000.")
