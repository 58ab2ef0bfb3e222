"""F1, F2, F3: the worker that delivers is killed or frozen before, in and after its post; another one takes over."""

from __future__ import annotations

import signal
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from fakechat.process import Program, wait_until
from tests.faults.scene import DOUBTFUL, LEASE_S, Scene

ABANDONED_S = 3.0  # instead of migration 0002's 20 s


def pair(scene: Scene, **first: str) -> tuple[Program, Program]:
    """Two bots; the second one sleeps, so that the first one does the work."""
    second = scene.bot()
    one = scene.bot(**first)
    scene.hold(second)
    return one, second


def check_posts(scene: Scene, occurrence: dict, *, most: int) -> None:
    """At least one message, none early; one with nonces; of two the second says that it may be one."""
    posts = scene.posts(occurrence)
    assert 1 <= len(posts) <= (1 if scene.fake.nonces else most)
    assert all(post["at"] >= occurrence["due"] for post in posts)
    for earlier, post in zip([None, *posts], posts, strict=False):
        if earlier is not None:
            assert DOUBTFUL in post["shown"]


def killed_after_the_post(stage, *, nonces: bool, restarted: bool) -> None:
    """F1: the platform holds its answer back, the worker dies while it waits for it."""
    with stage(nonces=nonces) as scene:
        first, second = (scene.bot(), None) if restarted else pair(scene)
        scene.fake.fail("delay", marked=True, seconds=60, times=1)
        tea = scene.remind("make tea", 3)
        wait_until(lambda: scene.posts(tea), 10, "the platform to accept")
        assert scene.occurrences("make tea")[0]["state"] == "sending"
        first.kill()
        killed = time.time()
        scene.start(first) if second is None else second.resume()
        ready = time.time()
        scene.reaches(tea, "sent")
        assert scene.attempts(tea) == ["unknown", "sent"]
        tries = [one["at"] for one in scene.fake.tries() if one["marker"] == tea["id"]]
        assert len(tries) == 2
        assert tries[1] <= max(killed + LEASE_S, ready) + 3
        check_posts(scene, tea, most=2)
        assert nonces or DOUBTFUL in scene.posts(tea)[-1]["shown"]


def killed_before_the_post(stage, *, restarted: bool) -> None:
    """F2: the claim is written, the worker dies before the platform hears of it."""
    with stage() as scene:
        fault = "notify.before_post=kill"
        first, second = (scene.bot(fault=fault), None) if restarted else pair(scene, fault=fault)
        tea = scene.remind("make tea", 3)
        wait_until(lambda: not first.alive, 10, "the worker to die")
        died = time.time()
        assert scene.occurrences("make tea")[0]["state"] == "sending"
        scene.start(first, fault="") if second is None else second.resume()
        ready = time.time()
        scene.reaches(tea, "sent")
        tries = [one for one in scene.fake.tries() if one["marker"] == tea["id"]]
        assert len(tries) == 1
        assert tea["due"] <= tries[0]["at"] <= max(died + LEASE_S, ready) + 2
        check_posts(scene, tea, most=1)


def killed_twice_before_the_post(stage) -> None:
    """F2, and again when it is tried once more: where a second post is dropped anyway there is no reason to give up."""
    with stage() as scene:
        bot = scene.bot(fault="notify.before_post=kill")
        tea = scene.remind("make tea", 3)
        for fault in ("notify.before_post=kill", ""):
            wait_until(lambda: not bot.alive, 20, "the worker to die")
            scene.start(bot, fault=fault)
        scene.reaches(tea, "sent")
        assert scene.attempts(tea) == ["unknown", "unknown", "sent"]
        check_posts(scene, tea, most=1)


def frozen(bot: Program) -> bool:
    """Whether the process is stopped by a signal."""
    return psutil.Process(bot.pid).status() == psutil.STATUS_STOPPED


def thawed(scene: Scene, zombie: Program, other: Program) -> None:
    """The zombie goes on, and proves with a reminder of its own that it works again."""
    zombie.resume()
    scene.hold(other)
    scene.fake.webhook(zombie.url)
    wait_until(lambda: zombie.answers("/health/live"), 10, "the zombie to answer")
    later = scene.remind("water plants", 1)
    scene.reaches(later, "sent")
    assert len(scene.posts(later)) == 1


def frozen_before_sending(stage) -> None:
    """F3: it stops before `sending` is written, so nobody has claimed and the other one just delivers."""
    with stage(nonces=False) as scene:
        flag = Path(scene.folder / "armed")
        first, second = pair(scene, fault="notify.before_sending=stop", TODOBOT_FAULT_WHEN=str(flag))
        tea = scene.remind("make tea", 3)
        wait_until(lambda: time.time() > tea["due"] - 0.2, 10, "the time to come")
        flag.touch()
        wait_until(lambda: frozen(first), 10, "the worker to freeze")
        assert scene.attempts(tea) == []
        second.resume()
        scene.reaches(tea, "sent")
        wait_until(lambda: time.time() > tea["due"] + LEASE_S + 1, 20, "a lease's time to pass")
        thawed(scene, first, second)
        assert scene.attempts(tea) == ["sent"]
        check_posts(scene, tea, most=1)


def frozen_in_a_transaction(stage) -> None:
    """F3: it stops with rows locked; PostgreSQL ends its transaction, so that others need not wait for it."""
    with stage(nonces=False) as scene:
        name = scene.rows("SELECT current_database() AS name")[0]["name"]
        scene.script(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '{ABANDONED_S:g}s'")
        first, second = pair(scene, fault="sweep.before_commit=stop")
        tea = scene.remind("make tea", 3)
        wait_until(lambda: frozen(first), 10, "the worker to freeze")
        stopped = time.time()
        assert scene.occurrences("make tea")[0]["state"] == "scheduled"
        second.resume()
        scene.reaches(tea, "sent")
        assert scene.posts(tea)[0]["at"] <= stopped + ABANDONED_S + 3
        thawed(scene, first, second)
        assert scene.attempts(tea) == ["sent"]
        check_posts(scene, tea, most=1)


def frozen_before_the_post(stage) -> None:
    """F3: it stops when `sending` is written and nothing is posted; when it goes on its lease is somebody else's."""
    with stage(nonces=False) as scene:
        first, second = pair(scene, fault="notify.before_post=stop")
        tea = scene.remind("make tea", 3)
        wait_until(lambda: frozen(first), 10, "the worker to freeze")
        assert scene.occurrences("make tea")[0]["state"] == "sending"
        second.resume()
        scene.reaches(tea, "sent")
        thawed(scene, first, second)
        assert len([one for one in scene.fake.tries() if one["marker"] == tea["id"]]) == 1
        check_posts(scene, tea, most=1)


def frozen_in_the_post(stage, *, nonces: bool) -> None:
    """F3: it stops when the platform has accepted; when it goes on it finds an answer that is no longer its own."""
    with stage(nonces=nonces) as scene:
        first, second = pair(scene)
        scene.fake.fail("delay", marked=True, seconds=1, times=1)
        tea = scene.remind("make tea", 3)
        wait_until(lambda: scene.posts(tea), 10, "the platform to accept")
        first.signal(signal.SIGSTOP)
        assert scene.occurrences("make tea")[0]["state"] == "sending"
        second.resume()
        scene.reaches(tea, "sent")
        thawed(scene, first, second)
        assert len([one for one in scene.fake.tries() if one["marker"] == tea["id"]]) == 2
        check_posts(scene, tea, most=2)
        assert nonces or DOUBTFUL in scene.posts(tea)[-1]["shown"]


F1 = {
    "nonces-second-worker": partial(killed_after_the_post, nonces=True, restarted=False),
    "no-nonces-restarted": partial(killed_after_the_post, nonces=False, restarted=True),
}
F2 = {
    "second-worker": partial(killed_before_the_post, restarted=False),
    "restarted": partial(killed_before_the_post, restarted=True),
    "restarted-twice": killed_twice_before_the_post,
}
F3_BEFORE = {
    "before-sending": frozen_before_sending,
    "before-the-post": frozen_before_the_post,
    "in-a-transaction": frozen_in_a_transaction,
}
F3_AFTER = {
    "nonces": partial(frozen_in_the_post, nonces=True),
    "no-nonces": partial(frozen_in_the_post, nonces=False),
}


@pytest.mark.parametrize("play", F1.values(), ids=F1)
def test_killed_after_acceptance_a_reminder_is_there_once_or_twice_and_marked(play, plays):
    plays[play].result()


@pytest.mark.parametrize("play", F2.values(), ids=F2)
def test_killed_before_the_post_a_reminder_is_delivered_once_within_the_lease(play, plays):
    plays[play].result()


@pytest.mark.parametrize("play", F3_BEFORE.values(), ids=F3_BEFORE)
def test_frozen_before_the_post_a_worker_posts_nothing_when_it_goes_on(play, plays):
    plays[play].result()


@pytest.mark.parametrize("play", F3_AFTER.values(), ids=F3_AFTER)
def test_frozen_after_acceptance_a_worker_changes_nothing_when_it_goes_on(play, plays):
    plays[play].result()
