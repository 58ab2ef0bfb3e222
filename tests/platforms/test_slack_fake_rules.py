"""More of what the fake Slack refuses or hides: other people's views, strangers, what was done already, who left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.client import FakeSlack
from tests.platforms.slack.echo import plain, section
from tests.platforms.slack.tokens import first_token

PEOPLE = [{"account": "ann", "zone": "Europe/Berlin"}, {"account": "ben"}, {"account": "gone"}]
ACME = {
    "people": PEOPLE,
    "channels": {
        "general": ["bot", "ann", "ben", "gone"],
        "secret": {"private": True, "members": ["ann"]},
        "shared": ["bot", "ann", "globex:dan"],
        "open": ["ann"],
    },
    "groups": {"crew": ["ann"]},
}
GLOBEX = {"people": [{"account": "dan"}, {"account": "eve"}], "channels": {"general": ["bot", "dan"]}}
GENERAL = "CACMEGENERAL"


@pytest.fixture(scope="module")
def slack(tmp_path_factory) -> Iterator[FakeSlack]:
    fake = FakeSlack(Path(tmp_path_factory.mktemp("slack")), world={"acme": ACME, "globex": GLOBEX}, burst=1000)
    fake.start()
    fake.change(account="gone", deleted=True)
    yield fake
    fake.kill()


@pytest.fixture
async def web(slack) -> AsyncWebClient:
    return AsyncWebClient(token=first_token("acme"), base_url=slack.api, retry_handlers=[])


@pytest.fixture
async def globex(slack) -> AsyncWebClient:
    return AsyncWebClient(token=first_token("globex"), base_url=slack.api, retry_handlers=[])


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat_postMessage", {"channel": "UACMEGONE", "text": "x"}, "user_disabled"),
        ("chat_postMessage", {"channel": "UGLOBEXDAN", "text": "x"}, "channel_not_found"),
        ("chat_postMessage", {"channel": "CACMESECRET", "text": "x"}, "channel_not_found"),
        ("chat_postMessage", {"channel": "DGLOBEXDAN", "text": "x"}, "channel_not_found"),
        ("chat_delete", {"channel": GENERAL, "ts": "1.000001"}, "message_not_found"),
        ("chat_getPermalink", {"channel": GENERAL, "message_ts": "1.000001"}, "message_not_found"),
        ("conversations_open", {"users": "UNOBODY"}, "user_not_found"),
        ("conversations_open", {"users": "UACMEGONE"}, "user_disabled"),
        ("conversations_open", {"users": "UACMEBOT"}, "cannot_dm_bot"),
        ("conversations_info", {"channel": "CACMESECRET"}, "channel_not_found"),
        ("conversations_members", {"channel": "CACMESECRET"}, "channel_not_found"),
        ("conversations_history", {"channel": "CACMEOPEN"}, "not_in_channel"),
        ("conversations_replies", {"channel": GENERAL, "ts": "1.000001"}, "thread_not_found"),
        ("conversations_list", {"types": "secret_channel"}, "invalid_types"),
        ("conversations_list", {"limit": 1001}, "invalid_limit"),
        ("users_info", {"user": "UGLOBEXEVE"}, "user_not_found"),
        ("usergroups_users_list", {"usergroup": "SNONE"}, "no_such_subteam"),
        ("reactions_add", {"channel": GENERAL, "timestamp": "1.000001", "name": "eyes"}, "message_not_found"),
        ("views_update", {"view_id": "VNONE", "view": {}}, "not_found"),
        ("views_publish", {"user_id": "UACMEANN", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views_publish", {"user_id": "UGLOBEXDAN", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ],
)
async def test_it_is_refused_with_slacks_own_word(web, method, arguments, error):
    assert await error_of(getattr(web, method)(**arguments)) == error


async def test_an_answer_names_the_scopes_of_its_token(web):
    assert "chat:write" in (await web.auth_test()).headers["X-OAuth-Scopes"].split(",")


async def test_a_stranger_is_known_where_a_channel_is_shared(web):
    assert (await web.users_info(user="UGLOBEXDAN"))["user"]["team_id"] == "TGLOBEX"
    shown = (await web.conversations_info(channel="CACMESHARED"))["channel"]
    assert (shown["is_ext_shared"], shown["shared_team_ids"]) == (True, ["TACME", "TGLOBEX"])


async def test_what_others_wrote_cannot_be_deleted_and_what_is_done_is_not_done_twice(slack, web):
    ts = slack.type("hello", channel="general")["ts"]
    assert await error_of(web.chat_delete(channel=GENERAL, ts=ts)) == "cant_delete_message"
    await web.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")
    assert await error_of(web.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")) == "already_reacted"
    await web.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")
    assert await error_of(web.reactions_remove(channel=GENERAL, timestamp=ts, name="eyes")) == "no_reaction"


async def test_a_view_of_one_workspace_is_not_found_by_another(web, globex):
    home = {"type": "home", "blocks": [section("mine")], "external_id": "ann-home"}
    view = (await web.views_publish(user_id="UACMEANN", view=home))["view"]
    assert await error_of(globex.views_update(view_id=view["id"], view=home)) == "not_found"
    stale = web.views_update(view_id=view["id"], view=home, hash="0.OLD")
    assert await error_of(stale) == "hash_conflict"
    await web.views_update(external_id="ann-home", view=home | {"blocks": [section("newer")]}, hash=view["hash"])


@pytest.mark.parametrize(
    "home",
    [
        {"type": "home", "blocks": [section()] * 101},
        {"type": "home", "blocks": [], "title": plain("Home")},
        {"type": "home", "blocks": [{"type": "actions", "elements": [{"type": "datetimepicker", "action_id": "x"}]}]},
        {"type": "home", "blocks": [section("x" * 3001)]},
    ],
)
async def test_a_home_that_breaks_a_limit_is_refused(web, home):
    assert await error_of(web.views_publish(user_id="UACMEANN", view=home)) == "invalid_arguments"


async def test_an_update_keeps_the_metadata_and_text_alone_takes_the_blocks_away(web):
    metadata = {"event_type": "reminder", "event_payload": {"id": "1"}}
    posted = await web.chat_postMessage(channel=GENERAL, text="x", blocks=[section("one")], metadata=metadata)
    await web.chat_update(channel=GENERAL, ts=posted["ts"], text="two")
    history = await web.conversations_history(channel=GENERAL, limit=1, include_all_metadata=True)
    (message,) = history["messages"]
    assert (message["text"], message["blocks"], message["metadata"]) == ("two", [], metadata)


async def test_lists_come_in_pages(web):
    first = await web.users_list(limit=2)
    second = await web.users_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert len({one["id"] for one in [*first["members"], *second["members"]]}) == 4
    assert second["response_metadata"]["next_cursor"] == ""


async def test_another_apps_message_says_so(slack):
    slack.type("beep", channel="general", subtype="bot_message")
    assert slack.see(channel="general")["messages"][-1]["ours"] is False
