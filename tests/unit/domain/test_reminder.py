"""The rules of a reminder: wall time is kept, gaps and overlaps are read as written down, nothing is in the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import Reminder
from core.domain.columns import new_id
from core.domain.recurrence import check_rules, next_wall
from core.domain.reminder import MIN_INTERVAL, instant_of
from core.errors import ConflictError, UserError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def a_reminder(at: datetime, now: datetime = NOW, **fields):
    return Reminder.create(
        workspace_id=new_id(), setter_id=new_id(), address_id=new_id(), text="call Bob", at=at, now=now, **fields
    )


@pytest.mark.parametrize("delta", [timedelta(0), timedelta(seconds=-1), timedelta(days=-400)])
def test_a_past_time_is_refused(delta):
    with pytest.raises(UserError) as refused:
        a_reminder((NOW + delta).astimezone(NEW_YORK))
    assert refused.value.code == "when_past"


def test_more_than_a_hundred_years_is_refused():
    with pytest.raises(UserError) as refused:
        a_reminder(datetime(2126, 3, 6, 9, tzinfo=NEW_YORK))
    assert refused.value.code == "when_far"


def test_it_keeps_wall_time_and_zone_not_the_offset():
    reminder = a_reminder(datetime(2026, 3, 5, 9, tzinfo=NEW_YORK))
    assert (reminder.wall, reminder.zone) == (datetime(2026, 3, 5, 9), "America/New_York")


def test_a_time_in_the_gap_rings_an_hour_later():
    assert instant_of(datetime(2026, 3, 8, 2, 30), "America/New_York").astimezone(NEW_YORK).hour == 3


def test_a_time_in_the_overlap_rings_at_the_first_one():
    at = instant_of(datetime(2026, 11, 1, 1, 30), "America/New_York")
    assert at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # still summer time


def test_every_day_at_nine_stays_at_nine_over_the_change_of_clocks():
    reminder = a_reminder(datetime(2026, 3, 7, 9, tzinfo=NEW_YORK), rrule=["FREQ=DAILY"])
    at = instant_of(reminder.wall, reminder.zone)
    for day in range(8, 12):
        at = reminder.next_after(at)
        assert at.astimezone(NEW_YORK).replace(tzinfo=None) == datetime(2026, 3, day, 9)


def test_a_daily_time_in_the_gap_rings_later_that_day_and_at_its_own_time_the_next():
    reminder = a_reminder(datetime(2026, 3, 7, 2, 30, tzinfo=NEW_YORK), rrule=["FREQ=DAILY"])
    first = reminder.next_after(instant_of(reminder.wall, reminder.zone))
    second = reminder.next_after(first)
    shown = [at.astimezone(NEW_YORK).strftime("%d %H:%M") for at in (first, second)]
    assert shown == ["08 03:30", "09 02:30"]


def test_the_overlap_rings_once():
    reminder = a_reminder(datetime(2026, 10, 31, 1, 30, tzinfo=NEW_YORK), now=NOW, rrule=["FREQ=DAILY"])
    days = []
    at = instant_of(reminder.wall, reminder.zone)
    for _ in range(3):
        at = reminder.next_after(at)
        days.append(at.astimezone(NEW_YORK).day)
    assert days == [1, 2, 3]


def test_several_rules_ring_at_each():
    start = datetime(2026, 1, 30, 12)
    rules = ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30")
    assert next_wall(start, rules, start) == datetime(2026, 9, 30, 12)


def test_a_rule_that_has_ended_has_no_next():
    assert next_wall(datetime(2026, 1, 1, 9), ("FREQ=DAILY;COUNT=2",), datetime(2026, 1, 2, 9)) is None


def test_an_end_in_utc_counts_on_the_reminders_clock():
    rules = ("FREQ=DAILY;UNTIL=20260103T140000Z",)  # 09:00 in New York
    start, last = datetime(2026, 1, 1, 9), datetime(2026, 1, 3, 9)
    check_rules(start, rules, MIN_INTERVAL, "America/New_York")
    assert next_wall(start, rules, datetime(2026, 1, 2, 9), "America/New_York") == last
    assert next_wall(start, rules, last, "America/New_York") is None
    assert next_wall(start, rules, datetime(2026, 1, 2, 9), "America/Los_Angeles") is None


@pytest.mark.parametrize("rule", ["nonsense", "FREQ=DAILY;DTSTART=20260101T000000", "FREQ=SOMETIMES", ""])
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(UserError):
        check_rules(datetime(2026, 1, 1, 9), (rule,), MIN_INTERVAL)


def test_more_often_than_every_ten_minutes_is_refused():
    with pytest.raises(UserError) as refused:
        check_rules(datetime(2026, 1, 1, 9), ("FREQ=MINUTELY;INTERVAL=5",), MIN_INTERVAL)
    assert refused.value.code == "rrule_often"


def test_cancelling_twice_is_refused():
    reminder = a_reminder(datetime(2026, 3, 5, 9, tzinfo=NEW_YORK))
    reminder.cancel(NOW)
    with pytest.raises(ConflictError):
        reminder.cancel(NOW)


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(
        ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
    ),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)),
)
def test_the_next_firing_is_later_and_shows_the_wall_time_unless_the_clock_skips_it(zone, start):
    start = start.replace(microsecond=0)
    reminder = a_reminder(datetime(2030, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)), rrule=["FREQ=DAILY"], now=NOW)
    reminder.wall = start
    at = instant_of(start, zone)
    following = reminder.next_after(at)
    assert following > at
    shown = following.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    skipped = instant_of(shown, zone) != following or shown.time() != start.time()
    assert shown.time() == start.time() or (
        skipped
        and timedelta(0)
        < shown - shown.replace(hour=start.hour, minute=start.minute, second=start.second)
        <= timedelta(hours=1)
    )
