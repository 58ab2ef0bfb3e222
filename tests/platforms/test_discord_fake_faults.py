"""The fake Discord is as slow, as strict and as broken as ordered: buckets, 50 a second, nonces, lost answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.platforms.discord.client import FakeDiscord
from tests.platforms.discord.echo import together


@pytest.fixture
def fake(tmp_path) -> Iterator[FakeDiscord]:
    made = FakeDiscord(tmp_path)
    made.start()
    yield made
    made.kill()


def api(fake: FakeDiscord, method: str, path: str, body: Any = None, *, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bot {token or fake.token}"}
    return httpx.request(method, fake.api + path, json=body, headers=headers, trust_env=False, timeout=30)


def post(fake: FakeDiscord, content: str = "x", *, place: str = "general", **more: Any) -> httpx.Response:
    return api(fake, "POST", f"/channels/{fake.id('channel', 'acme', place)}/messages", {"content": content, **more})


def test_a_bucket_says_what_is_left_and_refuses_the_sixth(fake):
    found = [post(fake) for _ in range(6)]
    left = [int(one.headers["X-RateLimit-Remaining"]) for one in found]
    assert left == [4, 3, 2, 1, 0, 0] and [one.status_code for one in found] == [200] * 5 + [429]
    refused = found[-1]
    assert 0 < refused.json()["retry_after"] <= 5 and refused.json()["global"] is False
    assert refused.headers["X-RateLimit-Scope"] == "user" and "Via" in refused.headers
    assert post(fake, place="random").status_code == 200, "each channel has a bucket of its own"
    assert fake.noted()["limited"] == {"POST /channels/{channel}/messages": 1} and fake.noted()["invalid"] == 1


async def test_discord_py_keeps_to_the_bucket_by_itself(tmp_path):
    async with together(tmp_path) as both:
        for _ in range(7):
            await both.place().send("x")
        assert len(both.fake.log("post")) == 7 and both.fake.noted()["limited"] == {}


def test_more_than_the_global_limit_in_a_second_are_too_many_but_interactions_do_not_count(fake):
    fake.settings(per_second=2, routes={"": [1000, 5]})
    path = "/users/@me"
    codes = [api(fake, "GET", path) for _ in range(3)]
    assert [one.status_code for one in codes] == [200, 200, 429]
    assert codes[-1].json()["global"] is True and codes[-1].headers["X-RateLimit-Global"] == "true"
    assert api(fake, "POST", "/interactions/1/x/callback", {"type": 4}).json()["code"] == 10062


def test_a_nonce_is_posted_once(fake):
    first, again = (post(fake, "hello", nonce="n1", enforce_nonce=True).json() for _ in range(2))
    assert first["id"] == again["id"] and len(fake.log("post")) == 1 and len(fake.log("repeat")) == 1
    assert post(fake, "hello", nonce="n1").json()["id"] != first["id"], "nobody asked for it to be enforced"
    assert post(fake, "hello", nonce="n" * 26, enforce_nonce=True).json()["code"] == 50035


def test_a_lost_answer_was_posted_all_the_same(fake):
    fake.fail("drop", times=1)
    with pytest.raises(httpx.HTTPError):
        post(fake, nonce="n1", enforce_nonce=True)
    assert post(fake, nonce="n1", enforce_nonce=True).status_code == 200 and len(fake.log("post")) == 1
    assert [one["status"] for one in fake.log("request")] == [0, 200]


def test_faults_strike_as_often_as_ordered(fake):
    fake.fail("status", status=502, times=1)
    fake.fail("error", code=50001, channel=fake.id("channel", "acme", "random"))
    fake.fail("cloudflare", route="GET /users/@me", times=1)
    fake.fail("shared", route="GET /gateway/bot", times=1, seconds=0.5)
    assert post(fake).status_code == 502 and post(fake).status_code == 200
    refused = post(fake, place="random")
    assert (refused.status_code, refused.json()["code"]) == (403, 50001)
    banned = api(fake, "GET", "/users/@me")
    assert banned.status_code == 429 and "Via" not in banned.headers
    shared = api(fake, "GET", "/gateway/bot")
    assert shared.headers["X-RateLimit-Scope"] == "shared" and shared.json()["retry_after"] == 0.5
    assert fake.noted()["invalid"] == 2, "the 403 and Cloudflare's 429, not the shared one"
    fake.heal()
    assert post(fake, place="random").status_code == 200


def test_a_wrong_token_is_refused_and_counts_against_the_address(fake):
    refused = api(fake, "GET", "/users/@me", token="wrong")
    assert (refused.status_code, refused.json()) == (401, {"message": "401: Unauthorized", "code": 0})
    assert fake.noted()["invalid"] == 1
    assert fake.token not in fake.path.read_text(), "the log has digests alone"


def test_an_old_message_is_edited_a_few_times_and_then_refused(fake):
    number = post(fake).json()["id"]
    path = f"/channels/{fake.id('channel', 'acme', 'general')}/messages/{number}"
    fake.settings(age_messages=4000, old_edits=2)
    codes = [api(fake, "PATCH", path, {"content": str(n)}) for n in range(3)]
    assert [one.status_code for one in codes] == [200, 200, 429]
    assert codes[-1].json()["code"] == 30046


async def test_an_interaction_is_answered_once_in_three_seconds_and_for_fifteen_minutes(tmp_path):
    async with together(tmp_path) as both:
        fake, heard = both.fake, []

        async def answer(interaction: Any) -> None:
            heard.append(interaction)
            await interaction.response.send_message("first", ephemeral=True)

        both.bot.answers = answer
        view = {"type": 1, "components": [{"type": 2, "style": 1, "label": "A", "custom_id": "a"}]}
        post(fake, components=[view])
        result = await both.do("click", label="A", channel="general")
        path = f"/interactions/{result['id']}/{result['token']}/callback"
        assert api(fake, "POST", path, {"type": 6}).json()["code"] == 40060
        hook = f"/webhooks/{fake.app['id']}/{result['token']}"
        assert api(fake, "PATCH", f"{hook}/messages/@original", {"content": "second"}).json()["content"] == "second"
        assert api(fake, "POST", hook, {"content": "more"}).status_code == 200
        fake.settings(age_interactions=901)
        late = api(fake, "POST", hook, {"content": "late"})
        assert (late.status_code, late.json()["code"]) == (401, 50027)
        await both.do("repeat", id=result["id"])
        await both.bot.wait("interaction", 2)
        assert heard[0].id == heard[1].id


def test_what_was_posted_outlives_the_process(fake):
    first = post(fake, "hello", nonce="n1", enforce_nonce=True).json()["id"]
    thread = fake.do("thread", channel="general", name="plans")["id"]
    api(fake, "POST", f"/channels/{thread}/messages", {"content": "there"})
    typed = fake.type("add milk")["id"]
    fake.do("edit", id=typed, text="add bread")
    commands = [{"name": "todo", "description": "Tasks"}]
    api(fake, "PUT", f"/applications/{fake.app['id']}/commands", commands)
    fake.kill()
    fake.start()
    assert post(fake, "hello", nonce="n1", enforce_nonce=True).json()["id"] == first
    assert [one["shown"] for one in fake.see(channel=thread)["messages"]] == ["there"]
    assert [one["shown"] for one in fake.see()["messages"]] == ["add bread"]
    assert [one["name"] for one in fake.noted()["commands"][""]] == ["todo"]
