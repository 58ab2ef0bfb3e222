"""A reply is posted once, found again, kept current, and shown to nobody but those whom it is for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.slack.notifier import SlackNotifier
from core.errors import PermanentError, TransientError
from core.messages import Address, Button, Card, Mention, Reply
from core.ports import Post
from fakechat.process import free_port
from tests.platforms.slack.client import FakeSlack
from tests.unit.slack.peer import ACME, ANN, BEN, GENERAL, RANDOM, SECRET, calls_of, slack_in

PLACE = Address("slack", ACME, GENERAL)
TO_ANN = Address("slack", ACME, person=ANN)
SAY = "chat.postMessage"
DONE = Button("Done", "1:complete_task:1f", "primary")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSlack]:
    with slack_in(Path(tmp_path_factory.mktemp("slack")), burst=1_000, retry_delays=()) as fake:
        fake.webhook(f"http://127.0.0.1:{free_port()}")  # nobody: what is said to commands is all that counts here
        yield fake


@pytest.fixture
def slack(process: FakeSlack) -> FakeSlack:
    process.heal()
    return process


@pytest.fixture
async def notifier(slack: FakeSlack) -> AsyncIterator[SlackNotifier]:
    made = SlackNotifier(calls_of(slack))
    await made._calls.tokens.of(ACME)
    yield made
    await made.close()


def post_of(*parts: Any, at: Address = PLACE, occurrence: UUID | None = None, **more: Any) -> Post:
    """A reminder."""
    return Post(at, Reply(parts, kind="reminder", **more), "n", occurrence or uuid4())


def called(slack: FakeSlack, method: str) -> int:
    return sum(one["method"] == method for one in slack.noted()["calls"])


def card(title: str) -> Card:
    return Card("task", uuid4(), 12, title, "open", buttons=(DONE,))


async def test_a_post_pings_those_who_are_meant_and_carries_its_mark(notifier: SlackNotifier, slack: FakeSlack) -> None:
    post = post_of("⏰ ", Mention(BEN, "Ben"), " <!channel> & co", mentions=(BEN,))
    posted = await notifier.post(post)
    [entry] = slack.log("post", ts=posted.message_id)
    assert entry["pings"] == [f"@{BEN}"] and entry["place"] == "general"
    assert entry["shown"] == "⏰ @ben <!channel> & co"
    assert entry["metadata"]["event_type"] == "todobot_occurrence"
    assert entry["metadata"]["event_payload"]["id"] == post.occurrence_id.hex


async def test_a_person_is_written_to_directly_and_the_conversation_opened_once(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    before = called(slack, "conversations.open")
    for _ in range(3):
        posted = await notifier.post(post_of("stretch", at=TO_ANN))
        assert slack.log("post", ts=posted.message_id)[0]["dm"] == "ann"
    assert called(slack, "conversations.open") == before + 1


async def test_a_post_in_a_thread_stands_there_and_in_the_channel_when_the_thread_is_gone(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    parent = (await notifier.post(post_of("parent"))).message_id
    there = Address("slack", ACME, GENERAL, parent)
    assert slack.log("post", ts=(await notifier.post(post_of("reply", at=there))).message_id)[0]["thread"] == parent
    gone = Address("slack", ACME, GENERAL, "1.000001")
    post = post_of("nowhere else", at=gone)
    posted = await notifier.post(post)
    assert slack.log("post", ts=posted.message_id)[0]["thread"] == ""
    assert await notifier.find(post, datetime.now(UTC)) == posted


async def test_a_long_post_is_several_messages_of_which_the_last_counts(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    post = post_of("word " * 5_000, buttons=(DONE,))
    posted = await notifier.post(post)
    mine = [one for one in slack.log("post") if one["metadata"]["event_payload"]["id"] == post.occurrence_id.hex]
    assert len(mine) == 3 and mine[-1]["ts"] == posted.message_id
    assert await notifier.find(post, datetime.now(UTC)) == posted


async def test_what_continues_a_post_waits_for_its_turn(notifier: SlackNotifier, slack: FakeSlack) -> None:
    slack.settings(burst=2, per_second=1.0)
    try:
        posted = await notifier.post(post_of("tail " * 5_000, at=Address("slack", ACME, RANDOM)))
    finally:
        slack.settings(burst=1_000, per_second=1.0)
    assert slack.log("post", place="random")[-1]["ts"] == posted.message_id
    assert len(slack.log("post", place="random")) == 3


async def test_a_post_of_which_half_stands_there_is_unknown_and_cannot_be_told(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    post = post_of("word " * 5_000)
    # The second message is refused: each try of a post makes one call for each message.
    slack.settings(burst=1, per_second=0.01)
    try:
        with pytest.raises(TransientError) as caught:
            await notifier.post(post)
    finally:
        slack.settings(burst=1_000, per_second=1.0)
    assert caught.value.unknown and caught.value.reason == "ratelimited"
    with pytest.raises(PermanentError, match="cannot_tell"):
        await notifier.find(post, datetime.now(UTC))


@pytest.mark.parametrize("at", [PLACE, TO_ANN], ids=["channel", "direct"])
async def test_what_was_accepted_and_not_answered_is_found(
    notifier: SlackNotifier, slack: FakeSlack, at: Address
) -> None:
    post, began = post_of("once", at=at), datetime.now(UTC)
    slack.fail("drop", method=SAY, times=1)
    with pytest.raises(TransientError) as caught:
        await notifier.post(post)
    assert caught.value.unknown
    found = await notifier.find(post, began)
    assert found is not None
    assert slack.log("post", ts=found.message_id)[0]["metadata"]["event_payload"]["id"] == post.occurrence_id.hex


async def test_what_was_not_accepted_is_not_found(notifier: SlackNotifier, slack: FakeSlack) -> None:
    post, began = post_of("never"), datetime.now(UTC)
    slack.fail("status", method=SAY, status=500, times=1)
    with pytest.raises(TransientError):
        await notifier.post(post)
    before = called(slack, "conversations.history")
    assert await notifier.find(post, began) is None
    assert called(slack, "conversations.history") == before + 1, "one look"


async def test_where_we_may_not_look_it_cannot_be_told(notifier: SlackNotifier, slack: FakeSlack) -> None:
    slack.fail("error", method="conversations.history", error="missing_scope")
    with pytest.raises(PermanentError, match="cannot_tell"):
        await notifier.find(post_of("once"), datetime.now(UTC))
    slack.heal()
    slack.fail("error", method="conversations.history", error="ratelimited")
    with pytest.raises(TransientError):
        await notifier.find(post_of("once"), datetime.now(UTC))


async def test_a_message_says_something_else_in_place(notifier: SlackNotifier, slack: FakeSlack) -> None:
    posted = await notifier.post(post_of("first", at=TO_ANN))
    await notifier.edit(TO_ANN, posted.message_id, Reply(("second",), (card("milk"),)))
    seen = slack.wait_to_see("second", account="ann")
    assert seen["ts"] == posted.message_id and seen["buttons"] == ["Done"]


async def test_what_cannot_be_changed_is_said_so(notifier: SlackNotifier) -> None:
    with pytest.raises(PermanentError, match="message_not_found"):
        await notifier.edit(PLACE, "1.000001", Reply(("x",)))
    with pytest.raises(PermanentError, match="no_text"):
        await notifier.edit(PLACE, "1.000001", Reply())


async def test_a_home_is_shown_and_shown_again(notifier: SlackNotifier, slack: FakeSlack) -> None:
    for title in ("milk", "bread"):
        await notifier.show_home(TO_ANN, [Reply(("Today",), (card(title),)), Reply(("Your times",), buttons=(DONE,))])
        home = slack.see(account="ann")["home"]
        assert title in str(home)
    assert "milk" not in str(home)


async def test_a_home_that_another_process_has_shown_since_is_shown_once_more(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    other = SlackNotifier(calls_of(slack))
    for one, title in ((notifier, "one"), (other, "two"), (notifier, "three")):
        await one.show_home(TO_ANN, [Reply((title,))])
    refused = [one for one in slack.noted()["calls"] if one["result"] == "hash_conflict"]
    assert len(refused) == 1 and "three" in str(slack.see(account="ann")["home"])
    await other.close()


async def test_an_answer_stands_where_it_was_asked_for(notifier: SlackNotifier, slack: FakeSlack) -> None:
    message = await notifier.answer(PLACE, Reply(("for all",)), key="slack:message:1")
    assert slack.log("post", ts=message)[0]["shown"] == "for all"


async def test_an_answer_that_may_stand_there_is_said_once(notifier: SlackNotifier, slack: FakeSlack) -> None:
    slack.fail("drop", method=SAY, times=1)
    message = await notifier.answer(PLACE, Reply(("said once",)), key="slack:message:2")
    slack.fail("status", method=SAY, status=503, times=1)
    other = await notifier.answer(PLACE, Reply(("said after all",)), key="slack:message:3")
    for ts, text in ((message, "said once"), (other, "said after all")):
        assert [one["ts"] for one in slack.log("post") if one["shown"] == text] == [ts]


async def test_an_answer_for_one_is_seen_by_one(notifier: SlackNotifier, slack: FakeSlack) -> None:
    assert await notifier.answer(PLACE, Reply(("for ben",)), key="k", only_for=BEN) == ""
    [entry] = [one for one in slack.log("ephemeral") if one["shown"] == "for ben"]
    assert entry["only_for"] == BEN and entry["place"] == "general"
    with pytest.raises(PermanentError, match="user_not_in_channel"):
        await notifier.answer(Address("slack", ACME, SECRET), Reply(("x",)), key="k", only_for=BEN)
    message = await notifier.answer(TO_ANN, Reply(("for ann",)), key="k4", only_for=ANN)
    assert slack.log("post", ts=message)[0]["dm"] == "ann"


async def command(slack: FakeSlack, **more: Any) -> str:
    """A command's response_url."""
    done = await asyncio.to_thread(slack.do, "command", command="/todo", text="list", **more)
    return str(done["response_url"])


async def test_an_answer_to_a_command_goes_where_slack_says_while_that_is_good(
    notifier: SlackNotifier, slack: FakeSlack
) -> None:
    url = await command(slack, account="ann", channel="general")
    for number in range(7):
        reply = Reply((f"answer {number}",), (card("milk"),), (DONE,))
        await notifier.answer(PLACE, reply, key="k", only_for=ANN, response_url=url)
    kinds = {one["shown"].splitlines()[0]: one["kind"] for one in slack.log("respond", "ephemeral", only_for=ANN)}
    wanted = {f"answer {n}": "respond" if n < 5 else "ephemeral" for n in range(7)}
    assert {name: kinds.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(("fault", "unknown"), [("rate", False), ("status", True), ("drop", True)])
async def test_an_answer_to_a_command_is_not_said_twice(
    notifier: SlackNotifier, slack: FakeSlack, fault: str, unknown: bool
) -> None:
    url = await command(slack, account="ann", channel="general")
    slack.fail(fault, method="respond", seconds=7)
    before = len(slack.log("respond", "ephemeral"))
    with pytest.raises(TransientError) as caught:
        await notifier.answer(PLACE, Reply(("x",)), key="k", only_for=ANN, response_url=url)
    assert caught.value.unknown is unknown
    assert caught.value.retry_after == (7.0 if fault == "rate" else None)
    assert len(slack.log("respond", "ephemeral")) == before + (fault == "drop")
