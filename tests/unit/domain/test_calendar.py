"""The calendar: every change of clocks, leap days, short months, the year 2100, and rules that are years old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import Reminder
from core.domain.columns import new_id
from core.domain.recurrence import next_wall
from core.domain.reminder import instant_of

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
FROM, TO = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
    "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SA,MO",
    "FREQ=HOURLY;INTERVAL=5",
    "FREQ=HOURLY;BYHOUR=9,11,13,15,17;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=MINUTELY;INTERVAL=45",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=DAILY;COUNT=40",
    "FREQ=WEEKLY;UNTIL=20291231T000000",
]


def changes(zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC, to the hour) after which the zone's offset is another one."""
    found: list[datetime] = []
    at, before = FROM, FROM.astimezone(zone).utcoffset()
    while at < TO:
        at += timedelta(days=7)
        if at.astimezone(zone).utcoffset() == before:
            continue
        low, high = at - timedelta(days=7), at
        while high - low > timedelta(minutes=15):
            middle = low + (high - low) / 2
            low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
        found.append(high)
        before = at.astimezone(zone).utcoffset()
    return found


def a_reminder(wall: datetime, zone: str, *rules: str) -> Reminder:
    reminder = Reminder.create(
        workspace_id=new_id(),
        setter_id=new_id(),
        address_id=new_id(),
        text="x",
        at=datetime(2040, 1, 1, tzinfo=ZoneInfo(zone)),
        now=datetime(2039, 1, 1, tzinfo=UTC),
        rrule=list(rules),
    )
    reminder.wall = wall
    return reminder


def test_there_are_all_the_zones():
    assert len(ZONES) > 400


@pytest.mark.parametrize("shard", range(8))
def test_wall_time_is_kept_over_every_change_of_clocks_of_every_zone(shard):
    for name in ZONES[shard::8]:
        zone = ZoneInfo(name)
        for change in changes(zone):
            local = change.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            for minutes in (-60, -30, 0, 30, 60):
                _three_days_around(name, local + timedelta(minutes=minutes) - timedelta(days=1))


def _three_days_around(name: str, start: datetime) -> None:
    """A daily reminder rings once a day, at its wall time or, where the clock skips that, later the same day."""
    zone = ZoneInfo(name)
    reminder = a_reminder(start, name, "FREQ=DAILY")
    at = instant_of(start, name)
    for day in range(1, 4):
        following = reminder.next_after(at)
        assert following is not None
        assert following > at
        shown = following.astimezone(zone).replace(tzinfo=None)
        wanted = start + timedelta(days=day)
        exists = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted
        if exists:
            assert shown == wanted, (name, start)
            assert following == wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)  # in an overlap the first one
        else:
            assert timedelta(0) < shown - wanted <= timedelta(hours=24), (name, start)
        at = following


@settings(max_examples=300, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2024, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    ahead=st.timedeltas(timedelta(0), timedelta(days=900)),
)
def test_beginning_near_the_moment_gives_what_walking_from_the_start_gives(rule, start, ahead):
    after = start + ahead
    assert next_wall(start, (rule,), after) == rrulestr(rule, dtstart=start).after(after)


@pytest.mark.parametrize("rule", ["FREQ=MINUTELY;INTERVAL=10", "FREQ=DAILY", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=MO,TH"])
def test_a_rule_that_is_many_years_old_is_not_walked_from_its_start(rule):
    # From 1990 by tens of minutes there would be two million steps, which no test would wait for.
    start = datetime(1990, 1, 1, 9)
    at = datetime(2026, 3, 4, 10, 30)
    for _ in range(200):
        at = next_wall(start, (rule,), at)
    assert at > datetime(2026, 3, 5)


def test_the_29th_of_february_comes_in_leap_years_only():
    start = datetime(2024, 2, 29, 9)
    years, at = [], start
    for _ in range(20):
        at = next_wall(start, ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",), at)
        years.append(at.year)
    assert years[:3] == [2028, 2032, 2036]
    assert 2100 not in years
    assert 2104 in years


def test_every_31st_is_the_last_day_of_a_month_that_has_none():
    start = datetime(2026, 1, 31, 9)
    days, at = [], start
    for _ in range(4):
        at = next_wall(start, ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",), at)
        days.append((at.month, at.day))
    assert days == [(2, 28), (3, 31), (4, 30), (5, 31)]


def test_in_2100_february_has_28_days():
    start = datetime(2099, 12, 31, 9)
    at = next_wall(start, ("FREQ=MONTHLY;BYMONTHDAY=-1",), datetime(2100, 2, 1))
    assert at == datetime(2100, 2, 28, 9)


def test_a_reminder_keeps_its_zone_whatever_the_person_does_later():
    reminder = a_reminder(datetime(2026, 3, 5, 9), "Asia/Tokyo", "FREQ=DAILY")
    following = reminder.next_after(instant_of(reminder.wall, reminder.zone))
    assert following.astimezone(ZoneInfo("Asia/Tokyo")).hour == 9
