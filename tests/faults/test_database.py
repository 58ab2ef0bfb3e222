"""F11: PostgreSQL is shut down, or killed, under a bot that people write to; it comes back and nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fakechat.process import Program, wait_until
from tests.faults import bulk
from tests.faults.scene import Scene
from tests.faults.servers import own_server
from tests.faults.writers import Writers

AWAY_S = 3.0
HEALED_S, LIVENESS_S = 5.0, 30.0  # faults.md: F11 and I3
WRITTEN = "SELECT title, count(*) AS times FROM tasks WHERE title LIKE 'writer%%' GROUP BY title"


def given(stage, *, kill: bool) -> None:
    """A server that is not ours goes and comes back after a while."""
    with own_server() as server, stage(url=server.url) as scene:

        def outage() -> float:
            (server.kill if kill else server.shut_down)()
            time.sleep(AWAY_S)
            server.start()
            return time.time()

        survives(scene, scene.bot(), outage)


def embedded(stage) -> None:
    """The bot's own server is killed: the bot itself starts it again."""
    with stage(url="") as scene:
        bot = scene.bot(DATABASE_URL="")
        cluster = Path(bot.environ["DATA_DIR"]) / "postgres" / "cluster"
        scene.url = f"postgresql://todobot@/todobot?host={about(cluster)[4]}"

        def outage() -> float:
            died = about(cluster)[0]
            os.kill(int(died), signal.SIGKILL)
            fresh = lambda: about(cluster)[0] != died and about(cluster)[7].strip() == "ready"  # noqa: E731
            wait_until(fresh, 30, "the server to be started again")
            return time.time()

        try:
            survives(scene, bot, outage)
        finally:
            bot.stop()


def about(cluster: Path) -> list[str]:
    """The lines of postmaster.pid: 0 is the process, 4 the socket's folder, 7 the state; empty ones when it is not."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        lines = []
    return lines + [""] * (8 - len(lines))


def survives(scene: Scene, bot: Program, outage: Callable[[], float]) -> None:
    """People write, reminders are due before, in and after the outage, nobody touches the bot."""
    pid, typed = bot.pid, scene.remind("pay the rent", 4)
    bulk.remind(scene.url, [(f"chore {number}", 1 + number / 4) for number in range(48)])
    writers = Writers(bot.url)
    writers.start()
    wait_until(lambda: len(writers.acknowledged()) > 40 and time.time() > typed["due"] - 1.5, 20, "a stream of writes")
    gone = time.time()
    back = outage()
    first = wait_until(lambda: [one for one in writers.acknowledged() if one.at > back], 30, "an answer after it")
    wait_until(lambda: len(writers.acknowledged()) > 80 and time.time() > back + 3, 30, "more writes after it")
    writers.stop()
    print(f"healed {first[0].at - back:.2f} s after the server; {figures(writers, gone, back)}")
    assert bot.pid == pid
    assert bot.alive
    assert first[0].at - back <= HEALED_S
    check_writes(scene, writers)
    check_reminders(scene, back, gone)


def figures(writers: Writers, gone: float, back: float) -> str:
    """What a failure's reader wants to know."""
    during = [one for one in writers.answers if one.at > gone and one.sent < back]
    return f"{Counter(one.status for one in writers.answers)}, slowest {max(one.at - one.sent for one in during):.1f} s"


def check_writes(scene: Scene, writers: Writers) -> None:
    """An answer is 503 or true; what was acknowledged is there once, and nothing is there twice."""
    wrong = [one for one in writers.answers if one.status not in (200, 201, 503)]
    assert wrong == []
    times = {row["title"]: row["times"] for row in scene.rows(WRITTEN)}
    lost = {one.title for one in writers.acknowledged()} - set(times)
    assert lost == set()
    assert set(times.values()) == {1}


def check_reminders(scene: Scene, back: float, gone: float) -> None:
    """Each rings once, not early, and those of the outage soon after it."""

    def all_sent() -> list[dict[str, Any]] | None:
        found = scene.occurrences()
        return found if all(one["state"] == "sent" for one in found) else None

    occurrences = wait_until(all_sent, LIVENESS_S, "all reminders to be sent", every=0.1)
    assert any(gone < one["due"] < back for one in occurrences)
    for one in occurrences:
        posts = scene.posts(one)
        assert len(posts) == 1, one
        assert one["due"] <= posts[0]["at"] <= max(back, one["due"]) + LIVENESS_S


F11 = {
    "shut-down": partial(given, kill=False),
    "killed": partial(given, kill=True),
    "embedded-killed": embedded,
}


@pytest.mark.parametrize("play", F11.values(), ids=F11)
def test_after_an_outage_of_postgresql_nothing_acknowledged_is_lost_and_all_goes_on_by_itself(play, plays):
    plays[play].result()
