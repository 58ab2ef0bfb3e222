"""The fake platform's door at work: what it makes of errors, and how a bot process finds it and answers."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.errors import PermanentError, StartError, TransientError
from core.messages import Address, Reply
from core.ports import Post
from fakechat.client import PLATFORM, Fakechat
from fakechat.hooks import FORGERIES
from fakechat.process import Program, free_port
from fakechat_platform.notifier import FakechatNotifier
from fakechat_platform.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def notifier(fake: Fakechat, **change: Any) -> FakechatNotifier:
    """A notifier for the running fake."""
    settings: dict[str, Any] = {"url": fake.url, "token": fake.token, "secret": fake.secret, "timeout": 0.5} | change
    return FakechatNotifier(Settings(**settings))


def reminder(**change: Any) -> Post:
    """An occurrence's post."""
    address = Address("fakechat", "acme", "general")
    content: dict[str, Any] = {"address": address, "reply": Reply(parts=("⏰ tea",), kind="reminder"), "nonce": "n1"}
    return Post(**(content | {"occurrence_id": uuid4()} | change))


def failing(door: FakechatNotifier, post: Post) -> TransientError | PermanentError:
    """The error that a post raises."""

    async def go() -> None:
        try:
            await door.post(post)
        finally:
            await door.close()

    with pytest.raises((TransientError, PermanentError)) as caught:
        asyncio.run(go())
    return caught.value  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fault", "reason", "unknown", "retry_after", "accepted"),
    [
        ("rate", "rate_limited", False, 7.0, 0),
        ("500", "http_500", False, None, 0),
        ("503", "http_503", False, None, 0),
        ("delay", "ReadTimeout", True, None, 1),
        ("drop", "RemoteProtocolError", True, None, 1),
        ("refuse", "RemoteProtocolError", True, None, 0),
    ],
)
def test_what_may_pass_is_transient(
    fakechat: Fakechat, fault: str, reason: str, unknown: bool, retry_after: float | None, accepted: int
) -> None:
    fakechat.fail(fault, seconds=6.5)
    error = failing(notifier(fakechat), reminder())
    assert isinstance(error, TransientError)
    assert error.reason == reason or (unknown and error.reason == "ReadError")
    assert (error.unknown, error.retry_after, len(fakechat.log())) == (unknown, retry_after, accepted)


def test_a_refused_connection_was_surely_not_accepted(fakechat: Fakechat) -> None:
    fakechat.kill()
    error = failing(notifier(fakechat), reminder())
    assert isinstance(error, TransientError) and not error.unknown


def test_what_will_never_pass_is_permanent_with_its_reason(fakechat: Fakechat) -> None:
    fakechat.fail("gone", channel="random")
    places = {"random": "channel_gone", "nowhere": "channel_not_found"}
    for channel, reason in places.items():
        error = failing(notifier(fakechat), reminder(address=Address("fakechat", "acme", channel)))
        assert isinstance(error, PermanentError) and error.reason == reason
    error = failing(notifier(fakechat, token="wrong"), reminder())
    assert isinstance(error, PermanentError) and error.reason == "invalid_token"


def test_an_occurrence_is_logged_under_its_marker_and_once_per_nonce(fakechat: Fakechat) -> None:
    async def twice(post: Post) -> list[bool]:
        door = notifier(fakechat)
        answers = [await door.post(post), await door.post(post)]
        await door.close()
        assert answers[0].message_id == answers[1].message_id
        return [answer.duplicate for answer in answers]

    post = reminder(reply=Reply(parts=("x" * 9_000,)))
    assert asyncio.run(twice(post)) == [False, True]
    assert len(fakechat.log(marker=str(post.occurrence_id))) == 3, "three messages, each once"


def test_missing_settings_are_named() -> None:
    with pytest.raises(StartError, match="FAKECHAT_URL, FAKECHAT_SECRET"):
        Settings.of({"FAKECHAT_TOKEN": "x"})


@pytest.fixture
def echo(fakechat: Fakechat, tmp_path: Path) -> Iterator[Program]:
    """A bot process that finds the platform through its entry point."""
    environ = fakechat.for_bot()
    port = free_port()
    environ["PYTHONPATH"] += f":{PLATFORM.parent.parent}:{ROOT}"
    command = [sys.executable, "-m", "fakechat.echo", str(port)]
    bot = Program(command, port=port, output=tmp_path / "echo.out", environ=environ)
    bot.start()
    fakechat.webhook(bot.url)
    yield bot
    bot.kill()


def test_a_process_finds_the_platform_and_answers(fakechat: Fakechat, echo: Program) -> None:
    assert fakechat.type("hello", channel="general", mention=True)["tries"][0]["status"] == 200
    (answer,) = fakechat.wait(text="heard hello", channel="general")
    assert answer["only_for"] == ""
    fakechat.click(answer["id"], "Again", account="ben")
    fakechat.wait(text="heard 1:again")
    fakechat.type("quiet", channel="general", slash="todo")
    assert fakechat.wait(text="heard quiet")[0]["only_for"] == "ann"


def test_an_event_that_comes_often_is_answered_once(fakechat: Fakechat, echo: Program) -> None:
    fakechat.control(nonces=False)
    tries = fakechat.type("hello", copies=4, event_id="E1")["tries"]
    tries += fakechat.type("hello", copies=2, concurrent=False, event_id="E1")["tries"]
    assert [one["status"] for one in tries] == [200] * 6
    fakechat.wait(text="heard hello")
    time.sleep(0.2)
    assert len(fakechat.log()) == 1


def test_a_slow_event_comes_again_and_is_answered_once(fakechat: Fakechat, echo: Program) -> None:
    tries = fakechat.type("wait 3.5")["tries"]
    assert tries[0]["status"] == 503
    fakechat.wait(text="heard wait")
    time.sleep(0.5)
    assert len(fakechat.log()) == 1


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_event_is_answered_401_and_does_nothing(fakechat: Fakechat, echo: Program, forge: str) -> None:
    assert fakechat.type("hello", forge=forge)["tries"][0]["status"] == 401
    time.sleep(0.2)
    assert fakechat.tries() == []


def test_an_event_that_fails_is_sent_again(fakechat: Fakechat, echo: Program) -> None:
    event_id = fakechat.type("break")["event_id"]
    time.sleep(0.5)
    assert [one["status"] for one in fakechat.deliveries(event_id)][:2] == [503, 503]
