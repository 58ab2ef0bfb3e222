"""A question that names several things keeps the time that was said: its day stays a day, its zone is not lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.commands._moment import Moment
from core.errors import UserError
from core.replies.book import plain


async def first_of(say, wish: str):
    """The first choice of the question that this wish meets."""
    asked = await say(wish)
    assert asked.reply.code == "which_one"
    return await say(action=asked.reply.buttons[0].action)


@pytest.fixture
async def reports(say):
    """Two reminders that repeat, with one word in common."""
    await say("remind me every day at 9 to write the report")
    await say("remind me every day at 10 to send the report")


async def test_a_pause_until_a_day_has_no_midnight(say, reports):
    paused = await first_of(say, "pause the report reminder until 4 march 2099")
    assert "".join(map(plain, paused.reply.parts)).startswith("Paused until Wed 4 Mar 2099. Next")


async def test_a_time_of_another_zone_stays_that_instant(say, reports):
    moved = await first_of(say, "move the report reminder to 4 march 2099 at 9am London time")
    assert datetime.fromisoformat(moved.data["due_at"]) == datetime(2099, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["", "T", "20260230", "20260304T250000", "99991231T235959", "tomorrow!"])
def test_a_stamp_that_is_no_time_is_of_an_old_button(stamp):
    with pytest.raises(UserError, match="action_stale"):
        Moment.stamped(stamp, "America/New_York")


@pytest.mark.parametrize("has_time", [True, False])
def test_a_stamp_is_read_as_it_was_written(has_time):
    moment = Moment(datetime(2026, 3, 4, 9 * has_time, 30 * has_time), "Europe/Berlin", has_time)
    assert Moment.stamped(moment.stamp("Europe/Berlin"), "Europe/Berlin") == moment
