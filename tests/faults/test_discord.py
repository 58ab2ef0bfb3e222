"""F31 to F33 and F35 on Discord: real todobot processes, and the fake Discord's log as the judge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from fakechat.process import Program, free_port, wait_until
from tests.faults.discordstage import Fake, Wish, crowded, frames, remind, said
from tests.faults.scene import DOUBTFUL, Scene

ROOMY = {"BUSY_SECONDS": "600", "LEASE_SECONDS": "15", "CALL_TIMEOUT_SECONDS": "5"}


@contextmanager
def discord(stage: Any, *, well: bool = True, fake: dict[str, Any] | None = None, **settings: str) -> Iterator[Scene]:
    """A bot that runs, and is connected when all is well."""
    with stage(platform=Fake, **(fake or {})) as scene:
        bot = scene.bot(start=False, **(ROOMY | settings))
        bot.start(ready="/health/ready", timeout=150)
        if well:
            connected(scene)
        yield scene


def again(bot: Program) -> None:
    """Killed, and started anew."""
    bot.kill()
    bot.start(timeout=150)


def state(bot: Program) -> str:
    """What it says of its gateway; "up: " before it when all is well."""
    answer = httpx.get(f"{bot.url}/health", timeout=10, trust_env=False)
    part = answer.json()["parts"]["discord"]
    assert part["up"] or answer.status_code == 503
    return f"{'up: ' if part['up'] else ''}{part['says']}"


def says(bot: Program, words: str, timeout: float = 120) -> None:
    """Returns when it says this."""
    wait_until(lambda: words in state(bot), timeout, f"{words}; it says {state(bot)}", every=0.1)


def connected(scene: Scene, timeout: float = 120) -> None:
    """Returns when a bot has a session."""
    scene.fake.connected(timeout=timeout)


def a_flapping_network(stage: Any) -> None:
    """F31: connections are cut, refused, asked to move and left without an answer, again and again: RESUME, one
    IDENTIFY, and with restarts no more than three in any minute."""
    with discord(stage, fake={"heartbeat_ms": 1000, "identify_seconds": 0}) as scene:
        began = time.time()
        orders = [{"order": "drop"}, {"order": "reconnect"}, {"order": "close", "code": 4000}, {"order": "silence"}]
        while time.time() - began < 40:
            for order in orders:
                connected(scene)
                scene.fake.gateway("refuse", times=1, status=503)
                scene.fake.gateway(**order)
                wait_until(lambda: not scene.fake.noted()["gateway"]["sessions"], 60, "an end")
        connected(scene)
        assert len(frames(scene, 2)) == 1
        assert len(frames(scene, 6)) >= 4
        remind(scene, [Wish("after the storm", 1, "general")])
        wait_until(lambda: said(scene, "after the storm"), 60, "what rings")
        (bot,) = scene.bots
        for _ in range(2):
            again(bot)
            connected(scene)
        assert crowded([one["at"] for one in frames(scene, 2)]) <= 3
        print(f"\nF31: {len(frames(scene, 2))} IDENTIFY, {len(frames(scene, 6))} RESUME")


def a_crash_loop_without_the_intent(stage: Any) -> None:
    """F32: 4014, and the process is started again and again: three IDENTIFYs at most, and readiness says why."""
    with discord(stage, well=False, DISCORD_MESSAGE_CONTENT="on") as scene:
        (bot,) = scene.bots
        for _ in range(6):
            says(bot, "4014")
            again(bot)
        says(bot, "Privileged Gateway Intents")
        assert httpx.get(f"{bot.url}/health/ready", timeout=10).json()["degraded"] == ["discord"]
        assert 1 <= len(frames(scene, 2)) <= 3
        remind(scene, [Wish("rings all the same", 1, "general")])
        wait_until(lambda: said(scene, "rings all the same"), 60, "what rings")
        assert bot.alive


def a_token_that_is_taken_away(stage: Any) -> None:
    """F32: 4004: the process stays up and says why, and shows the token to nobody again and again."""
    with discord(stage) as scene:
        (bot,) = scene.bots
        scene.fake.settings(token="another.one.now")
        scene.fake.gateway("close", code=4004)
        says(bot, "4004")
        for _ in range(3):
            again(bot)
            says(bot, "unauthorized")
        assert len(frames(scene, 2)) == 1
        assert scene.fake.noted()["invalid"] <= 4
        assert bot.alive


def limits_of_every_kind(stage: Any) -> None:
    """F33: 429 of a route, of everything, of somebody else, from Cloudflare; then many for people who take no
    messages: each is tried once, who set them is told, the others get theirs, and few answers are of the kind that
    Discord counts."""
    with discord(stage, fake={"burst": 1000}) as scene:
        for kind in ("rate", "global", "shared", "cloudflare"):
            scene.fake.fail(kind, seconds=6, times=1)
            remind(scene, [Wish(f"{kind} {number}", 1 + number / 10, "general") for number in range(5)])
            wait_until(lambda kind=kind: len(said(scene, f"{kind} ")) == 5, 120, f"all of {kind}")
        for account in ("ben", "cat", "dan"):
            scene.fake.change(account=account, dms=False)
        wishes = [Wish(f"closed {n}", 1, "", ("ben", "cat", "dan")[n % 3]) for n in range(45)]
        remind(scene, [*wishes, Wish("open", 2, "general")])
        wait_until(lambda: said(scene, "open"), 120, "the others'")
        rows = "SELECT count(*) AS n FROM occurrences WHERE state = 'failed'"
        wait_until(lambda: scene.rows(rows)[0]["n"] >= 45, 120, "an end of all that cannot be told")
        # Ann takes messages as fast as any channel does: about one a second.
        wait_until(lambda: len(said(scene, "closed ")) >= 45, 180, "ann to be told of them all")
        assert {(one["dm"], one["place"]) for one in said(scene, "closed ")} == {("ann", "")}
        tried = [one for one in scene.fake.noted()["calls"] if one["code"] == 50007]
        noted = scene.fake.noted()
        print(f"\nF33: {noted['invalid']} answers of 401, 403 and 429; {len(tried)} with 50007")
        assert len(tried) == 3
        assert noted["invalid"] <= 20


def a_post_whose_answer_is_lost(stage: Any) -> None:
    """One message each, by its nonce: dropped after it was accepted, answered too late, 500, 503."""
    with discord(stage) as scene:
        for fault, more in (
            ("drop", {}),
            ("delay", {"seconds": 8}),
            ("status", {"status": 500}),
            ("status", {"status": 503}),
        ):
            name = f"lost by {fault}{more.get('status', '')}"
            scene.fake.fail(fault, marked=True, times=1, **more)
            remind(scene, [Wish(name, 1, "general")])
            (occurrence,) = scene.occurrences(name)
            scene.reaches(occurrence, "sent", 120)
            posts = said(scene, name)
            assert len(posts) == 1, posts
            assert DOUBTFUL not in posts[0]["shown"]
            scene.fake.heal()


def texts_of_every_kind(stage: Any) -> None:
    """F35: too long, mass mentions, markup, control characters, letters that turn the writing: taken, and nobody is
    pinged but those whom the reminder is for."""
    with discord(stage, fake={"burst": 1000}) as scene:
        texts = {
            "long": "word " * 400,
            "mass": "@everyone @here <@&1> <@1> <!channel>",
            "markup": "**a** _b_ ~~c~~ `d` ||e|| [f](https://x.y) > g\n# h",
            "odd": "a\u202eb\u0007c <t:1:F> </x:1> <#1> <a:b:1>",
        }
        remind(scene, [Wish(f"{name} {text}"[:200], 1, "general", setter="ben") for name, text in texts.items()])
        for name in texts:
            wait_until(lambda name=name: said(scene, name), 120, name)
        ben = scene.fake.id("person", "ben")
        for post in scene.fake.log("post"):
            assert post["pings"] == {"users": [ben], "roles": [], "everyone": False}
        wait_until(lambda: {row["state"] for row in scene.occurrences()} == {"sent"}, 60, "all to be known as sent")


PLAYS = [
    a_flapping_network,
    a_crash_loop_without_the_intent,
    a_token_that_is_taken_away,
    limits_of_every_kind,
    a_post_whose_answer_is_lost,
    texts_of_every_kind,
]


@pytest.mark.timeout(400)
@pytest.mark.slow
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_discord_is_broken_on_purpose(play, plays):
    plays[play].result(380)


def takes_over(scene: Scene, first: Program, second: Program) -> None:
    """The second waits, and is connected soon after the first was killed."""
    says(second, "has it")
    assert len(frames(scene, 2)) == 1
    first.kill()
    killed = time.time()
    wait_until(lambda: len(frames(scene, 2)) == 2, 60, "another session")
    took = frames(scene, 2)[-1]["at"] - killed
    print(f"\ntakeover: {took:.1f} s")
    assert took <= 15
    says(second, "up: Discord is connected")
    remind(scene, [Wish("after the change", 1, "general")])
    wait_until(lambda: said(scene, "after the change"), 60, "what rings")
    assert len(frames(scene, 2)) == 2


@pytest.mark.services
@pytest.mark.timeout(400)
def test_a_second_process_waits_and_is_connected_soon_after_the_first_was_killed(stage, topics):
    with stage(platform=Fake) as scene:
        settings = {**ROOMY, **topics.settings}
        first = scene.part("bot", **settings)
        connected(scene)
        second = scene.part("bot", **settings)
        scene.part("work", **settings)
        takes_over(scene, first, second)


@pytest.mark.timeout(400)
def test_without_kafka_the_second_process_of_a_machine_waits_and_takes_over(stage):
    with stage(platform=Fake) as scene:
        shared = {"EVENT_BUS": "dapr", "APP_API_TOKEN": "t" * 40, "DATA_DIR": str(scene.folder / "shared")}

        def settings() -> dict[str, str]:
            return {**ROOMY, **shared, "INTERNAL_PORT": str(free_port())}

        first = scene.part("bot", **settings())
        connected(scene)
        second = scene.part("bot", **settings())
        scene.part("work", **settings())
        takes_over(scene, first, second)
