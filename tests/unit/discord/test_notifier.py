"""What is posted, to whom, how often, and what Discord's refusals become."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from core.errors import PermanentError, TransientError
from core.messages import Mention, Reply
from tests.platforms.discord.client import FakeDiscord
from tests.unit.discord.peer import Out, discord_in, post_of

POST = "POST /channels/{channel}/messages"


@pytest.fixture
def fake(tmp_path) -> Iterator[FakeDiscord]:
    with discord_in(tmp_path / "discord", burst=1000) as made:
        yield made


@pytest.fixture
async def out(fake) -> AsyncIterator[Out]:
    made = Out(fake)
    yield made
    await made.notifier.close()


async def test_a_reminder_is_a_message_whose_content_pings_those_it_is_for_and_nobody_else(out):
    ann, ben = out.person("ann"), out.person("ben")
    reply = Reply(
        parts=("⏰ ", Mention(ann, "Ann"), f": water, @everyone and <@{ben}>"), mentions=(ann,), kind="reminder"
    )
    posted = await out.notifier.post(_with(out, reply))
    (entry,) = await out.log("post")
    assert entry["pings"] == {"users": [ann], "roles": [], "everyone": False}
    assert entry["id"] == posted.message_id and entry["place"] == "general"


def _with(out: Out, reply: Reply, **more):
    post = post_of(out.at(), "x", **more)
    return type(post)(post.address, reply, post.nonce, setter=post.setter)


async def test_the_same_nonce_is_posted_once_and_each_message_of_a_long_post_has_its_own(out):
    long = "\n".join(f"line {number} of many words" for number in range(150))
    first = await out.notifier.post(post_of(out.at(), long))
    again = await out.notifier.post(post_of(out.at(), long))
    assert first.message_id == again.message_id
    entries = await out.log("post")
    assert len(entries) == 2 and len({one["nonce"] for one in entries}) == 2


async def test_direct_messages_are_opened_once(out):
    for number in range(3):
        await out.notifier.post(post_of(out.at(person="ann", guild=""), "x", nonce=f"n{number}"))
    assert [one["dm"] for one in await out.log("post")] == ["ann"] * 3
    assert len(await out.log("opened")) == 1


async def test_what_is_a_guilds_reaches_its_members_alone(out):
    await out.notifier.post(post_of(out.at(person="ben"), "x"))
    with pytest.raises(PermanentError):
        await out.notifier.post(post_of(out.at(person="eve"), "x"))
    assert [one["dm"] for one in await out.log("post")] == ["ben"]


async def test_roles_and_everyone_are_called_only_by_a_setter_who_may(out):
    crew = out.fake.id("role", "acme", "crew")
    reply = Reply(parts=(f"⏰ <@&{crew}> @everyone: vote",), mentions=(f"&{crew}", "&everyone"), kind="reminder")
    for number, setter in enumerate(("ann", "ben", "eve", "")):
        post = _with(out, reply, nonce=f"n{number}", setter=out.person(setter) if setter else "")
        await out.notifier.post(post)
    pings = [one["pings"] for one in await out.log("post")]
    nobody = {"users": [], "roles": [], "everyone": False}
    assert pings == [{"users": [], "roles": [crew], "everyone": True}, nobody, nobody, nobody]


@pytest.mark.parametrize("code", [50007, 50278, 50083, 50001, 50013, 10003, 160005])
async def test_where_nothing_will_be_taken_one_try_tells(out, code):
    out.fake.fail("error", code=code)
    with pytest.raises(PermanentError) as no:
        await out.notifier.post(post_of(out.at(), "x"))
    assert no.value.gone and str(code) in no.value.reason
    reasons = [no.value.reason]
    for number in range(3):
        with pytest.raises(PermanentError) as no:
            await out.notifier.post(post_of(out.at(), "x", nonce=f"n{number}"))
        reasons.append(no.value.reason)
    assert len(set(reasons)) == 1
    assert len(await out.calls(POST)) == 1, "those that stood behind it are not tried"


async def test_an_answer_to_a_message_that_is_gone_is_said_without_it(out):
    for number, code in enumerate((10008, 160002)):
        out.fake.fail("error", code=code, times=1)
        said = await out.notifier.answer(out.at(), Reply(parts=("yes",)), key=f"k{number}", reference="1")
        assert said
    assert [one["shown"] for one in await out.log("post")] == ["yes", "yes"]


async def test_an_answer_whose_fate_is_unknown_is_there_once(out):
    out.fake.fail("drop", times=1)
    await out.notifier.answer(out.at(), Reply(parts=("yes",)), key="k")
    assert [one["shown"] for one in await out.log("post")] == ["yes"]


async def test_a_card_is_edited_where_it_stands_and_one_that_is_too_old_stays(out):
    ann = out.person("ann")
    posted = await out.notifier.post(_with(out, Reply(parts=("⏰ ", Mention(ann, "Ann")), mentions=(ann,))))
    await out.notifier.edit(out.at(), posted.message_id, Reply(parts=("done ", Mention(ann, "Ann")), mentions=(ann,)))
    (entry,) = await out.log("update")
    assert entry["pings"]["users"] == [] and "done" in entry["shown"]
    out.fake.settings(age_messages=4000, old_edits=0)
    await out.notifier.edit(out.at(), posted.message_id, Reply(parts=("no",)))
    assert len(await out.calls("PATCH /channels/{channel}/messages/{message}")) == 2
    with pytest.raises(PermanentError):
        await out.notifier.edit(out.at(), "1", Reply(parts=("no",)))


@pytest.mark.parametrize("fault", ["rate", "global", "shared", "cloudflare"])
async def test_who_is_told_to_wait_waits_and_asks_once(out, fault):
    out.fake.fail(fault, seconds=8, times=1)
    with pytest.raises(TransientError) as no:
        await out.notifier.post(post_of(out.at(), "x"))
    assert not no.value.unknown and (no.value.retry_after or 0) >= 3
    assert len(await out.calls(POST)) == 1


async def test_what_failed_after_it_was_sent_may_have_been_taken(out):
    for fault in ("drop", "delay"):
        out.fake.fail(fault, seconds=8, times=1)
        with pytest.raises(TransientError) as no:
            await out.notifier.post(post_of(out.at(), fault, nonce=fault))
        assert no.value.unknown
        await out.notifier.post(post_of(out.at(), fault, nonce=fault))
    assert [one["shown"] for one in await out.log("post")] == ["drop", "delay"]


async def test_a_token_that_is_refused_is_not_shown_again(fake):
    out = Out(fake, DISCORD_BOT_TOKEN="not.the.token")
    for _ in range(5):
        with pytest.raises(TransientError):
            await out.notifier.post(post_of(out.at(), "x"))
    assert len([one for one in (await asyncio.to_thread(fake.noted))["calls"] if one["status"] == 401]) == 1
    await out.notifier.close()


async def test_an_interactions_token_that_has_ended_says_nothing_about_ours(out):
    out.fake.fail("error", route="POST /webhooks/{application}/{token}", code=50027, status=401)
    parts = {"webhook_id": "1", "webhook_token": "ended"}
    with pytest.raises(PermanentError):
        await out.rest.call("POST", "/webhooks/{webhook_id}/{webhook_token}", body={"content": "late"}, **parts)
    await out.notifier.post(post_of(out.at(), "x"))
    assert out.rest.guard.why == ""
    assert out.rest.guard.refused == 1
