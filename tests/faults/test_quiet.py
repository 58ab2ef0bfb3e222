"""What comes twice has one effect, and when nothing happens PostgreSQL is not asked anything."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest

from fakechat.process import Program, wait_until
from fakechat_platform.adapter import answer_nonce
from tests.faults.scene import Scene

BUSY_S, QUIET_S, DUE_S = 2.0, 8.0, 26.0
LOOKED_S = 6.0  # an open page looks once more, 5 s after a change: who died right after a commit told nobody
# Everything that PostgreSQL knows about when a program last said anything to it.
SAID = """
SELECT pid, backend_start, query_start, state_change, state FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'todobot' ORDER BY pid
"""


def one_event_four_times(stage) -> None:
    """The platform sends an event four times at once, and once more to another process."""
    with stage() as scene:
        bots = [scene.bot(), scene.bot()]
        sent = scene.fake.type("add buy groceries", event_id="E-once", copies=4)
        assert [one["status"] for one in sent["tries"]] == [200] * 4
        scene.fake.webhook(bots[0].url)
        scene.fake.type("add buy groceries", event_id="E-once")
        with ThreadPoolExecutor(2) as pool:  # a new one to both processes at the same time
            list(pool.map(lambda bot: pushed(scene, bot, "add water plants", "E-both"), bots))
        for event in ("E-once", "E-both"):
            scene.fake.wait(1, text="Created #", marked=False)
            wait_until(partial(answers, scene, event), 10, "the answer")
        titles = scene.rows("SELECT title, number FROM tasks ORDER BY title")
        assert [row["title"] for row in titles] == ["buy groceries", "water plants"]
        assert scene.count("handled") == 2
        for event in ("E-once", "E-both"):
            assert len(answers(scene, event)) == 1
        assert scene.rows("SELECT count(*) AS n FROM events WHERE type = 'task-created'")[0]["n"] == 2


def pushed(scene: Scene, bot: Program, text: str, event: str) -> None:
    """The same event to one of several processes."""
    scene.fake.webhook(bot.url)
    scene.fake.type(text, event_id=event, copies=2)


def answers(scene: Scene, event: str) -> list[dict[str, Any]]:
    """The bot's answers to an event."""
    return [post for post in scene.fake.log(marked=False) if post["nonce"] == answer_nonce(event)]


def one_click_twice(stage) -> None:
    """A reminder has rung; its buttons are clicked twice, by an impatient finger and by the platform's repetition."""
    with stage() as scene:
        scene.bot()
        tea = scene.remind("make tea", 1)
        scene.reaches(tea, "sent")
        (rang,) = scene.posts(tea)
        for event in ("C-1", "C-1", "C-2"):
            scene.fake.click(rang["id"], "20 min", event_id=event)
        wait_until(lambda: answers(scene, "C-1") and answers(scene, "C-2"), 10, "the answers")
        assert [one["state"] for one in scene.occurrences("make tea")].count("scheduled") == 1
        scene.fake.click(rang["id"], "Done", event_id="C-3", copies=3)
        scene.fake.click(rang["id"], "Done", event_id="C-4")
        wait_until(lambda: answers(scene, "C-3") and answers(scene, "C-4"), 10, "the answers")
        assert "Done: #" in answers(scene, "C-3")[0]["shown"]
        assert "is done already" in answers(scene, "C-4")[0]["shown"]
        assert all(len(answers(scene, f"C-{number}")) == 1 for number in (1, 2, 3, 4))
        assert scene.rows("SELECT count(*) AS n FROM events WHERE type = 'task-completed'")[0]["n"] == 1
        assert [one["state"] for one in scene.occurrences("make tea")].count("scheduled") == 0


def nobody_speaks(stage) -> None:
    """After BUSY_SECONDS nothing is sent, whoever probes and listens; what is due in the silence is on time."""
    with stage() as scene:
        bot = scene.bot(BUSY_SECONDS=str(BUSY_S))
        with Listener(bot.url, "/chat/stream") as listener, Listener(bot.url, "/live") as page:
            tea = scene.remind("make tea", DUE_S)
            time.sleep(LOOKED_S)
            before = wait_until(lambda: silent(scene), 8, "silence", every=0.1)
            begun, probes = time.time(), 0
            while time.time() < begun + QUIET_S:
                probes += probed(bot.url)
                time.sleep(0.2)
            assert scene.rows(SAID) == before, "something was said to PostgreSQL"
            assert time.time() < tea["due"], "the quiet time was too late to count"
            assert probes > 20
            scene.reaches(tea, "sent")
            (post,) = scene.posts(tea)
            print(f"silent for {QUIET_S} s under {probes} probes, then {post['at'] - tea['due']:.3f} s after due")
            assert 0 <= post["at"] - tea["due"] <= 5
            assert listener.open
            assert page.open


def silent(scene: Scene) -> list[dict[str, Any]] | None:
    """What PostgreSQL knows, when nothing was added to it for longer than a busy loop's second."""
    rows = scene.rows(SAID)
    time.sleep(1.5)
    return rows if rows and scene.rows(SAID) == rows else None


def probed(url: str) -> int:
    """Ask as orchestrators and Prometheus do; how many probes were answered."""
    paths = ("/health", "/health/live", "/health/ready", "/metrics")
    return sum(httpx.get(url + path, timeout=5, trust_env=False, verify=False).is_success for path in paths)


class Listener:
    """An open stream of server-sent events."""

    def __init__(self, url: str, path: str) -> None:
        self.open = False
        self._url, self._closing = url + path, False
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        timeout = httpx.Timeout(5, read=None)
        with (
            httpx.Client(timeout=timeout, trust_env=False, verify=False) as client,
            client.stream("GET", self._url) as stream,
        ):
            try:
                for _ in stream.iter_raw():
                    self.open = True
            except httpx.HTTPError:
                assert self._closing, "the stream broke"
        self.open = False

    def __enter__(self) -> Listener:
        self._thread.start()
        wait_until(lambda: self.open, 10, "the stream to open")
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True  # the thread ends with the bot at the latest


PLAYS = {
    "an-event-sent-four-times-has-one-effect": one_event_four_times,
    "a-button-clicked-twice-has-one-effect": one_click_twice,
    "a-quiet-process-sends-no-query-and-still-rings-on-time": nobody_speaks,
}


@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
def test_in_a_running_system(play, plays):
    plays[play].result()
