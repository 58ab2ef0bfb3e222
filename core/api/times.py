"""Dates and times of REST: ISO 8601, as a command carries them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.commands._moment import Moment
from core.errors import UserError


def moment(text: str, zone: str) -> Moment:
    """A date, or a date-time; one without an offset is wall time in `zone`. UserError when it is neither."""
    try:
        return _day(text, zone) or _time(datetime.fromisoformat(text).replace(microsecond=0), zone)
    except (ValueError, OverflowError) as error:
        raise UserError("date_bad", value=text[:40]) from error


def later(now: datetime, span: timedelta, zone: str) -> Moment:
    """So much after now. UserError when that is beyond the calendar."""
    try:
        return _time((now + span).replace(microsecond=0) if span >= timedelta(minutes=1) else now + span, zone)
    except OverflowError as error:
        raise UserError("date_bad", value=str(span)[:40]) from error


def _day(text: str, zone: str) -> Moment | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return Moment(datetime.combine(on, time(0)), zone, has_time=False)


def _time(at: datetime, zone: str) -> Moment:
    if at.tzinfo is None:
        found = Moment(at, zone)
        _ = found.local  # OverflowError at the ends of the calendar
        return found
    found = Moment.at(at.astimezone(ZoneInfo(zone)))
    # The second pass of an hour that comes twice has no wall time of its own: keep it by UTC.
    return found if found.instant == at else Moment.at(at.astimezone(UTC))
