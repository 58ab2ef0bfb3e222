"""A person's settings over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from core.api.problems import Problem
from core.api.turn import Zone, answer, incoming, services_of
from core.commands._preferences import written
from core.commands.server_settings import ServerSettings
from core.commands.set_profile import SetProfile
from core.commands.settings import Settings
from core.nlu.reading import Preferences

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
WeekDay = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
router = APIRouter(prefix="/settings", tags=["settings"])


class SettingsIn(BaseModel):
    """What a person means by loose words, and how they are rung; null means: as usual."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"morning": "08:30", "week_start": "sunday"}]}
    )

    morning: Clock | None = None
    afternoon: Clock | None = None
    evening: Clock | None = None
    night: Clock | None = None
    day: Clock | None = None
    end_of_day: Clock | None = None
    day_first: Literal["day", "month"] | None = None
    next_weekday: Literal["next_week", "next_to_occur"] | None = None
    bare_hour: Literal["usual", "am", "pm"] | None = None
    week_start: WeekDay | None = None
    due_ring: Literal["0", "10", "30", "60", "off"] | None = None
    ring_place: Literal["asked", "private", "here"] | None = None
    zone: Zone | None = Field(default=None, description="An IANA name; null: as the browser or the platform says.")
    language: Literal["en", "de"] | None = Field(default=None, description="null: that of what the person writes.")


class SettingsOut(SettingsIn):
    """What holds now, what is usual, and what was chosen."""

    usual: SettingsIn
    chosen: list[str] = Field(description="The names of those that the person set; the others are as usual.")


PROFILE = ("zone", "language")


@router.get("", responses={200: {"model": SettingsOut}})
async def show(request: Request) -> Response:
    """The caller's settings."""
    assistant, turn = services_of(request).assistant, incoming(request)
    said, profile = await assistant.look(Settings(), turn), await assistant.look(SetProfile(), turn)
    assert isinstance(said.data, dict)
    assert isinstance(profile.data, dict)
    usual: dict[str, str | None] = dict.fromkeys(PROFILE)
    chosen = profile.data["chosen"] + [name for name in PROFILE if profile.data[name] is not None]
    found = said.data | {name: profile.data[name] for name in PROFILE}
    return answer(found | {"usual": written(Preferences()) | usual, "chosen": chosen})


@router.patch("", responses={200: {"model": SettingsOut}, 422: {"model": Problem}})
async def change(request: Request, body: SettingsIn) -> Response:
    """Change the settings that are sent."""
    changes = tuple(
        (name, getattr(body, name) or "")
        for name in SettingsIn.model_fields
        if name in body.model_fields_set and name not in PROFILE
    )
    turn, assistant = incoming(request), services_of(request).assistant
    if changes:
        await assistant.execute(Settings(changes), turn)
    profile = {name: getattr(body, name) or "" for name in PROFILE if name in body.model_fields_set}
    if profile:
        await assistant.execute(SetProfile(**profile), replace(turn, key=f"{turn.key}/profile"))
    return await show(request)


class WorkspaceSettingsOut(BaseModel):
    """What holds for all of the workspace. `zone` is for its people who have set none (in a PATCH a city will do, and
    null takes it away); `repeat` is the shortest time between two firings of one rule, in minutes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"zone": "Europe/Berlin", "repeat": 10}]})

    zone: Annotated[str, StringConstraints(max_length=100)] | None = None
    repeat: Literal[1, 2, 5, 10, 30, 60] = 10


@router.get("/workspace", responses={200: {"model": WorkspaceSettingsOut}})
async def show_workspace(request: Request) -> Response:
    """The settings of the caller's workspace."""
    outcome = await services_of(request).assistant.look(ServerSettings(), incoming(request))
    return answer(outcome.data)


@router.patch("/workspace", responses={200: {"model": WorkspaceSettingsOut}, 403: {"model": Problem}})
async def change_workspace(request: Request, body: WorkspaceSettingsOut) -> Response:
    """Change the settings that are sent; admins may."""
    sent = {name: getattr(body, name) for name in WorkspaceSettingsOut.model_fields if name in body.model_fields_set}
    changes = tuple((name, "" if value is None else str(value)) for name, value in sent.items())
    outcome = await services_of(request).assistant.execute(ServerSettings(changes), incoming(request))
    return answer(outcome.data)
