"""Times on the wall: daylight saving, what has passed, zones, preferences."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from core.nlu.pipeline import Language
from core.nlu.reading import Preferences, When

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=NEW_YORK)


@cache
def language() -> Language:
    return Language()


def read(text: str, at: datetime = NOW, preferences: Preferences | None = None) -> When:
    times = language().understand(text, at, preferences=preferences or Preferences()).times
    assert len(times) == 1, times
    return times[0]


def wall(text: str, at: datetime = NOW, preferences: Preferences | None = None) -> str:
    return read(text, at, preferences).start.strftime("%Y-%m-%d %H:%M")


def codes(when: When) -> list[str]:
    return [note.code for note in when.notes]


def test_two_weeks_over_a_change_of_clocks_keep_the_wall_time() -> None:
    when = read("in 2 weeks")
    assert when.start == datetime(2026, 3, 18, 10, 30, tzinfo=NEW_YORK)
    assert not when.elapsed


def test_hours_over_a_change_of_clocks_are_true_hours() -> None:
    at = datetime(2026, 3, 7, 12, 0, tzinfo=NEW_YORK)
    when = read("in 48 hours", at)
    assert when.elapsed
    assert when.start.timestamp() - at.timestamp() == timedelta(hours=48).total_seconds()
    assert f"{when.start:%d %H:%M}" == "09 13:00"


def test_a_time_that_the_clocks_skip_is_read_with_the_offset_before() -> None:
    when = read("on march 8 at 2:30 am")
    assert f"{when.start:%H:%M %z}" == "03:30 -0400"
    assert when.notes[0].code == "gap_shifted"
    assert dict(when.notes[0].params) == {"said": "02:30", "shifted": "03:30"}


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    when = read("on november 1 at 1:30 am")
    assert when.start.utcoffset() == timedelta(hours=-4)


def test_a_time_of_day_that_has_passed_is_tomorrow_and_says_so() -> None:
    when = read("at 9am")
    assert f"{when.start:%d %H:%M}" == "05 09:00"
    assert codes(when) == ["moved_to_tomorrow"]


def test_a_part_of_today_that_has_passed_is_the_next_full_hour_and_says_so() -> None:
    when = read("this morning")
    assert f"{when.start:%d %H:%M}" == "04 11:00"
    assert codes(when) == ["part_of_day_passed"]


def test_a_weekday_is_today_only_with_a_later_time() -> None:
    assert wall("wednesday at 5pm") == "2026-03-04 17:00"
    assert wall("wednesday at 9am") == "2026-03-11 09:00"
    assert wall("wednesday") == "2026-03-11 00:00"


def test_next_friday_is_a_habit_of_the_person_and_the_other_is_offered() -> None:
    when = read("next friday")
    assert f"{when.start:%m-%d}" == "03-13"
    assert [f"{other.start:%m-%d}" for other in when.others] == ["03-06"]
    assert codes(when) == ["ambiguous_next"]
    assert wall("next friday", preferences=Preferences(next_weekday="next_to_occur")) == "2026-03-06 00:00"


def test_the_order_of_day_and_month_is_a_habit_of_the_person() -> None:
    assert wall("3/4", preferences=Preferences(day_first=True)) == "2026-04-03 00:00"
    when = read("5/6")
    assert f"{when.start:%m-%d}" == "05-06"
    assert codes(when) == ["ambiguous_date"]


def test_parts_of_the_day_are_habits_of_the_person() -> None:
    habits = Preferences(evening=time(18, 30), night=time(22))
    assert wall("tomorrow evening", preferences=habits) == "2026-03-05 18:30"
    assert wall("tonight", preferences=habits) == "2026-03-04 22:00"


def test_after_midnight_tomorrow_is_the_calendar_day_and_says_that_it_may_be_meant_otherwise() -> None:
    when = read("tomorrow at 9am", NOW.replace(hour=1))
    assert f"{when.start:%d %H:%M}" == "05 09:00"
    assert codes(when) == ["tomorrow_after_midnight"]
    assert [f"{other.start:%d %H:%M}" for other in when.others] == ["04 09:00"]


def test_a_stated_zone_holds_for_that_time() -> None:
    when = read("tomorrow 3pm PST")
    assert (when.zone, when.zone_stated) == ("America/Los_Angeles", True)
    assert when.start.astimezone(NEW_YORK).strftime("%d %H:%M") == "05 18:00"


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("tomorrow 3-4pm", "2026-03-05 15:00", "2026-03-05 16:00"),
        ("friday from 9 to 17", "2026-03-06 09:00", "2026-03-06 17:00"),
        ("june 10 - 13", "2026-06-10 00:00", "2026-06-13 00:00"),
        ("from monday to friday", "2026-03-09 00:00", "2026-03-13 00:00"),
    ],
)
def test_an_interval_has_an_end(said: str, start: str, end: str) -> None:
    when = read(said)
    assert when.end is not None
    assert (f"{when.start:%Y-%m-%d %H:%M}", f"{when.end:%Y-%m-%d %H:%M}") == (start, end)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("remind me on feb 30 to go", "no_such_day"),
        ("remind me at 25:00 to go", "no_such_time"),
        ("remind me yesterday to go", "in_the_past"),
        ("remind me on 2020-08-10 to go", "in_the_past"),
        ("remind me today at 9am to go", "in_the_past"),
        ("remind me in 0 minutes to go", "not_ahead"),
        ("remind me in -5 minutes to go", "not_ahead"),
        ("remind me in 900 years to go", "too_far"),
        ("remind me in 999999999 years to go", "too_far"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_its_reason(said: str, code: str) -> None:
    understood = language().understand(said, NOW)
    assert understood.problem is not None
    assert (understood.intent, understood.problem.code) == ("remind", code)
    assert understood.slots.when is None


def test_a_rule_has_its_first_occurrence_as_start() -> None:
    when = read("every weekday at 9am", NOW + timedelta(days=2))
    assert when.rrule == ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",)
    assert f"{when.start:%a %H:%M}" == "Mon 09:00"
