"""F25 to F30, F36 and F40 on Slack: a real todobot, and the fake Slack's log as the judge."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from fakechat.process import wait_until
from tests.faults.scene import DOUBTFUL, Scene
from tests.platforms.slack.client import FakeSlack

QUICK = {"retry_delays": (0, 1, 2, 4, 8)}


@contextmanager
def slack(stage: Any, *, over_sockets: bool = False, **fake: Any) -> Iterator[Scene]:
    """A bot with one workspace's token, ready to hear."""
    with stage(platform=FakeSlack, **(QUICK | fake)) as scene:
        if over_sockets:
            scene.fake.settings(over_sockets=True)
            bot = scene.bot(start=False, **scene.fake.for_bot(sockets=True))
            bot.start(ready="/health/ready")
            wait_until(lambda: scene.fake.noted()["sockets"]["lines"], 20, "the bot to connect")
        else:
            scene.bot()
        yield scene


def rang(scene: Scene, **where: Any) -> list[dict[str, Any]]:
    """What was posted because a reminder was due: its mark is the occurrence's."""
    due = {row["id"].hex for row in scene.rows("SELECT id FROM occurrences")}
    return [one for one in scene.fake.log("post", **where) if _mark(one) in due]


def _mark(entry: dict[str, Any]) -> str:
    return str(((entry.get("metadata") or {}).get("event_payload") or {}).get("id", ""))


def titles(scene: Scene) -> list[str]:
    """All tasks, by number."""
    return [row["title"] for row in scene.rows("SELECT title FROM tasks ORDER BY number")]


def tried(scene: Scene, method: str) -> list[dict[str, Any]]:
    """Calls of one method."""
    return [call for call in scene.fake.noted()["calls"] if call["method"] == method]


def one_effect_of_many_deliveries(stage: Any) -> None:
    """F28: the same event four times at once, one mention as two events in either order, and a request replayed."""
    with slack(stage) as scene:
        for number, more in enumerate(({"copies": 4}, {"first": "message"}, {"first": "app_mention"})):
            scene.fake.type(f"add thing {number}", channel="general", mention=True, **more)
        wait_until(lambda: len(titles(scene)) >= 3, 20, "three tasks")
        scene.fake.do("replay")
        scene.fake.slash("/todo", "add by command")
        scene.fake.wait("respond", text="by command")
        assert titles(scene) == ["thing 0", "thing 1", "thing 2", "by command"]
        said = [one["shown"] for one in scene.fake.log("post", place="general")]
        assert [sum(f"thing {number}" in one for one in said) for number in range(3)] == [1, 1, 1]


def the_database_stands_still(stage: Any) -> None:
    """F29: five seconds without an answer of the database: Slack is answered in three, and nothing is done twice."""
    with slack(stage) as scene:
        scene.fake.type("add before", channel="general", mention=True)
        scene.fake.wait("post", text="before")
        locked, over = threading.Event(), threading.Event()

        def hold() -> None:
            with psycopg.connect(scene.url) as connection:
                connection.execute("LOCK TABLE handled IN ACCESS EXCLUSIVE MODE")
                locked.set()
                over.wait(5)

        holder = threading.Thread(target=hold)
        holder.start()
        assert locked.wait(20)
        tries = scene.fake.type("add while it stood", channel="general", mention=True)["tries"]
        assert all(one["seconds"] < 3 for one in tries), tries
        assert {one["status"] for one in tries} == {503}
        answer = scene.fake.slash("/todo", "add by command")["answer"]
        assert (answer["status"], answer["seconds"] < 3) == (200, True)
        holder.join()
        scene.fake.wait("post", text="while it stood", timeout=30)
        scene.fake.wait("respond", text="by command", timeout=30)
        wait_until(lambda: len(titles(scene)) == 3, 10, "three tasks")
        time.sleep(1)  # nothing follows
        assert sorted(titles(scene)) == ["before", "by command", "while it stood"]
        assert len([one for one in scene.fake.log("post") if "while it stood" in one["shown"]]) == 1


def a_post_whose_answer_is_lost(stage: Any) -> None:
    """F26: dropped after it was accepted, an answer that comes too late, 500 and 503: one message each, unmarked."""
    with slack(stage) as scene:
        faults = [("drop", {}), ("delay", {"seconds": 4}), ("status", {"status": 500}), ("status", {"status": 503})]
        for fault, more in faults:
            name = f"{fault}{more.get('status', '')}"
            occurrence = scene.remind(name, 10)
            scene.fake.wait("post", text=name)  # the answer has passed
            scene.fake.fail(fault, method="chat.postMessage", marked=True, times=1, **more)
            scene.reaches(occurrence, "sent", 60)
            posts = [one for one in rang(scene) if name in one["shown"]]
            assert len(posts) == 1, posts
            assert DOUBTFUL not in posts[0]["shown"]
            assert len(scene.attempts(occurrence)) == 2
            scene.fake.heal()


def it_cannot_be_asked(stage: Any) -> None:
    """F26: without the right to read history a lost answer costs one more message, which says so."""
    with slack(stage) as scene:
        scopes = ["chat:write", "im:write", "users:read", "commands", "channels:read", "groups:read", "im:read"]
        scene.fake.change(scopes=scopes)
        occurrence = scene.remind("water", 10)
        scene.fake.wait("post", text="water")
        scene.fake.fail("drop", method="chat.postMessage", marked=True, times=1)
        scene.reaches(occurrence, "sent", 60)
        posts = [one["shown"] for one in rang(scene)]
        assert [DOUBTFUL in one for one in posts] == [False, True], posts


def one_channel_is_told_to_wait(stage: Any) -> None:
    """F25: Retry-After on one channel: it waits for that long and keeps its order, others are not delayed."""
    with slack(stage) as scene:
        for number in range(3):
            for channel, word in (("general", "g"), ("random", "r")):
                wish = f"remind us in {30 + number} seconds to {word}{number}"
                scene.fake.type(wish, channel=channel, mention=True)
                scene.fake.wait("post", text=f"{word}{number}", place=channel)
        due = max(one["due"] for one in scene.occurrences())
        scene.fake.fail("rate", method="chat.postMessage", channel="CACMEGENERAL", seconds=25)
        free = wait_until(lambda: _three(scene, "random"), 80, "three in the free channel")
        assert max(one["at"] for one in free) - due < 15
        held = wait_until(lambda: _three(scene, "general"), 120, "three in the other one")
        assert [name for one in held for name in ("g0", "g1", "g2") if name in one["shown"]] == ["g0", "g1", "g2"]
        assert min(one["at"] for one in held) > max(one["at"] for one in free)
        assert scene.fake.noted()["limited"]["CACMEGENERAL"] <= 2


def _three(scene: Scene, place: str) -> list[dict[str, Any]] | None:
    found = rang(scene, place=place)
    return found if len(found) == 3 else None


def consent_is_taken_back(stage: Any) -> None:
    """F27: a revoked token: no loop, and the bot stays up."""
    with slack(stage) as scene:
        for number in range(5):
            scene.remind(f"tea {number}", 40 + number / 10)
        scene.fake.change(uninstall=True)
        wait_until(lambda: all(one["state"] == "failed" for one in scene.occurrences()), 100, "all to have failed")
        posts = len(tried(scene, "chat.postMessage"))
        time.sleep(3)
        assert len(tried(scene, "chat.postMessage")) == posts
        assert posts <= 12
        assert rang(scene) == []
        assert scene.bots[0].answers("/health/live")


def forged_requests(stage: Any) -> None:
    """F36: what is not signed, signed by another, too old, from the future, or changed on its way changes nothing."""
    with slack(stage) as scene:
        for forge in ("signature", "body", "stale", "future", "missing", "charset"):
            tries = scene.fake.type(f"add {forge}", forge=forge, retry=False)["tries"]
            assert {one["status"] for one in tries} == {401}, (forge, tries)
            assert scene.fake.slash("/todo", f"add {forge}", forge=forge)["answer"]["status"] == 401
        scene.fake.type("add genuine")
        scene.fake.wait("post", text="genuine")
        assert titles(scene) == ["genuine"]


def nothing_secret_is_said(stage: Any) -> None:
    """F40: neither tokens nor secrets nor people's words stand in what the process says."""
    with slack(stage) as scene:
        secrets = [
            value for name, value in scene.fake.for_bot().items() if name.startswith("SLACK_") and "URL" not in name
        ]
        scene.fake.type("add the canary sings", channel="general", mention=True)
        scene.fake.wait("post", text="canary")
        url = scene.fake.slash("/todo", "list")["response_url"]
        scene.fake.fail("error", method="*", error="internal_error", times=3)
        scene.fake.type("add another canary", forge="body", retry=False)
        scene.fake.change(revoke=True)
        scene.fake.type("add a third canary", retry=False)
        said = scene.bots[0].said()
        assert "slack" in said
        for canary in (*secrets, url, "canary"):
            assert canary not in said, canary


def all_sockets_are_gone(stage: Any) -> None:
    """F30: dropped, half open, and to be refreshed: heard again within 15 s, and what was said meanwhile is done."""
    with slack(stage, over_sockets=True) as scene:
        for order in ("drop", "half_open", "refresh_requested"):
            scene.fake.sockets(order)
            began = time.time()
            scene.fake.type(f"add after {order}", channel="general", mention=True)
            (post,) = scene.fake.wait("post", text=f"after {order}", timeout=40)
            assert post["at"] - began < 35, order  # until it is heard again, and the envelope's own repeat
            wait_until(lambda: len(_well(scene)) >= 2, 30, "both connections to be well")
        assert titles(scene) == [f"after {order}" for order in ("drop", "half_open", "refresh_requested")]


def _well(scene: Scene) -> list[dict[str, Any]]:
    return [one for one in scene.fake.noted()["sockets"]["lines"] if not one["half_open"]]


PLAYS = [
    one_effect_of_many_deliveries,
    the_database_stands_still,
    a_post_whose_answer_is_lost,
    it_cannot_be_asked,
    one_channel_is_told_to_wait,
    consent_is_taken_back,
    forged_requests,
    nothing_secret_is_said,
    all_sockets_are_gone,
]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_slack_is_broken_on_purpose(play, plays):
    plays[play].result(380)
