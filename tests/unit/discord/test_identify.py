"""How often a session may be begun, on a clock that the test holds."""

from __future__ import annotations

import itertools

import pytest

from bot.discord.identify import BETWEEN_S, LIMITS, REFUSED, Identifies
from core.errors import UnavailableError
from core.ports import Stored
from tests.unit.discord.peer import Kept


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


async def begins(clock: Clock, kept: Kept, seconds: float, *, restarts: bool = True) -> list[float]:
    """When sessions are begun by who wants one at all times."""
    end, counted, found = clock.now + seconds, Identifies(kept, "discord", clock), []
    while clock.now < end:
        wait = await counted.wait(0)
        clock.now += wait
        if wait == 0:
            await counted.began(0)
            found.append(clock.now)
            counted = Identifies(kept, "discord", clock) if restarts else counted
    return found


@pytest.mark.parametrize("restarts", [True, False])
async def test_who_begins_again_and_again_stays_far_from_what_costs_the_token(restarts):
    found = await begins(Clock(), Kept(), 86_400, restarts=restarts)
    for most, within in LIMITS:
        crowd = max(sum(at <= one < at + within - 0.001 for one in found) for at in found)
        assert crowd <= most
    assert len(found) < 800
    assert max(sum(at <= one < at + 60 for one in found) for at in found) == 3
    assert min(b - a for a, b in itertools.pairwise(found)) >= BETWEEN_S - 0.001


async def test_what_was_refused_is_tried_three_times_in_eleven_minutes_until_one_is_taken():
    clock, kept = Clock(), Kept()
    counted = Identifies(kept, "discord", clock)
    for _ in range(3):
        clock.now += await counted.wait(0)
        await counted.began(0)
        await counted.refused(4014)
    again = Identifies(kept, "discord", clock)
    assert await again.wait(0) > 600 - 15
    assert again.refusal == 4014
    clock.now += REFUSED[0][1]
    assert await again.wait(0) == 0
    await again.refused(0)
    assert await again.wait(0) == 0
    assert again.refusal == 0


async def test_shards_of_one_group_begin_one_after_the_other_and_others_at_once():
    clock, kept = Clock(), Kept()
    counted = Identifies(kept, "discord", clock)
    await counted.began(0)
    assert 5 < await counted.wait(1) <= BETWEEN_S
    counted.limited({"total": 1000, "remaining": 900, "reset_after": 1000, "max_concurrency": 16})
    assert await counted.wait(1) == 0
    assert await counted.wait(16) > 5


async def test_when_discord_has_counted_too_many_it_waits_for_the_next_day():
    counted = Identifies(Kept(), "discord", Clock())
    counted.limited({"total": 1000, "remaining": 10, "reset_after": 7_200_000, "max_concurrency": 1})
    assert await counted.wait(0) == 7200


async def test_nothing_is_begun_that_cannot_be_counted(monkeypatch):
    class Away(Kept):
        def __init__(self) -> None:
            super().__init__()
            self.failing = 2

        async def get(self, key: str) -> Stored | None:
            if self.failing:
                self.failing -= 1
                raise UnavailableError("away")
            return await super().get(key)

    monkeypatch.setattr("bot.discord.identify.AWAY_S", 0.01)
    kept = Away()
    counted = Identifies(kept, "discord", Clock())
    assert await counted.wait(0) == 0
    kept.failing = 2
    await counted.began(0)
    assert kept.failing == 0
    assert await counted.wait(0) > 0
