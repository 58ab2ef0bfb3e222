"""F17 to F22: Dapr is away when a timer is set and when it should ring, hangs and repeats; the sweep rings anyway."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fakechat.process import wait_until
from tests.faults.beside import SIGNED, counted, healthy, ring, settings_at, sidecar_of
from tests.faults.scene import Scene
from tests.faults.test_quiet import SAID, silent
from tests.services.running import free_ports

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

ON_TIME_S, ACK_S = 5.0, 1.0


def told_once_and_on_time(scene: Scene, occurrence) -> None:
    """Exactly one message, not early; late by at most what still counts as on time."""
    scene.reaches(occurrence, "sent", timeout=30)
    (post,) = scene.posts(occurrence)
    assert 0 <= post["at"] - occurrence["due"] <= ON_TIME_S


def test_with_the_sidecar_away_reminders_are_set_and_ring_and_a_late_trigger_does_nothing(
    stage, tmp_path, job_scheduler
):  # F17, F18
    (port,) = free_ports(1)
    with sidecar_of(tmp_path, job_scheduler, port) as (sidecar, settings), stage() as scene:
        settings["INTERNAL_PORT"] = str(port)
        bot = scene.bot(**settings)
        sidecar.start()
        wait_until(lambda: healthy(bot), 30, "the timers' clock")
        told_once_and_on_time(scene, scene.remind("ring by Dapr", 3))
        wait_until(lambda: counted(bot, "job_callbacks", "rung") >= 1, 30, "Dapr's ring")
        second = scene.remind("ring without the sidecar", 6)
        wait_until(lambda: counted(bot, "jobs", "set") >= 2, 30, "the second timer")
        sidecar.kill()
        third = scene.remind("ring although nobody set a timer", 6)
        wait_until(lambda: counted(bot, "jobs", "failed") >= 1, 30, "the third timer to fail")
        wait_until(lambda: not healthy(bot), 30, "the bot to say that Dapr is away")
        for one in (second, third):
            told_once_and_on_time(scene, one)
        sidecar.start()
        wait_until(lambda: counted(bot, "job_callbacks", "rung") >= 2, 60, "the late ring of the second")
        wait_until(lambda: healthy(bot), 60, "the clock to be back")
        told_once_and_on_time(scene, scene.remind("ring by Dapr again", 3))
        wait_until(lambda: counted(bot, "job_callbacks", "rung") >= 3, 30, "Dapr's ring")
        assert [len(scene.posts(one)) for one in (second, third)] == [1, 1]


def test_fifty_series_that_missed_their_times_ring_once_each_and_their_jobs_are_put_right(
    stage, tmp_path, own_scheduler
):  # F19
    (port,) = free_ports(1)
    own_scheduler.start()
    with sidecar_of(tmp_path, own_scheduler.address, port) as (sidecar, settings), stage() as scene:
        settings["INTERNAL_PORT"] = str(port)
        bot = scene.bot(**settings)
        sidecar.start()
        for number in range(50):
            scene.fake.type(f"remind me every 10 minutes to stretch {number}")
        assert len(scene.occurrences()) == 50, [one["shown"] for one in scene.fake.log()][-3:]
        wait_until(lambda: counted(bot, "jobs", "set") >= 50, 60, "fifty timers")
        own_scheduler.kill()
        first = scene.occurrences()
        assert len(first) == 50
        # Four firings of each pass for the database; nobody else's clock moves.
        scene.script("UPDATE test_clock SET seconds = seconds + 2520")
        for one in first:
            scene.reaches(one, "sent", timeout=60)
        wait_until(lambda: counted(bot, "jobs", "failed") >= 1, 60, "the next timers to fail")
        own_scheduler.start()
        wait_until(lambda: counted(bot, "jobs", "remade") >= 50, 60, "the next timers to be made again")
        wait_until(lambda: counted(bot, "jobs", "orphaned") >= 50, 60, "the old timers to be deleted")
        posts = scene.fake.log(marked=True)
        assert Counter(post["marker"] for post in posts) == Counter(one["id"] for one in first)
        assert all("missed" in post["shown"] for post in posts)


class BrokenApp(BaseHTTPRequestHandler):
    """An app that is alive, and whose route for timers is missing, broken or stuck, in turn."""

    calls: Counter[str]
    answers: dict[str, int]

    def do_GET(self):
        self.send_response(200 if self.path == "/health/live" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        status = self.answers.setdefault(self.path, (404, 500, 0)[len(self.answers) % 3])
        self.calls[self.path] += 1
        if not status:
            time.sleep(60)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        return


def test_reminders_ring_although_the_route_for_timers_is_missing_broken_or_stuck(stage, tmp_path, job_scheduler):  # F20
    handler = type("Broken", (BrokenApp,), {"calls": Counter(), "answers": {}})
    app = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    app.daemon_threads = True
    threading.Thread(target=app.serve_forever, daemon=True).start()
    with sidecar_of(tmp_path, job_scheduler, app.server_port) as (sidecar, settings), stage() as scene:
        bot = scene.bot(**settings)
        assert ring(settings, "any", **SIGNED) == 200  # the route is there before the process is ready
        sidecar.start()
        wait_until(lambda: healthy(bot), 30, "the timers' clock")
        rung = [scene.remind(f"ring {number}", 3 + number / 2) for number in range(3)]
        for one in rung:
            told_once_and_on_time(scene, one)
        wait_until(lambda: len(handler.calls) == 3, 30, "all three calls")
        broken = next(path for path, status in handler.answers.items() if status == 500)
        wait_until(lambda: handler.calls[broken] > 4, 60, "more tries than Dapr makes by itself")
        assert [len(scene.posts(one)) for one in rung] == [1, 1, 1]
    app.shutdown()


def test_a_scheduler_that_never_answers_delays_nobody_and_forged_rings_do_nothing(stage):  # F21, F22
    with socket.create_server(("127.0.0.1", 0), backlog=64) as hole, stage() as scene:  # accepts, and says nothing
        settings = settings_at(f"http://127.0.0.1:{hole.getsockname()[1]}", free_ports(1)[0])
        bot = scene.bot(**settings)
        acks, rung = [], []
        for number in range(5):
            began = time.monotonic()
            rung.append(scene.remind(f"ring {number}", 8))
            acks.append(time.monotonic() - began)
        assert sorted(acks)[2] < ACK_S, acks
        name = f"occ-{rung[0]['id']}"
        assert [ring(settings, name, **SIGNED) for _ in range(3)] == [200] * 3
        assert ring(settings, "occ-01a206ef-a6d6-7722-97aa-58143e1b8741", **SIGNED) == 200
        assert ring(settings, "../../tasks", **SIGNED) in (200, 404)
        assert ring(settings, name) == ring(settings, name, **{"dapr-api-token": "forged"}) == 401
        for one in rung:
            told_once_and_on_time(scene, one)
        assert ring(settings, name, **SIGNED) == 200
        last = scene.remind("ring last", 1)
        told_once_and_on_time(scene, last)
        assert [len(scene.posts(one)) for one in rung] == [1] * 5
        wait_until(lambda: not healthy(bot), 30, "the bot to say that Dapr is away")


def test_everything_goes_through_dapr_on_the_topics_that_kafka_has(stage, topics, tmp_path, job_scheduler):
    names = ("pubsub", "pubsub-notify", "pubsub-schedule", "pubsub-updates", "pubsub-watch", "statestore")
    files = (*(f"components/{name}.yaml" for name in names), "resiliency.yaml")
    (port,) = free_ports(1)
    with stage() as scene:
        environ = {
            "KAFKA_BOOTSTRAP_SERVERS": topics.servers,
            "KAFKA_AUTH_TYPE": "none",
            "STATE_DATABASE_URL": scene.url,
        }
        with sidecar_of(tmp_path, job_scheduler, port, *files, **environ) as (sidecar, found):
            over = {"INTERNAL_PORT": str(port), "EVENT_BUS": "dapr", "SESSIONS": "dapr", "BUSY_SECONDS": "2"}
            bot = scene.bot(**found | over | topics.settings)
            sidecar.start()
            wait_until(lambda: healthy(bot) and healthy(bot, "bus"), 60, "bus and clock")
            scene.fake.type("Create a task to buy groceries")
            told_once_and_on_time(scene, scene.remind("ring through everything", 4))
            wanted = {"reminder-scheduled", "reminder-due", "reminder-delivered"}
            wait_until(lambda: wanted <= set(topics.types("reminders")), 60, "the reminder's life on the topic")
            assert "task-created" in topics.types("task-events")
            wait_until(lambda: counted(bot, "job_callbacks", "rung") >= 1, 30, "Dapr's ring")
            tea = scene.remind("make tea", 20)
            before = wait_until(lambda: silent(scene), 15, "silence", every=0.1)
            time.sleep(6)  # more than one look of the bus at Kafka
            assert scene.rows(SAID) == before, "something was said to PostgreSQL"
            told_once_and_on_time(scene, tea)
            wait_until(lambda: counted(bot, "job_callbacks", "rung") >= 2, 30, "Dapr's ring")
