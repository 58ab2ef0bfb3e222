"""`todobot replay` on a real Kafka: what was lost there comes back from the log, and nothing is done a second time."""

from __future__ import annotations

import json
import subprocess

import pytest

from core.db.engine import sqlalchemy_url
from fakechat.process import wait_until
from tests.faults.scene import Scene
from tests.faults.topics import Topics
from tests.scenarios.programs import TODOBOT, environment

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]


def replay(scene: Scene, topics: Topics, *words: str) -> subprocess.CompletedProcess[str]:
    """The command's run, beside the bot that relays."""
    environ = environment(topics.settings | {"DATABASE_URL": sqlalchemy_url(scene.url)})
    return subprocess.run([TODOBOT, "replay", *words], env=environ, capture_output=True, text=True, timeout=90)


def states(topics: Topics) -> dict[str, dict | None]:
    """What a reader of the compacted topic knows at its end: the last record of each key."""
    last = {record.key.decode(): record.value for record in topics.records("task-updates")}
    return {key: value and json.loads(value)["data"] for key, value in last.items()}


def drained(scene: Scene) -> bool:
    return not scene.rows("SELECT count(*) AS n FROM outbox WHERE parked_at IS NULL")[0]["n"]


def test_a_new_cluster_gets_the_state_of_every_task_and_the_facts_of_old(stage, topics, kafka_servers):
    with stage() as scene:
        bot = scene.bot(**topics.settings)
        for text in ("add milk", "add eggs p1", "add bread #food", "done 1", "delete 2", "rename 3 to rye bread"):
            scene.fake.type(text)
        rung = scene.remind("call Ann", 1)
        scene.reaches(rung, "sent")
        wait_until(lambda: drained(scene), 30, "all facts to be on Kafka")
        before, facts = states(topics), topics.types("task-events")
        assert [value and value["title"] for value in before.values()].count(None) == 1
        bot.stop()

        other = Topics(kafka_servers)
        other.make()
        bot.environ |= other.settings
        scene.start(bot)
        done = replay(scene, other, "--topic", "task-updates")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "4 carried." in done.stdout.replace("\n", " ")
        wait_until(lambda: drained(scene), 30, "all of them to be on Kafka")
        assert states(other) == before

        attempts = scene.count("attempts")
        for topic in ("task-events", "reminders"):
            assert replay(scene, other, "--topic", topic).returncode == 0
        wait_until(lambda: drained(scene), 30, "all of them to be on Kafka")
        assert sorted(other.types("task-events")) == sorted(facts)
        assert scene.count("attempts") == attempts
        assert len(scene.posts(rung)) == 1


def test_a_dry_run_says_what_there_would_be_and_a_choice_is_kept_to(stage, topics):
    with stage() as scene:
        scene.bot(**topics.settings)
        for text in ("add milk", "add eggs", "done 1"):
            scene.fake.type(text)
        wait_until(lambda: drained(scene), 30, "all facts to be on Kafka")
        before = len(topics.events("task-events"))
        dry = replay(scene, topics, "--topic", "task-events", "--dry-run")
        assert [line.split() for line in dry.stdout.splitlines()][:2] == [
            ["1", "task-completed"],
            ["2", "task-created"],
        ]
        assert len(topics.events("task-events")) == before
        task = scene.rows("SELECT id FROM tasks WHERE number = 1")[0]["id"]
        some = replay(scene, topics, "--topic", "task-events", "--type", "task-created", "--subject", str(task))
        assert some.returncode == 0, some.stderr
        wait_until(lambda: len(topics.events("task-events")) == before + 1, 20, "the one that was chosen")
        for wrong in (["--topic", "tasks"], ["--topic", "reminders", "--type", "task-created"], ["--from", "5"]):
            refused = replay(scene, topics, *(wrong if "--topic" in wrong else ["--topic", "reminders", *wrong]))
            assert refused.returncode == 2
            assert refused.stderr.count("\n") == 1
