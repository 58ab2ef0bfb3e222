"""What goes wrong in the fake Slack goes wrong as ordered: pace, failures, repeats, forged requests, ended tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.platforms.slack.echo import Both, together


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path) as made:
        yield made


async def post(both: Both, channel: str = "CACMEGENERAL", **more: Any) -> str:
    """One post; "ok", the error's name, or the exception's."""
    try:
        await both.web.chat_postMessage(channel=channel, text="x", **more)
    except SlackApiError as error:
        body = error.response.data
        return (isinstance(body, dict) and body.get("error")) or str(error.response.status_code)
    except aiohttp.ClientError as error:
        return type(error).__name__
    except TimeoutError:
        return "timeout"
    return "ok"


async def test_a_channel_takes_a_burst_and_then_one_a_second_while_others_are_not_delayed(both):
    await both.do("settings", per_second=0.05)
    results = await asyncio.gather(*(post(both) for _ in range(6)))
    assert sorted(results) == ["ok"] * 4 + ["ratelimited"] * 2
    assert await post(both, "CACMERANDOM") == "ok"
    assert both.fake.noted()["limited"] == {"CACMEGENERAL": 2}
    with pytest.raises(SlackApiError) as caught:
        await both.web.chat_postMessage(channel="CACMEGENERAL", text="x")
    assert caught.value.response.status_code == 429
    assert 1 <= int(caught.value.response.headers["Retry-After"]) <= 20


async def test_the_pace_recovers_with_time(both):
    await both.do("settings", burst=1, per_second=20)
    assert await post(both) == "ok"
    while await post(both) != "ok":
        await asyncio.sleep(0.02)
    assert len(both.fake.log("post")) == 2


async def test_a_channel_that_is_told_to_wait_is_the_only_one(both):
    await both.do("settings", add={"fault": "rate", "channel": "CACMEGENERAL", "seconds": 30})
    assert [await post(both), await post(both, "CACMERANDOM")] == ["ratelimited", "ok"]
    await both.do("settings", clear=True)
    assert await post(both) == "ok"


async def test_a_method_may_have_a_tier_by_workspace(both):
    await both.do("settings", tiers={"users.info": 2})
    for _ in range(2):
        await both.web.users_info(user="UACMEANN")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await both.web.users_info(user="UACMEANN")


@pytest.mark.parametrize(
    ("fault", "result", "accepted"),
    [
        ({"fault": "status", "status": 500}, "500", 0),
        ({"fault": "status", "status": 503}, "503", 0),
        ({"fault": "error", "error": "fatal_error"}, "fatal_error", 0),
        ({"fault": "refuse"}, "ServerDisconnectedError", 0),
        ({"fault": "drop"}, "ServerDisconnectedError", 1),
        ({"fault": "delay", "seconds": 20}, "timeout", 1),
        ({"fault": "slow", "seconds": 20}, "timeout", 0),
    ],
)
async def test_a_fault_strikes_once_before_or_after_the_acceptance(both, fault, result, accepted):
    both.web.timeout = 3
    await both.do("settings", add={"times": 1, **fault})
    assert await post(both) == result
    assert len(both.fake.log("post")) == accepted
    assert await post(both) == "ok"


async def test_a_fault_may_be_meant_for_posts_with_metadata_alone(both):
    await both.do("settings", add={"fault": "status", "marked": True})
    metadata = {"event_type": "reminder", "event_payload": {"id": "1"}}
    assert [await post(both), await post(both, metadata=metadata)] == ["ok", "500"]


async def test_an_event_that_fails_is_repeated_with_number_and_reason(both):
    both.app.broken["message"] = [503, 500]
    typed = await both.do("type", text="x")
    assert typed["tries"][0]["status"] == 503
    await both.app.wait("message", 3)
    headers = [headers for _, _, headers in both.app.got]
    assert [one.get("X-Slack-Retry-Num") for one in headers] == [None, "1", "2"]
    assert headers[1]["X-Slack-Retry-Reason"] == "http_error"
    assert len({payload["event_id"] for _, payload, _ in both.app.got}) == 1


async def test_an_event_is_repeated_while_the_first_try_still_runs(both):
    both.app.slow["message"] = 30
    await both.do("type", text="x")
    await both.app.wait("message", 2)
    assert both.app.finished == 0
    assert both.app.got[1][2]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_one_event_may_come_four_times_at_once(both):
    await both.do("type", text="x", copies=4, event_id="EvSAME")
    assert [payload["event_id"] for _, payload, _ in both.app.got] == ["EvSAME"] * 4


@pytest.mark.parametrize("forge", ["signature", "body", "stale", "future", "missing", "charset"])
async def test_what_is_forged_is_wrong_in_its_signature(both, forge):
    forged = await both.do("type", text="x", forge=forge)
    assert forged["tries"][0]["status"] in (401, 500)
    assert both.app.got == []


async def test_a_request_can_be_sent_again_byte_by_byte(both):
    await both.do("type", text="x")
    await both.do("replay")
    (first, second) = both.app.got
    assert first[1] == second[1]
    assert first[2]["X-Slack-Signature"] == second[2]["X-Slack-Signature"]


@pytest.mark.parametrize(("change", "error"), [("revoke", "token_revoked"), ("uninstall", "account_inactive")])
async def test_tokens_that_ended_are_told_and_refused(both, change, error):
    await both.do("world", **{change: True})
    assert len(both.app.of("tokens_revoked")) == 1
    assert len(both.app.of("app_uninstalled")) == (change == "uninstall")
    assert await post(both) == error
    assert (await both.do("type", text="x"))["tries"] == []


async def test_the_log_and_the_messages_survive_kill_9(both):
    await both.web.chat_postMessage(channel="UACMEANN", text="before")
    posted = await both.web.chat_postMessage(channel="CACMEGENERAL", text="one")
    await both.web.chat_update(channel="CACMEGENERAL", ts=posted["ts"], text="two")
    both.fake.kill()
    with both.fake.path.open("ab") as log:
        log.write(b'{"half": ')
    await asyncio.to_thread(both.fake.start)
    assert [one["kind"] for one in both.fake.log()] == ["post", "post", "update"]
    history = await both.web.conversations_history(channel="CACMEGENERAL")
    assert [one["text"] for one in history["messages"]] == ["two"]
    assert (await both.do("see"))["messages"][0]["lines"] == ["before"]


async def test_the_log_can_be_waited_for(both):
    async with aiohttp.ClientSession() as session:
        waiting = asyncio.create_task(session.get(f"{both.fake.url}/control/log?after=0&wait=20"))
        await post(both)
        log = (await (await waiting).json())["log"]
    assert [one["kind"] for one in log] == ["post"]
