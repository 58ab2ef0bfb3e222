"""Workers die in turn while reminders fall due, through Kafka and Dapr Jobs. TODOBOT_STORM=60 makes it a minute."""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from fakechat.process import wait_until
from tests.faults import bulk
from tests.faults.beside import healthy, sidecar_of
from tests.faults.scene import DOUBTFUL, Scene
from tests.services.running import free_ports

pytestmark = [pytest.mark.services, pytest.mark.slow]

LONG = "TODOBOT_STORM" in os.environ
SECONDS = float(os.environ.get("TODOBOT_STORM", "20"))
EVERY_S = 10.0
REMINDERS, FIRST_S = round(1000 * SECONDS / 60), 5.0
HEALED_S = 30.0
STATES = "SELECT state, count(*) AS n FROM occurrences GROUP BY state"


def all_sent(scene: Scene) -> bool:
    """Whether no occurrence is anything but sent."""
    return scene.rows(STATES) == [{"state": "sent", "n": REMINDERS}]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("nonces", [True, False], ids=["with nonces", "without nonces"])
def test_workers_that_die_in_turn_lose_nothing_and_repeat_nothing_unmarked(
    stage, topics, tmp_path, job_scheduler, nonces
):
    with stage(nonces=nonces) as scene, ExitStack() as sidecars:
        scene.part("bot", **topics.settings)
        workers = []
        for port in free_ports(3):
            sidecar, settings = sidecars.enter_context(
                sidecar_of(tmp_path, job_scheduler, port, app="storm" + topics.prefix)
            )
            workers.append(scene.part("work", **topics.settings, **settings | {"INTERNAL_PORT": str(port)}))
            sidecar.start()
        for worker in workers:
            wait_until(lambda worker=worker: healthy(worker) and healthy(worker, "bus"), 60, "a worker to be well")
        step = SECONDS / REMINDERS
        bulk.remind(scene.url, [(f"chore {number}", FIRST_S + number * step) for number in range(REMINDERS)])
        kills, began = 0, time.monotonic()
        while time.monotonic() - began + EVERY_S <= FIRST_S + SECONDS + 1:
            time.sleep(EVERY_S)
            worker = workers[kills % 3]
            worker.kill()
            kills += 1
            worker.start(ready="")
        healed = time.time()
        wait_until(lambda: all_sent(scene), HEALED_S + 60, "all to be sent", every=0.25)
        judge(scene, kills, healed, nonces)


def judge(scene: Scene, kills: int, healed: float, nonces: bool) -> None:
    """Every occurrence was told, none early, all soon after the last kill; what was told twice says so."""
    due = {one["id"]: one["due"] for one in scene.occurrences()}
    posts = scene.fake.log(marked=True)
    told = Counter(post["marker"] for post in posts)
    assert set(told) == set(due)
    assert min(post["at"] - due[post["marker"]] for post in posts) >= 0
    assert max(post["at"] for post in posts) <= healed + HEALED_S
    repeated = [one for one, count in told.items() if count > 1]
    print(f"{kills} kills, {len(repeated)} repeated, last {max(post['at'] for post in posts) - healed:.1f} s after")
    assert not (nonces and repeated)
    for one in repeated:
        first, again = sorted((post for post in posts if post["marker"] == one), key=lambda post: post["at"])
        assert DOUBTFUL not in first["shown"]
        assert DOUBTFUL in again["shown"]
    if LONG:  # a short one may hit a worker in the middle of a batch whose outcomes are not written yet
        assert len(repeated) <= kills
