"""The fake Slack's Web API refuses what Slack refuses: tokens, scopes, places, limits of text, blocks and views."""

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


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSlack]:
    fake = FakeSlack(Path(tmp_path_factory.mktemp("slack")), burst=1000)
    fake.start()
    yield fake
    fake.kill()


def client_of(fake: FakeSlack, workspace: str = "acme", token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or first_token(workspace), base_url=fake.api, retry_handlers=[])


@pytest.fixture
async def web(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def button(text: str = "Done", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": "done", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "one", value: str = "1") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def select(kind: str = "static_select", **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "pick", **more}


TOO_MUCH: list[Any] = [
    pytest.param([section()] * 51, id="51 blocks"),
    pytest.param([section("x" * 3001)], id="section"),
    pytest.param([section("")], id="nothing said"),
    pytest.param([{"type": "section"}], id="empty section"),
    pytest.param([{"type": "section", "fields": [plain("x")] * 11}], id="fields"),
    pytest.param([{"type": "section", "fields": [plain("x" * 2001)]}], id="field"),
    pytest.param([{"type": "header", "text": plain("x" * 151)}], id="header"),
    pytest.param([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], id="mrkdwn header"),
    pytest.param([{"type": "context", "elements": [plain("x")] * 11}], id="context"),
    pytest.param([section(block_id="b" * 256)], id="block_id"),
    pytest.param([section(block_id="b"), section(block_id="b")], id="block_id twice"),
    pytest.param([section(colour="red")], id="unknown property"),
    pytest.param([{"type": "sparkline"}], id="unknown block"),
    pytest.param([actions(*[button(action_id=str(n)) for n in range(26)])], id="26 buttons"),
    pytest.param([actions()], id="no buttons"),
    pytest.param([actions(button(), button())], id="action_id twice"),
    pytest.param([actions(button(action_id="a" * 256))], id="action_id"),
    pytest.param([actions(button("x" * 76))], id="button text"),
    pytest.param([actions(button(value="v" * 2001))], id="button value"),
    pytest.param([actions(button(style="green"))], id="button style"),
    pytest.param([actions(select(options=[]))], id="no options"),
    pytest.param([actions(select(options=[option()] * 101))], id="101 options"),
    pytest.param([actions(select(options=[option("x" * 76)]))], id="option text"),
    pytest.param([actions(select(options=[option(value="v" * 151)]))], id="option value"),
    pytest.param([actions(select(options=[option()], initial_option=option("two", "2")))], id="initial option"),
    pytest.param([actions(select("overflow", options=[option()] * 6))], id="overflow"),
    pytest.param([actions(select("checkboxes", options=[option()] * 11))], id="checkboxes"),
    pytest.param([actions(select("datepicker", initial_date="2026-13-01"))], id="no date"),
    pytest.param([actions(select("datepicker", initial_date="01.02.2026"))], id="other date"),
    pytest.param([actions(select("timepicker", initial_time="9:00"))], id="no time"),
    pytest.param([actions(select("datetimepicker", initial_date_time=1))], id="no instant"),
    pytest.param([actions(select("plain_text_input"))], id="input outside of an input block"),
]


@pytest.mark.parametrize("blocks", TOO_MUCH)
async def test_blocks_that_break_a_published_limit_are_refused_and_not_posted(slack, web, blocks):
    before = len(slack.log("post"))
    assert await error_of(web.chat_postMessage(channel="CACMEGENERAL", text="x", blocks=blocks)) == "invalid_blocks"
    assert len(slack.log("post")) == before
    assert slack.log("refusal")[-1]["result"] == "invalid_blocks"


async def test_what_just_fits_is_posted_and_kept_as_it_was(slack, web):
    blocks = [section("x" * 3000), *[actions(*[button(action_id=str(n), value="v" * 2000) for n in range(25)])] * 48]
    answer = await web.chat_postMessage(channel="CACMEGENERAL", text="t" * 40_000, blocks=blocks)
    (entry,) = slack.log("post", ts=answer["ts"])
    assert [block["type"] for block in entry["body"]["blocks"]] == [block["type"] for block in blocks]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": " "}, "no_text"),
        ({"text": "x", "blocks": [section("x" * 2700)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "channel": "CNOWHERE"}, "channel_not_found"),
        ({"text": "x", "channel": "CGLOBEXGENERAL"}, "channel_not_found"),
        ({"text": "x", "channel": "CACMECLOSED"}, "not_in_channel"),
    ],
)
async def test_what_cannot_be_posted_is_answered_with_slacks_own_word(web, message, error):
    assert await error_of(web.chat_postMessage(**({"channel": "CACMEGENERAL"} | message))) == error


async def test_an_archived_channel_and_one_that_the_app_left_take_nothing(slack, web):
    slack.change(channel="random", archived=True)
    assert await error_of(web.chat_postMessage(channel="CACMERANDOM", text="x")) == "is_archived"
    slack.change(channel="random", archived=False)
    slack.change(channel="random", account="bot", present=False)
    assert await error_of(web.chat_postMessage(channel="CACMERANDOM", text="x")) == "not_in_channel"
    slack.change(channel="random", account="bot", present=True)
    slack.change(channel="secret", account="bot", present=False)
    assert await error_of(web.conversations_info(channel="CACMESECRET")) == "channel_not_found"
    slack.change(channel="secret", account="bot", present=True)


async def test_only_the_bots_own_lasting_messages_can_be_changed(slack, web):
    theirs = slack.type("hello", channel="general")
    update = web.chat_update(channel="CACMEGENERAL", ts=theirs["ts"], text="mine")
    assert await error_of(update) == "cant_update_message"
    whispered = await web.chat_postEphemeral(channel="CACMEGENERAL", user="UACMEANN", text="psst")
    update = web.chat_update(channel="CACMEGENERAL", ts=whispered["message_ts"], text="louder")
    assert await error_of(update) == "message_not_found"
    posted = await web.chat_postMessage(channel="CACMEGENERAL", text="one")
    await web.chat_update(channel="CACMEGENERAL", ts=posted["ts"], text="two")
    assert slack.see(channel="general")["messages"][-1]["lines"] == ["two"]
    await web.chat_delete(channel="CACMEGENERAL", ts=posted["ts"])
    assert await error_of(web.chat_delete(channel="CACMEGENERAL", ts=posted["ts"])) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_alone(slack, web):
    await web.chat_postEphemeral(channel="CACMEGENERAL", user="UACMEANN", text="for ann")
    assert slack.see(channel="general")["messages"][-1]["lines"] == ["for ann"]
    assert all(one["lines"] != ["for ann"] for one in slack.see(channel="general", account="ben")["messages"])
    whisper = web.chat_postEphemeral(channel="CACMESECRET", user="UACMEBEN", text="x")
    assert await error_of(whisper) == "user_not_in_channel"


async def test_a_token_works_in_its_own_workspace_alone(slack, web):
    assert (await web.auth_test())["team_id"] == "TACME"
    globex = client_of(slack, "globex")
    assert (await globex.auth_test())["bot_id"] == "BGLOBEX"
    assert await error_of(globex.users_info(user="UACMEANN")) == "user_not_found"
    assert await error_of(client_of(slack, token="xoxb-wrong").auth_test()) == "invalid_auth"


async def test_history_shows_metadata_to_those_who_may_read_and_asked_for_it(slack, web):
    metadata = {"event_type": "reminder", "event_payload": {"id": "occ-1"}}
    posted = await web.chat_postMessage(channel="CACMEGENERAL", text="ring", metadata=metadata)
    await web.chat_postMessage(channel="CACMEGENERAL", text="in a thread", thread_ts=posted["ts"])
    plainly = await web.conversations_history(channel="CACMEGENERAL", limit=1)
    fully = await web.conversations_history(channel="CACMEGENERAL", limit=1, include_all_metadata=True)
    assert "metadata" not in plainly["messages"][0]
    assert fully["messages"][0]["metadata"] == metadata
    thread = await web.conversations_replies(channel="CACMEGENERAL", ts=posted["ts"], include_all_metadata=True)
    assert [one["text"] for one in thread["messages"]] == ["ring", "in a thread"]
    assert await error_of(web.conversations_history(channel="CACMECLOSED")) == "not_in_channel"


async def test_pings_are_found_wherever_they_stand(slack, web):
    text = {"type": "mrkdwn", "text": "<!channel> and <@UACMEBEN>"}
    blocks = [section("<!subteam^SACMECREW>"), {"type": "context", "elements": [text, plain("<!here>")]}]
    answer = await web.chat_postMessage(channel="CACMEGENERAL", text="<!everyone> &lt;!here&gt;", blocks=blocks)
    (entry,) = slack.log("post", ts=answer["ts"])
    assert entry["pings"] == ["!everyone", "!subteam^SACMECREW", "!channel", "@UACMEBEN"]


async def test_people_channels_and_groups_are_told_as_slack_tells_them(web):
    ann = (await web.users_info(user="UACMEANN", include_locale=True))["user"]
    assert (ann["tz"], ann["is_admin"], ann["locale"]) == ("Europe/Berlin", True, "en-US")
    listed = await web.conversations_list(types="public_channel,private_channel")
    assert {one["name"] for one in listed["channels"]} == {"general", "random", "secret", "closed", "shared"}
    mine = await web.users_conversations(user="UACMEBEN", types="public_channel,private_channel")
    assert {one["name"] for one in mine["channels"]} == {"general", "random", "closed"}
    assert (await web.conversations_members(channel="CACMERANDOM"))["members"] == ["UACMEANN", "UACMEBEN", "UACMEBOT"]
    groups = await web.usergroups_list(include_users=True)
    assert groups["usergroups"][0]["users"] == ["UACMEANN", "UACMEBEN"]
    opened = await web.conversations_open(users="UACMEANN")
    assert opened["channel"]["id"] == "DACMEANN"


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Edit"), "blocks": [section()], **more}


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain("x" * 25)),
        modal(submit=plain("x" * 25)),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(blocks=[section()] * 101),
        modal(blocks=[{"type": "input", "label": plain("x"), "element": select("plain_text_input")}]),
        {"type": "home", "blocks": []},
        modal(colour="red"),
    ],
)
async def test_a_modal_that_breaks_a_limit_is_refused(web, view):
    assert await error_of(web.views_open(trigger_id="1.2.x", view=view)) == "invalid_arguments"


async def test_a_home_is_not_overwritten_with_an_old_hash(slack, web):
    home = {"type": "home", "blocks": [section("first")]}
    first = (await web.views_publish(user_id="UACMEANN", view=home))["view"]
    await web.views_publish(user_id="UACMEANN", view=home | {"blocks": [section("second")]}, hash=first["hash"])
    again = web.views_publish(user_id="UACMEANN", view=home, hash=first["hash"])
    assert await error_of(again) == "hash_conflict"
    assert slack.see()["home"]["lines"] == ["second"]


async def test_a_scope_that_is_not_there_is_named(tmp_path):
    world = {
        "acme": {"people": [{"account": "ann"}], "channels": {"general": ["bot", "ann"]}, "scopes": ["chat:write"]}
    }
    fake = FakeSlack(tmp_path, world=world)
    fake.start()
    try:
        web = client_of(fake)
        with pytest.raises(SlackApiError) as caught:
            await web.conversations_history(channel="CACMEGENERAL")
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == "channels:history"
    finally:
        fake.kill()
