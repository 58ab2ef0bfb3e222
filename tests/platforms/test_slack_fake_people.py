"""What people say in the fake Slack reaches the app as Slack tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from tests.platforms.slack.echo import Both, section, together


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path) as made:
        yield made


async def test_the_address_proves_itself_with_the_challenge(both):
    (tried,) = (await both.do("verify"))["tries"]
    assert (tried["status"], tried["body"]) == (200, "c-" * 20)


@pytest.mark.parametrize("first", ["app_mention", "message"])
async def test_a_mention_is_told_twice_with_two_ids_and_one_ts(both, first):
    typed = await both.do("type", text="buy <milk> for @ben", channel="general", mention=True, first=first, apart=True)
    order = [kind for kind, _, _ in both.app.got]
    assert order == (["app_mention", "message"] if first == "app_mention" else ["message", "app_mention"])
    (mention,), (message,) = both.app.of("app_mention"), both.app.of("message")
    assert mention["event_id"] != message["event_id"]
    assert mention["event"]["ts"] == message["event"]["ts"] == typed["ts"]
    assert message["event"]["text"] == "<@UACMEBOT> buy &lt;milk&gt; for <@UACMEBEN>"
    assert message["event"]["channel_type"] == "channel"
    assert message["authorizations"][0]["team_id"] == "TACME"


async def test_a_direct_message_and_a_private_channel_have_types_of_their_own(both):
    await both.do("type", text="hi")
    await both.do("type", text="hi", channel="secret")
    assert [one["event"]["channel_type"] for one in both.app.of("message")] == ["im", "group"]


async def test_the_app_hears_nothing_of_channels_that_it_is_not_in(both):
    assert (await both.do("type", text="hi", channel="closed", mention=True))["tries"] == []


async def test_edits_deletions_reactions_and_the_home_are_told(both):
    ts = (await both.do("type", text="one", channel="general"))["ts"]
    await both.do("edit", ts=ts, text="two", channel="general")
    await both.do("react", ts=ts, channel="general")
    await both.do("react", ts=ts, channel="general", remove=True)
    await both.do("delete", ts=ts, channel="general")
    await both.do("home")
    subtypes = [one["event"].get("subtype") for one in both.app.of("message")]
    assert subtypes == [None, "message_changed", "message_deleted"]
    assert both.app.of("reaction_added")[0]["event"]["item"] == {"type": "message", "channel": "CACMEGENERAL", "ts": ts}
    assert len(both.app.of("reaction_removed")) == len(both.app.of("app_home_opened")) == 1


async def test_the_workspaces_changes_are_told(both):
    await both.do("world", account="ben", zone="Asia/Tokyo")
    await both.do("world", channel="random", account="cat", present=True)
    await both.do("world", channel="random", archived=True)
    assert both.app.of("user_change")[0]["event"]["user"]["tz"] == "Asia/Tokyo"
    assert both.app.of("member_joined_channel")[0]["event"]["user"] == "UACMECAT"
    assert both.app.of("message")[0]["event"]["subtype"] == "channel_join"
    assert len(both.app.of("channel_archive")) == 1


async def test_the_apps_own_posts_are_told_to_it_too(both):
    await both.web.chat_postMessage(channel="CACMEGENERAL", text="mine")
    (event,) = await both.app.wait("message")
    assert event["event"]["bot_id"] == "BACME"


async def test_somebody_of_another_workspace_in_a_shared_channel_is_told_with_the_tenant_as_authorization(both):
    await both.do("type", text="hi", channel="shared", account="globex:dan")
    (event,) = both.app.of("message")
    assert (event["team_id"], event["authorizations"][0]["team_id"]) == ("TGLOBEX", "TACME")
    assert event["is_ext_shared_channel"] is True


async def test_a_link_to_the_app_is_told_and_unfurled(both):
    ts = (await both.do("type", text="see https://todo.example/t/12", channel="general"))["ts"]
    (event,) = both.app.of("link_shared")
    url = event["event"]["links"][0]["url"]
    await both.web.chat_unfurl(channel="CACMEGENERAL", ts=ts, unfurls={url: {"blocks": [section("#12 milk")]}})
    assert url in (await both.do("see", channel="general"))["messages"][-1]["unfurls"]
    with pytest.raises(SlackApiError, match="cannot_unfurl_url"):
        await both.web.chat_unfurl(channel="CACMEGENERAL", ts=ts, unfurls={"https://other": {"blocks": []}})
