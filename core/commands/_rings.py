"""Making reminders ring, keeping them silent, and bringing them back: what several commands do to reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.commands._base import Context
from core.commands._moment import Moment
from core.commands._places import Place
from core.db import reminders
from core.db.directory import address_row, is_own
from core.domain import Occurrence, Reminder
from core.domain.events import Change, ReminderCancelled, ReminderMoved, ReminderScheduled
from core.domain.occurrence import CANCELLED, DUE, HELD, SCHEDULED, SKIPPED
from core.domain.recurrence import check_rules
from core.domain.reminder import ACTIVE, FINISHED

AHEAD = (SCHEDULED, DUE, HELD)
TASK_DONE, TASK_DELETED = "task done", "task deleted"


async def place(context: Context) -> UUID:
    """Where it rings: asked publicly there, asked privately in direct messages; or as the person wants it."""
    wish = context.who.preferences.ring_place
    privately = context.private if wish == "asked" else wish == "private"
    if not privately or context.address.direct or is_own(context.address):
        return context.address_id
    direct = replace(context.address, channel="", thread="", person=context.who.account)
    return await address_row(context.tx, context.workspace, direct)


async def ring(
    context: Context,
    text: str,
    moment: Moment,
    *,
    task_id: UUID | None = None,
    rrule: tuple[str, ...] = (),
    at: Place | None = None,
    link: str | None = None,
) -> tuple[Reminder, Occurrence, str]:
    """A new reminder with its first occurrence, and the mark of its number. UserError when the time cannot be."""
    if rrule:
        check_rules(moment.wall, rrule, context.shortest, moment.zone)
    reminder = Reminder.create(
        workspace_id=context.workspace,
        setter_id=context.who.id,
        address_id=at.address_id if at else await place(context),
        text=text,
        at=moment.local,
        now=context.now,
        task_id=task_id,
        rrule=list(rrule) or None,
        person_ids=list(at.person_ids) if at else [context.who.id],
        source_link=link,
    )
    # In a gap the wall time that was said is kept: the rule goes on with it on the days that have it.
    reminder.wall = moment.wall
    occurrence = Occurrence.schedule(
        workspace_id=context.workspace,
        reminder_id=reminder.id,
        address_id=reminder.address_id,
        sequence=1,
        due_at=moment.instant,
    )
    context.tx.insert(reminder)
    context.tx.insert(occurrence)
    number = context.tx.number(reminder)
    after = reminder.snapshot(occurrence.due_at) | {"occurrence": str(occurrence.id), "state": SCHEDULED}
    context.tx.emit(ReminderScheduled(reminder.id, reminder.version, Change({}, after), address_id=context.address_id))
    return reminder, occurrence, number


async def set_state(
    context: Context, reminder: Reminder, occurrence: Occurrence, state: str, reason: str | None
) -> None:
    """Bring one occurrence to a state and say so in the log."""
    before = _view(occurrence)
    occurrence.to(state, reason)
    await _store(context, reminder, occurrence, before)


async def move(
    context: Context,
    reminder: Reminder,
    occurrence: Occurrence,
    due_at: datetime,
    zone: str,
    *,
    reason: str | None = None,
) -> None:
    """Let a firing stand at another instant, in the state that it has; what repeats keeps its rule and its start."""
    before = _view(occurrence)
    occurrence.due_at, occurrence.reason = due_at, reason
    if not reminder.recurring:
        reminder.wall, reminder.zone = due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone
    await _write(context, reminder, occurrence)
    context.tx.emit(ReminderMoved(reminder.id, reminder.version, Change(dict(before), dict(_view(occurrence)))))


async def silence(context: Context, task_id: UUID, state: str, reason: str) -> int:
    """No occurrence of the task's reminders rings any more (what is being sent just now cannot be called back)."""
    found = await reminders.of_task(context.tx, task_id)
    by_id = {reminder.id: reminder for reminder in found}
    ahead = await reminders.occurrences(context.tx, list(by_id), AHEAD) if by_id else []
    for occurrence in ahead:
        await set_state(context, by_id[occurrence.reminder_id], occurrence, state, reason)
    return len(ahead)


async def revive(context: Context, task_id: UUID, reason: str) -> tuple[int, int]:
    """What was silenced for this reason rings again where its time is still ahead; (brought back, too late)."""
    found = await reminders.of_task(context.tx, task_id)
    by_id = {reminder.id: reminder for reminder in found}
    silent = await reminders.occurrences(context.tx, list(by_id), (SKIPPED, CANCELLED)) if by_id else []
    # The latest first: where one of a rule is ahead, an earlier one need not be moved on.
    woken = [
        await wake(context, by_id[one.reminder_id], one)
        for one in sorted(silent, key=_due, reverse=True)
        if one.reason == reason
    ]
    return woken.count(True), woken.count(False)


async def wake(context: Context, reminder: Reminder, occurrence: Occurrence) -> bool:
    """A silenced occurrence rings again, at the next time of its rule when its own has passed; whether it does."""
    before = _view(occurrence)
    if occurrence.due_at <= context.now:
        later = reminder.next_after(context.now) if occurrence.by_rule else None
        ahead = await reminders.occurrences(context.tx, [reminder.id], AHEAD) if later else []
        if later is None or any(one.by_rule for one in ahead):
            return False
        occurrence.due_at = later
    if reminder.status == FINISHED:
        reminder.set_status(ACTIVE, context.now)
    occurrence.to(SCHEDULED)
    await _store(context, reminder, occurrence, before)
    return True


async def cancel(context: Context, reminder: Reminder) -> None:
    """The reminder never rings again."""
    change = reminder.cancel(context.now)
    await context.tx.save(reminder, change)
    context.tx.emit(ReminderCancelled(reminder.id, reminder.version, change))
    for occurrence in await reminders.occurrences(context.tx, [reminder.id], AHEAD):
        await set_state(context, reminder, occurrence, CANCELLED, "cancelled")


async def uncancel(context: Context, reminder: Reminder, status: str) -> None:
    """Its status is as before the cancelling; its occurrences come back by their own events."""
    change = reminder.set_status(status, context.now)
    if change:
        await context.tx.save(reminder, change)
        context.tx.emit(ReminderScheduled(reminder.id, reminder.version, change))


def _due(occurrence: Occurrence) -> datetime:
    return occurrence.due_at


def _view(occurrence: Occurrence) -> dict[str, str | None]:
    return {
        "occurrence": str(occurrence.id),
        "state": occurrence.state,
        "due_at": occurrence.due_at.isoformat(),
        "reason": occurrence.reason,
    }


async def _store(context: Context, reminder: Reminder, occurrence: Occurrence, before: dict[str, str | None]) -> None:
    await _write(context, reminder, occurrence)
    kind = ReminderScheduled if occurrence.state == SCHEDULED else ReminderCancelled
    context.tx.emit(kind(reminder.id, reminder.version, Change(dict(before), dict(_view(occurrence)))))


async def _write(context: Context, reminder: Reminder, occurrence: Occurrence) -> None:
    """Both rows as they are here; the reminder's version grows. What this transaction inserts needs no update."""
    await context.tx.write(
        "UPDATE occurrences SET state = %(state)s, reason = %(reason)s, due_at = %(due_at)s"
        " WHERE id = %(id)s AND workspace_id = %(workspace)s",
        state=occurrence.state,
        reason=occurrence.reason,
        due_at=occurrence.due_at,
        id=occurrence.id,
    )
    reminder.touch(context.now)
    await keep(context, reminder)


async def keep(context: Context, reminder: Reminder) -> None:
    """The reminder's row as it is here; whoever has changed it has raised its version."""
    await context.tx.write(
        "UPDATE reminders SET status = %(status)s, version = %(version)s, updated_at = %(now)s, wall = %(wall)s,"
        " zone = %(zone)s WHERE id = %(id)s AND workspace_id = %(workspace)s",
        status=reminder.status,
        version=reminder.version,
        now=context.now,
        wall=reminder.wall,
        zone=reminder.zone,
        id=reminder.id,
    )
