"""F42: a new version comes to the chart's processes one after the other, under load, with a schema that has grown."""

from __future__ import annotations

import threading
import time

import pytest

from fakechat.process import Program, wait_until
from tests.faults import bulk
from tests.faults.rolling import Balancer, Crowd, layout
from tests.faults.scene import Scene
from tests.faults.test_expand import _TABLES
from tests.faults.test_processes import healthy

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.deploying, pytest.mark.timeout(900)]
REMINDERS, SPAN_S = 60, 45.0
START_S, STOP_S = 240.0, 90.0  # of a machine that has much else to do


def grown(scene: Scene) -> None:
    """A migration of a release to come: nothing renamed, nothing taken away, and a revision that no code here knows."""
    for row in scene.rows(_TABLES):
        scene.script(f"ALTER TABLE {row['tablename']} ADD COLUMN later_note text, ADD COLUMN later_n int DEFAULT 0")
    scene.script("UPDATE alembic_version SET version_num = '9999_of_a_release_to_come'")


def started(scene: Scene, words: tuple[str, ...], settings: dict[str, str]) -> Program:
    """One more process, which is ready."""
    new = scene.part(*words, start=False, **settings)
    new.start(ready="/health/ready", timeout=START_S)
    return new


def rolled(scene: Scene, old: Program, words: tuple[str, ...], settings: dict[str, str], balancer: Balancer) -> Program:
    """As a Deployment does it with maxSurge 1: the next is ready before the last, whom nobody asks then, has to go."""
    api = words[0] == "api"
    new = started(scene, words, settings)
    if api:
        balancer.add(new)
        balancer.remove(old)
        time.sleep(0.5)  # in a cluster preStop waits until every node has heard of it
    assert old.stop(STOP_S) == 0, old.said()[-2000:]
    return new


def test_a_rolling_restart_answers_everybody_loses_nothing_and_does_nothing_twice(stage, topics):
    parts = layout()
    assert parts["api"] == (2, ("api",))
    workers = [words for name, (_, words) in parts.items() if name.startswith("workers-")]
    assert len(workers) == 3
    with stage(nonces=False, retry_delays=(0, 1, 2, 4, 8, 16, 32, 64)) as scene:
        settings = topics.settings
        balancer = Balancer()
        bot = started(scene, ("bot",), settings)
        scene.fake.webhook(bot.url)
        running = [(started(scene, words, settings), words) for words in workers]
        for _ in range(parts["api"][0]):
            program = started(scene, ("api",), settings)
            running.append((program, ("api",)))
            balancer.add(program)
        for process in scene.bots:
            wait_until(lambda process=process: healthy(process), 120, "every part to be up")
        scene.fake.type("add before it all")
        bulk.remind(scene.url, [(f"chore {number}", 1 + number * SPAN_S / REMINDERS) for number in range(REMINDERS)])
        crowd = Crowd(balancer)
        crowd.begin()
        try:
            grown(scene)
            for old, words in running:
                rolled(scene, old, words, settings, balancer)
            _recreated(scene, bot)
        finally:
            crowd.end()
        assert crowd.bad == []
        assert crowd.made
        _nothing_lost_and_nothing_twice(scene, crowd)


def _recreated(scene: Scene, bot: Program) -> None:
    """A gateway's pod goes before the next comes; what people type meanwhile is brought again by the platform."""
    assert bot.stop(STOP_S) == 0
    typing = threading.Thread(target=scene.fake.type, args=("add while the bot was away",))
    typing.start()
    bot.start(ready="/health/ready", timeout=START_S)
    typing.join(120)
    scene.fake.type("add after it all")


def _nothing_lost_and_nothing_twice(scene: Scene, crowd: Crowd) -> None:
    sent = "SELECT count(*) AS n FROM occurrences WHERE state = 'sent'"
    wait_until(lambda: scene.rows(sent)[0]["n"] == REMINDERS, 240, "all reminders", every=0.25)
    assert {len(scene.posts(one)) for one in scene.occurrences()} == {1}
    assert [one for one in scene.occurrences() if scene.posts(one)[0]["at"] < one["due"]] == []
    typed = ["before it all", "while the bot was away", "after it all"]
    titles = "SELECT title FROM tasks ORDER BY title"
    wanted = sorted([*crowd.made, *typed])
    wait_until(lambda: len(scene.rows(titles)) >= len(wanted), 120, "what was typed")
    assert [row["title"] for row in scene.rows(titles)] == wanted
    facts = "SELECT count(*) AS n FROM events WHERE type = 'task-created'"
    assert scene.rows(facts)[0]["n"] == len(wanted)
    waiting = "SELECT count(*) AS n FROM outbox"
    wait_until(lambda: scene.rows(waiting)[0]["n"] == 0, 120, "every fact to be handed to Kafka", every=0.25)
