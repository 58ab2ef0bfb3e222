"""Discord with many: a thousand reminders of one minute over twenty channels, posted by two processes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from fakechat.process import wait_until
from tests.faults.discordstage import Fake, Wish, crowded, remind, said

CHANNELS = tuple(f"c{number:02}" for number in range(20))
MANY, AHEAD_S, MINUTE_S = 1_000, 30.0, 60.0
WORLD = {
    "acme": {
        "people": [{"account": "ann", "name": "Ann"}],
        "channels": {"general": None} | dict.fromkeys(CHANNELS),
    }
}


@pytest.mark.services
@pytest.mark.slow
@pytest.mark.timeout(500)
def test_a_thousand_reminders_of_one_minute_keep_discords_limits(stage, topics):
    with stage(platform=Fake, world=WORLD) as scene:
        settings = {**topics.settings, "BUSY_SECONDS": "600", "LEASE_SECONDS": "15", "CALL_TIMEOUT_SECONDS": "5"}
        scene.part("bot", **settings)
        for _ in range(2):
            scene.part("work", **settings)
        scene.fake.connected()
        wishes = [
            Wish(f"thing {n:04}", AHEAD_S + n * MINUTE_S / MANY, CHANNELS[n % len(CHANNELS)]) for n in range(MANY)
        ]
        remind(scene, wishes)
        due = {row["text"]: row["due"] for row in scene.occurrences()}
        wait_until(lambda: len(said(scene, "thing ")) >= MANY, 300, "all of them", every=0.5)
        posts = said(scene, "thing ")
        titles = [one["shown"][one["shown"].index("thing ") :][:10] for one in posts]
        assert Counter(titles) == Counter(wish.text for wish in wishes), "none is lost and none is there twice"
        late = sorted(one["at"] - due[title] for one, title in zip(posts, titles, strict=True))
        assert late[0] >= 0
        turned = []
        for channel in CHANNELS:
            there = [(title, one["at"]) for one, title in zip(posts, titles, strict=True) if one["place"] == channel]
            turned += [(channel, a, b) for a, b in pairwise(there) if a[0] > b[0]]
        calls = [one for one in scene.fake.log("request") if "/interactions/" not in one["path"]]
        limited = [one for one in calls if one["status"] == 429]
        busiest = crowded([one["began"] for one in calls], 1.0)
        senders = scene.rows("SELECT worker, count(*) AS n FROM attempts GROUP BY worker ORDER BY worker")
        print(
            f"\n{MANY} over {len(CHANNELS)} channels by {[row['n'] for row in senders]}: lateness median "
            f"{late[MANY // 2]:.1f} s, p99 {late[-MANY // 100]:.1f} s; {len(calls)} requests, at most {busiest} in a "
            f"second, {len(limited)} answered 429; {len(turned)} pairs in another order {turned[:3]}"
        )
        assert len(limited) < MANY / 100
        assert busiest <= 50
        assert len(senders) == 2
