"""Reminders over REST."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from core.api.named import Name, of_reminder, reminder_id, task_id
from core.api.problems import Denied, Problem
from core.api.shapes import ReminderIn, ReminderOut, ReminderPage, ReminderPatch, SnoozeIn
from core.api.times import later, moment
from core.api.turn import answer, done, incoming, services_of
from core.commands._base import Command, Context
from core.commands.cancel_reminder import CancelReminder
from core.commands.find_reminders import FindReminders
from core.commands.move_reminder import MoveReminder
from core.commands.pause_reminder import PauseReminder
from core.commands.remind import Remind
from core.commands.resume_reminder import ResumeReminder
from core.commands.show_reminder import ShowReminder
from core.commands.skip_next import SkipNext
from core.commands.snooze_reminder import SnoozeReminder

router = APIRouter(prefix="/reminders", tags=["reminders"])


@router.post("", status_code=201, responses={201: {"model": ReminderOut}, 422: {"model": Problem}})
async def create(request: Request, body: ReminderIn) -> Response:
    """Set a reminder of a text or of a task."""
    if (body.text is None) == (body.task is None):
        raise Denied(422, "invalid", "Send either “text” or “task”.")
    if (body.at is None) == (body.after is None):
        raise Denied(422, "invalid", "Send either “at” (a time) or “in” (seconds from now).")

    async def wish(context: Context) -> Command:
        zone = body.zone or context.zone
        when = later(context.now, body.after, zone) if body.after is not None else moment(body.at or "", zone)
        task = await task_id(str(body.task), context) if body.task is not None else None
        return Remind(text=body.text or "", task_id=task, when=when, rrule=tuple(body.rrule), to=body.to or None)

    turn = incoming(request, conversation=body.conversation, zone=body.zone)
    outcome = await services_of(request).assistant.execute(wish, turn)
    assert isinstance(outcome.data, dict)
    return done(outcome, 201, {"Location": f"/reminders/{outcome.data['number']}"})


@router.get("", responses={200: {"model": ReminderPage}})
async def find(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=40, description="`next` of the page before.")] = None,
    status: Annotated[
        Literal["ahead", "recurring", "paused", "past"],
        Query(description="`ahead` has recurring and paused ones too; `past`: newest first."),
    ] = "ahead",
    firings: Annotated[int, Query(ge=1, le=5, description="How many of the next times to tell of each.")] = 1,
) -> Response:
    """What will ring, soonest first; or what rang, or was cancelled."""
    command = FindReminders(_cursor(after), limit, status, firings)
    outcome = await services_of(request).assistant.look(command, incoming(request))
    assert isinstance(outcome.data, dict)
    more = outcome.data["next"]
    return answer(outcome.data | {"next": None if more is None else _written(*more)})


@router.get("/{id}", responses={200: {"model": ReminderOut}, 404: {"model": Problem}})
async def show(request: Request, name: Name) -> Response:
    """One reminder."""
    return answer(await _shown(request, name))


@router.patch("/{id}", responses={200: {"model": ReminderOut}, 404: {"model": Problem}, 409: {"model": Problem}})
async def change(request: Request, name: Name, body: ReminderPatch) -> Response:
    """Move the next time of a reminder, pause it, or let it go on."""
    if [body.at, body.after, body.paused].count(None) != 2 or (body.until is not None and not body.paused):
        raise Denied(422, "invalid", "Send one of “at”, “in” and “paused”; “until” goes with “paused”: true.")

    async def wish(context: Context) -> Command:
        return _changed(body, await reminder_id(name, context), context)

    outcome = await services_of(request).assistant.execute(wish, incoming(request, zone=body.zone))
    return done(outcome if not _is_task(outcome.data) else replace(outcome, data=await _shown(request, name)))


@router.post("/{id}/skip", responses={200: {"model": ReminderOut}, 404: {"model": Problem}, 409: {"model": Problem}})
async def skip(request: Request, name: Name) -> Response:
    """Leave out the next time of a reminder that repeats."""
    outcome = await services_of(request).assistant.execute(of_reminder(name, SkipNext), incoming(request))
    return done(outcome)


@router.post("/{id}/snooze", responses={200: {"model": ReminderOut}, 404: {"model": Problem}, 409: {"model": Problem}})
async def snooze(request: Request, name: Name, body: SnoozeIn) -> Response:
    """Let what rang last of this reminder ring once more, later; its rule goes on as it does."""
    if (body.at is None) == (body.after is None):
        raise Denied(422, "invalid", "Send either “at” (a time) or “in” (seconds from now).")

    async def wish(context: Context) -> Command:
        zone = body.zone or context.zone
        when = later(context.now, body.after, zone) if body.after is not None else moment(body.at or "", zone)
        return SnoozeReminder(await reminder_id(name, context), when)

    outcome = await services_of(request).assistant.execute(wish, incoming(request, zone=body.zone))
    return done(outcome)


@router.delete("/{id}", status_code=204, responses={404: {"model": Problem}, 409: {"model": Problem}})
async def cancel(request: Request, name: Name) -> Response:
    """Cancel a reminder; a task of it stays."""
    outcome = await services_of(request).assistant.execute(of_reminder(name, CancelReminder), incoming(request))
    return done(outcome, 204)


async def _shown(request: Request, name: str) -> Any:
    return (await services_of(request).assistant.look(of_reminder(name, ShowReminder), incoming(request))).data


def _changed(body: ReminderPatch, reminder: UUID, context: Context) -> Command:
    zone = body.zone or context.zone
    if body.paused is False:
        return ResumeReminder(reminder)
    if body.paused:
        return PauseReminder(reminder, moment(body.until, zone) if body.until is not None else None)
    when = later(context.now, body.after, zone) if body.after is not None else moment(body.at or "", zone)
    return MoveReminder(reminder, when)


def _is_task(data: object) -> bool:
    """Where the task's due time went along, the command tells about the task."""
    return isinstance(data, dict) and "title" in data


def _written(due_at: str, number: int) -> str:
    at = datetime.fromisoformat(due_at).astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%S.%f}-{number}"


def _cursor(text: str | None) -> tuple[datetime, int] | None:
    if text is None:
        return None
    at, _, number = text.partition("-")
    try:
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(number) % 2**31
    except ValueError as error:
        raise Denied(422, "invalid", "“after” must be the `next` of the page before.") from error
