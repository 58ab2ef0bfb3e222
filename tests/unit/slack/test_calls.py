"""Every outcome of a call is Slack's answer or one of two errors, and no call is made twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.slack import web
from bot.slack.calls import Calls
from bot.slack.web import Web
from core.errors import PermanentError, TransientError
from fakechat.process import free_port
from tests.platforms.slack.client import FakeSlack
from tests.unit.slack.peer import ACME, GENERAL, GLOBEX, calls_of, slack_in

SAY = "chat.postMessage"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSlack]:
    with slack_in(Path(tmp_path_factory.mktemp("slack")), burst=1_000) as fake:
        yield fake


@pytest.fixture
def slack(process: FakeSlack) -> FakeSlack:
    process.heal()
    return process


@pytest.fixture
async def calls(slack: FakeSlack) -> AsyncIterator[Calls]:
    made = calls_of(slack)
    yield made
    await made.web.close()


async def transient(calls: Calls, method: str = SAY, workspace: str = ACME) -> TransientError:
    with pytest.raises(TransientError) as caught:
        await calls.call(workspace, method, channel=GENERAL, text="hello")
    return caught.value


async def permanent(calls: Calls, method: str = SAY, channel: str = GENERAL, workspace: str = ACME) -> PermanentError:
    with pytest.raises(PermanentError) as caught:
        await calls.call(workspace, method, channel=channel, text="hello")
    return caught.value


def made(slack: FakeSlack, method: str = SAY) -> int:
    """How often the method was called."""
    return sum(one["method"] == method for one in slack.noted()["calls"])


async def test_what_slack_takes_is_its_answer(calls: Calls, slack: FakeSlack) -> None:
    shown = [{"type": "section", "text": {"type": "mrkdwn", "text": "a & b", "verbatim": True}}]
    answer = await calls.call(ACME, SAY, channel=GENERAL, text="a", blocks=shown, thread_ts=None, unfurl_links=False)
    assert answer["ok"] and answer["message"]["blocks"][0]["text"]["text"] == "a & b"
    user = await calls.call(ACME, "users.info", user="UACMEANN", include_locale=True)
    assert user["user"]["locale"] == "en-US"


async def test_too_fast_is_told_with_how_long_to_wait(calls: Calls, slack: FakeSlack) -> None:
    slack.fail("rate", seconds=30)
    before = made(slack)
    error = await transient(calls)
    assert (error.reason, error.retry_after, error.unknown) == ("ratelimited", 30.0, False)
    assert made(slack) == before + 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_that_fails_may_have_accepted(calls: Calls, slack: FakeSlack, status: int) -> None:
    slack.fail("status", status=status)
    before = made(slack)
    error = await transient(calls)
    assert error.unknown and error.reason == f"http_{status}"
    assert made(slack) == before + 1, "the SDK repeats nothing"


@pytest.mark.parametrize("fault", ["drop", "refuse"])
async def test_a_connection_that_is_lost_leaves_it_open(calls: Calls, slack: FakeSlack, fault: str) -> None:
    await calls.tokens.of(ACME)
    slack.fail(fault)
    before = made(slack)
    assert (await transient(calls)).unknown
    assert made(slack) == before + 1


async def test_no_answer_in_time_leaves_it_open(
    calls: Calls, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "TIMEOUT_S", 0.5)
    slack.fail("delay", method=SAY, seconds=3)
    assert (await transient(calls)).unknown


async def test_nobody_there_means_that_nothing_was_done() -> None:
    nowhere = Web(f"http://127.0.0.1:{free_port()}/api/")
    with pytest.raises(TransientError) as caught:
        await nowhere.call("auth.test", "xoxb-1")
    assert not caught.value.unknown
    await nowhere.close()


@pytest.mark.parametrize(
    ("word", "unknown"), [("internal_error", True), ("fatal_error", True), ("service_unavailable", False)]
)
async def test_slacks_own_troubles_can_pass(calls: Calls, slack: FakeSlack, word: str, unknown: bool) -> None:
    slack.fail("error", error=word)
    assert (await transient(calls)).unknown is unknown


@pytest.mark.parametrize("word", ["msg_too_long", "invalid_blocks", "no_text", "some_word_that_is_new"])
async def test_a_message_that_is_refused_says_nothing_about_the_place(
    calls: Calls, slack: FakeSlack, word: str
) -> None:
    slack.fail("error", error=word)
    error = await permanent(calls)
    assert error.reason == word and not error.gone


@pytest.mark.parametrize("word", ["is_archived", "not_in_channel", "channel_not_found", "restricted_action"])
async def test_a_place_that_refuses_everything_is_gone(calls: Calls, slack: FakeSlack, word: str) -> None:
    slack.fail("error", error=word)
    error = await permanent(calls)
    assert error.reason == word and error.gone


async def test_an_unknown_workspace_gets_no_call(calls: Calls, slack: FakeSlack) -> None:
    before = made(slack)
    assert (await permanent(calls, workspace=GLOBEX)).reason == "not_installed"
    assert made(slack) == before


async def test_a_response_url_is_checked(calls: Calls, slack: FakeSlack) -> None:
    with pytest.raises(PermanentError, match="expired_url"):
        await calls.web.respond(f"{slack.url}/respond/{ACME}/gone", {"text": "hello"})
    slack.fail("status", method="respond", status=500)


async def test_calls_run_beside_each_other(calls: Calls, slack: FakeSlack) -> None:
    answers = await asyncio.gather(*(calls.call(ACME, "users.info", user="UACMEANN") for _ in range(40)))
    assert len(answers) == 40
    assert sum(one["method"] == "auth.test" for one in slack.noted()["calls"]) >= 1
