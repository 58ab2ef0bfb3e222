"""Reminders keep their word: after a kill -9 with many pending, when many firings were missed, in races with people."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fakechat.process import wait_until
from fakechat_platform.adapter import answer_nonce
from tests.faults import bulk
from tests.faults.scene import Scene

AWAY_S = 2520.0  # how far the database's clock goes on while nobody is there
LATE = re.compile(r"^⏰ 4[12] min late: I was offline\. ")
PENDING, LATER = 150, 50
SEED, RACES = 20261123, 48
SILENT = ("stays silent", "Cancelled the reminder")  # said only by the one who was first


def passed(scene: Scene, seconds: float) -> None:
    """The database's clock goes on by so much; nobody else's does."""
    scene.script(f"UPDATE test_clock SET seconds = seconds + {seconds}")


def killed_with_many_pending(stage) -> None:
    """200 are set, the process dies, most of them become due, it comes back."""
    with stage(nonces=False) as scene:
        bot = scene.bot()
        typed = scene.remind("pay the rent", 9)
        bulk.remind(scene.url, [(f"chore {number}", 9 + number % 7) for number in range(PENDING - 1)])
        bulk.remind(scene.url, [(f"later {number}", AWAY_S + 30 + number % 5) for number in range(LATER)])
        bot.kill()
        assert scene.fake.log(marked=True) == []
        passed(scene, AWAY_S)
        scene.start(bot)
        late = scene.fake.wait(PENDING, marked=True, timeout=30)
        assert all(LATE.match(post["shown"]) for post in late), late
        assert typed["id"] in {post["marker"] for post in late}
        posts = scene.fake.wait(PENDING + LATER, marked=True, timeout=60)
        wait_until(lambda: {one["state"] for one in scene.occurrences()} == {"sent"}, 15, "all to be sent", every=0.1)
        due = {one["id"]: one["due"] for one in scene.occurrences()}
        posts = scene.fake.log(marked=True)
        assert sorted(post["marker"] for post in posts) == sorted(due)
        assert min(post["at"] + AWAY_S - due[post["marker"]] for post in posts) >= 0
        on_time = [post for post in posts if "later" in post["shown"]]
        assert len(on_time) == LATER
        assert not any("late:" in post["shown"] for post in on_time)
        assert max(post["at"] + AWAY_S - due[post["marker"]] for post in on_time) <= 5


def missed_five_times(stage) -> None:
    """A reminder of every ten minutes whose process was away for five of them."""
    with stage() as scene:
        bot = scene.bot()
        assert scene.fake.type("remind me every 10 minutes to stretch")["tries"][0]["status"] == 200
        first = scene.occurrences("stretch")[0]
        bot.kill()
        passed(scene, first["due"] - time.time() + 4 * 600 + 60)
        scene.start(bot)
        scene.reaches(first, "sent")
        (caught_up,) = scene.fake.log(marked=True)
        assert "(also for 4 earlier times that were missed)" in caught_up["shown"]
        told, following = scene.occurrences("stretch")
        assert (told["missed"], following["state"]) == (4, "scheduled")
        assert following["due"] == pytest.approx(first["due"] + 5 * 600, abs=0.001)
        (now,) = scene.rows("SELECT extract(epoch FROM todobot_now())::float8 AS at")
        assert following["due"] > now["at"]
        passed(scene, following["due"] - now["at"] - 2)
        scene.reaches(following, "sent")
        posts = scene.fake.log(marked=True)
        assert [post["marker"] for post in posts] == [first["id"], following["id"]]
        assert "missed" not in posts[1]["shown"]
        assert "late" not in posts[1]["shown"]


Deed = Callable[[Scene, dict[str, Any], dict[str, Any]], dict[str, Any]]


def _done(scene: Scene, task: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return scene.fake.type(f"done {task['number']}")


def _delete(scene: Scene, task: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return scene.fake.type(f"delete {task['number']}")


def _cancel(scene: Scene, _: dict[str, Any], occurrence: dict[str, Any]) -> dict[str, Any]:
    return scene.fake.type(f"cancel reminder {occurrence['number']}")


def _undo(scene: Scene, _: dict[str, Any], occurrence: dict[str, Any]) -> dict[str, Any]:
    answer = next(post for post in scene.fake.log(marked=False) if occurrence["text"] in post["shown"])
    return scene.fake.click(answer["id"], "Undo")


DEEDS: tuple[Deed, ...] = (_done, _delete, _cancel, _undo)


def raced(scene: Scene, occurrence: dict[str, Any], deed: Deed, at: float) -> tuple[str, float]:
    """Do it at that time; what the bot answered, and when the platform had the answer."""
    sql = "SELECT number FROM tasks WHERE id = %(id)s"
    (task,) = scene.rows(sql, id=occurrence["task_id"])
    time.sleep(max(0.0, at - time.time()))
    sent = deed(scene, task, occurrence)
    nonce = answer_nonce(sent["event_id"])
    answers = wait_until(
        lambda: [post for post in scene.fake.log(marked=False) if post["nonce"] == nonce], 15, f"the answer to {sent}"
    )
    return answers[0]["shown"], answers[0]["at"]


def in_a_race_with_people(stage) -> None:
    """Done, delete, cancel and undo around the due instant: who was first is the only one to win."""
    with stage(nonces=False) as scene:
        scene.bot()
        chance = random.Random(SEED)
        with ThreadPoolExecutor(6) as pool:
            texts = [f"race number{number}" for number in range(RACES)]
            occurrences = list(pool.map(lambda text: scene.remind(text, 8), texts))
            plan = [(one, chance.choice(DEEDS), one["due"] + chance.uniform(-0.8, 0.3)) for one in occurrences]
            plan.sort(key=lambda item: item[2])
            answers = list(pool.map(lambda item: raced(scene, *item), plan))
        over = ("sent", "skipped", "cancelled")
        wait_until(lambda: all(one["state"] in over for one in scene.occurrences()), 20, "all to be over", every=0.1)
        time.sleep(1.5)  # nothing more may come: two of the loops' rounds
        now = {one["id"]: one for one in scene.occurrences()}
        fired = 0
        for (occurrence, deed, _), (said, at) in zip(plan, answers, strict=True):
            posts, state = scene.posts(occurrence), now[occurrence["id"]]["state"]
            told = (deed.__name__, said, state, at - occurrence["due"], [post["at"] - at for post in posts])
            assert len(posts) == (1 if state == "sent" else 0), told
            assert all(post["at"] >= occurrence["due"] for post in posts), told
            if at < occurrence["due"] or any(words in said for words in SILENT):
                assert not posts, told
            fired += len(posts)
        assert 0 < fired < RACES, "the race was none"


PLAYS = {
    "each-exactly-once-after-a-kill-with-200-pending": killed_with_many_pending,
    "one-catch-up-for-five-missed-firings": missed_five_times,
    "silent-when-told-so-before-its-time": in_a_race_with_people,
}


@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
def test_a_reminder_rings(play, plays):
    plays[play].result()
