"""Dates and times of REST mean what they say, in the zone that was meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.api.times import later, moment
from core.errors import UserError


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2030-03-09T17:00", "2030-03-09T16:00:00+00:00"),
        ("2030-07-09T17:00:30", "2030-07-09T15:00:30+00:00"),
        ("2030-03-09T17:00Z", "2030-03-09T17:00:00+00:00"),
        ("2030-03-31T02:30", "2030-03-31T01:30:00+00:00"),  # in the gap: as RFC 5545 reads it
        ("2030-10-27T02:30", "2030-10-27T00:30:00+00:00"),  # twice there: the first one
        ("2030-10-27T02:30+01:00", "2030-10-27T01:30:00+00:00"),  # the second one, by its offset
    ],
)
def test_a_time_is_the_instant_that_was_meant(text: str, instant: str) -> None:
    found = moment(text, "Europe/Berlin")
    assert found.has_time
    assert found.instant.isoformat() == instant


@pytest.mark.parametrize("text", ["2030-03-09", "20300309"])
def test_a_date_has_no_time(text: str) -> None:
    found = moment(text, "Asia/Tokyo")
    assert (found.has_time, found.wall.date().isoformat()) == (False, "2030-03-09")


@pytest.mark.parametrize(
    "text", ["", "x", "2030-02-30", "2030-03-09T25:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "12:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        moment(text, "Europe/Berlin")
    assert refused.value.code == "date_bad"


def test_a_while_is_counted_from_now_and_ends_with_the_calendar() -> None:
    now = datetime(2030, 3, 9, 12, tzinfo=UTC)
    assert later(now, timedelta(hours=48), "Europe/Berlin").instant == now + timedelta(hours=48)
    with pytest.raises(UserError):
        later(now, timedelta(days=99_999_999), "Europe/Berlin")
