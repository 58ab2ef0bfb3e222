"""What EXDATE lines take out of a recurrence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.recurrence import check_rules, count_between, next_wall
from core.errors import UserError

START = datetime(2026, 3, 10, 9)
DAILY = "FREQ=DAILY"


def test_a_left_out_firing_is_passed_over() -> None:
    lines = (DAILY, "EXDATE:20260311T090000,20260312T090000")
    assert next_wall(START, lines, START) == datetime(2026, 3, 13, 9)


def test_a_firing_at_another_hour_of_the_day_stays() -> None:
    assert next_wall(START, (DAILY, "EXDATE:20260311T080000"), START) == datetime(2026, 3, 11, 9)


def test_a_left_out_day_takes_all_its_firings_with_it() -> None:
    lines = ("FREQ=MINUTELY;INTERVAL=10", "EXDATE;VALUE=DATE:20260311")
    assert next_wall(START, lines, datetime(2026, 3, 10, 23, 50)) == datetime(2026, 3, 12)


def test_what_is_left_out_is_not_counted() -> None:
    lines = (DAILY, "EXDATE:20260311T090000")
    after = START.replace(tzinfo=UTC)
    assert count_between(START, lines, "UTC", after, after + timedelta(days=3), 10) == 2


def test_a_recurrence_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(UserError, match="rrule_never"):
        check_rules(START, ("FREQ=DAILY;COUNT=1", "EXDATE:20260310T090000"), timedelta(minutes=10))


@pytest.mark.parametrize("line", ["EXDATE:friday", "EXDATE:20260311T090000Z", "EXDATE:" + "20260311," * 2001])
def test_an_exdate_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(UserError, match="rrule_bad"):
        next_wall(START, (DAILY, line), START)
