"""The system as production runs it: api, bot and workers as processes of their own, joined by a real Kafka."""

from __future__ import annotations

import time

import httpx
import pytest

from fakechat.process import Program, wait_until
from tests.faults import bulk
from tests.faults.scene import Scene
from tests.faults.test_quiet import SAID

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
REST_S, DUE_S = 12.0, 40
ON_TIME_S, GRACE_S = 5.0, 25.0  # design.md section 8


def test_a_conversation_goes_through_all_processes_and_its_facts_lie_on_the_topics(stage, topics):
    with stage() as scene:
        bot = scene.part("bot", **topics.settings)
        scene.part("work", "relay", "sweep", **topics.settings)
        scene.part("work", "schedule", "notify", **topics.settings)
        api = scene.part("api", **topics.settings)
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 30, "every part to be up")
        assert scene.fake.type("Create a task to buy groceries")["tries"][0]["status"] == 200
        ringing = scene.remind("water the plants", 3)
        scene.reaches(ringing, "sent")
        assert len(scene.posts(ringing)) == 1
        assert "task-created" in set(topics.types("task-events"))
        wanted = {"reminder-scheduled", "reminder-due", "reminder-delivered"}
        wait_until(lambda: wanted <= set(topics.types("reminders")), 30, "the reminder's life on the topic")
        assert httpx.get(f"{api.url}/health", timeout=5).json()["parts"]["bus"]["up"]
        assert httpx.get(f"{bot.url}/tasks", timeout=5).status_code == 404  # the bot is no API


def healthy(process: Program) -> bool:
    """Whether every part of the process is up."""
    return httpx.get(f"{process.url}/health", timeout=5).status_code == 200


def test_five_processes_at_rest_send_no_query_and_what_one_of_them_sets_rings_on_time_in_another(stage, topics):
    with stage() as scene:
        settings = topics.settings | {"BUSY_SECONDS": "3"}
        api = scene.part("api", **settings)
        for words in (("bot",), ("work", "relay"), ("work", "sweep", "schedule"), ("work", "notify", "updates")):
            scene.part(*words, **settings)
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 30, "every part to be up")
        scene.fake.type("add milk")
        resting = wait_until(lambda: rested(scene), 60, "rest", every=0.1)
        until = time.monotonic() + REST_S
        while time.monotonic() < until:
            assert all(healthy(process) for process in scene.bots)
            time.sleep(0.5)
        assert scene.rows(SAID) == resting, "something was said to PostgreSQL"
        asked = httpx.post(f"{api.url}/chat", json={"text": f"remind me to call Ann in {DUE_S} seconds"}, timeout=20)
        assert asked.status_code in (200, 201), asked.text
        ringing = scene.occurrences("call Ann")[0]
        wait_until(lambda: rested(scene), 40, "rest again", every=0.1)
        assert time.time() < ringing["due"], "they have not rested before it was due"
        scene.reaches(ringing, "sent")
        late = scene.rows("SELECT extract(epoch FROM sent_at - due_at)::float8 AS late FROM occurrences")[0]["late"]
        assert 0 <= late <= ON_TIME_S


def rested(scene: Scene) -> list[dict] | None:
    """What PostgreSQL knows, when nothing was added to it for longer than a busy loop's second."""
    rows = scene.rows(SAID)
    time.sleep(2.0)
    return rows if rows and scene.rows(SAID) == rows else None


def test_processes_that_are_restarted_one_after_the_other_lose_nothing_and_post_nothing_twice(stage, topics):  # F42
    with stage(nonces=False) as scene:
        scene.part("bot", **topics.settings)
        workers = [scene.part("work", **topics.settings) for _ in range(2)]
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 30, "every part to be up")
        scene.remind("begin", 1)
        bulk.remind(scene.url, [(f"chore {number}", 2 + number / 4) for number in range(80)])
        scene.fake.fail("delay", seconds=0.3, times=40)  # so that a post is on its way when the signal comes
        for worker in workers * 2:
            began = time.monotonic()
            assert worker.stop() == 0, worker.said()[-2000:]
            assert time.monotonic() - began <= GRACE_S
            worker.start(ready="/health/ready")
        sent = "SELECT count(*) AS n FROM occurrences WHERE state = 'sent'"
        wait_until(lambda: scene.rows(sent)[0]["n"] == 81, 90, "all reminders", every=0.25)
        assert {len(scene.posts(one)) for one in scene.occurrences()} == {1}
        early = [one for one in scene.occurrences() if scene.posts(one)[0]["at"] < one["due"]]
        assert early == []
