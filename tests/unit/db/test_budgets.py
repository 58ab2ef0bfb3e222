"""A rate that several processes share."""

from __future__ import annotations

import asyncio
import time

from core.db.budgets import StoredBudgets


async def test_all_who_share_it_stay_below_the_rate_in_every_second(db):
    budgets, sent = StoredBudgets(db), []

    async def sender():
        while len(sent) < 150:
            lease = await budgets.lease("discord/x", 50, 5)
            now = time.monotonic()
            sent.extend([now + lease.seconds] * lease.granted)  # as late as it may be
            if not lease.granted:
                assert lease.seconds > 0
                await asyncio.sleep(lease.seconds)

    began = time.monotonic()
    await asyncio.gather(*(sender() for _ in range(4)))
    assert time.monotonic() - began > 2, "150 requests at 50 a second"
    sent.sort()
    assert max(sum(1 for at in sent if first <= at < first + 1) for first in sent) <= 50


async def test_one_request_after_a_pause_goes_at_once_and_names_do_not_share(db):
    budgets = StoredBudgets(db)
    assert (await budgets.lease("a", 50, 1)).granted == 1
    assert (await budgets.lease("a", 50, 100)).granted == 4
    assert (await budgets.lease("b", 50, 3)).granted == 3
    empty = await budgets.lease("a", 50, 1)
    assert empty.granted == 0
    assert 0 < empty.seconds < 1
