"""Commands, clicks, modals and shortcuts reach the app as Slack sends them, and its answers become what people see."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from tests.platforms.slack.echo import Both, plain, section, together

CARD = [
    section("*milk* is due <!date^1767600000^{date_short}|5 Jan>"),
    {
        "type": "actions",
        "block_id": "b",
        "elements": [
            {"type": "button", "text": plain("Done"), "action_id": "done", "value": "1:done"},
            {"type": "overflow", "action_id": "more", "options": [{"text": plain("Snooze"), "value": "20"}]},
        ],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "edit",
    "title": plain("Edit"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "t",
            "label": plain("Title"),
            "element": {"type": "plain_text_input", "action_id": "t", "initial_value": "milk"},
        },
        {
            "type": "input",
            "block_id": "d",
            "optional": True,
            "label": plain("Due"),
            "element": {"type": "datepicker", "action_id": "d"},
        },
        {
            "type": "input",
            "block_id": "l",
            "optional": True,
            "label": plain("List"),
            "element": {"type": "external_select", "action_id": "l", "min_query_length": 0},
        },
    ],
}


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    async with together(tmp_path) as made:
        yield made


async def test_a_command_carries_references_and_its_answer_is_seen_by_who_typed(both):
    both.app.answers["command"] = "working on it"
    done = await both.do("command", command="/todo", text="tell @ben in #random <now>", channel="general")
    (form,) = both.app.of("command")
    assert form["text"] == "tell <@UACMEBEN|ben> in <#CACMERANDOM|random> &lt;now&gt;"
    assert (form["channel_name"], form["user_id"], form["command"]) == ("general", "UACMEANN", "/todo")
    assert done["answer"]["status"] == 200
    assert (await both.do("see", channel="general"))["messages"][-1]["lines"] == ["working on it"]
    assert (await both.do("see", channel="general", account="ben"))["messages"] == []


async def test_a_command_is_refused_in_threads_and_by_other_names(both):
    ts = (await both.do("type", text="hi", channel="general"))["ts"]
    refused = await both.do("command", command="/todo", text="x", channel="general", thread=ts)
    assert "not supported in threads" in refused["refused"]
    assert "not a valid command" in (await both.do("command", command="/remind", text="x"))["refused"]
    assert both.app.of("command") == []


async def test_a_command_that_is_not_answered_in_time_is_a_timeout_and_not_repeated(both):
    both.app.slow["command"] = 30
    done = await both.do("command", command="/todo", text="x")
    assert done["answer"]["shown"] == "operation_timeout"
    assert both.fake.log("failure")[0]["shown"] == "operation_timeout"
    assert len(both.app.of("command")) == 1


async def test_a_response_url_takes_five_answers_within_its_time(both):
    url = (await both.do("command", command="/todo", text="x", channel="closed"))["response_url"]
    assert await both.respond(url, text="to you") == (200, {"ok": True})
    assert await both.respond(url, text="to all", response_type="in_channel") == (200, {"ok": True})
    assert (await both.respond(url, colour="red"))[1]["error"] == "invalid_payload"
    for _ in range(3):
        await both.respond(url, text="more")
    assert await both.respond(url, text="sixth") == (404, {"ok": False, "error": "used_url"})
    seen = await both.do("see", channel="closed", account="ben")
    assert [one["lines"] for one in seen["messages"]] == [["to all"]]
    fresh = (await both.do("command", command="/todo", text="x"))["response_url"]
    await both.do("settings", age_urls=1801)
    assert await both.respond(fresh, text="late") == (404, {"ok": False, "error": "expired_url"})


async def test_a_click_replaces_or_deletes_its_message_through_the_response_url(both):
    for private in (False, True):
        place = {"channel": "CACMEGENERAL", "text": "milk", "blocks": CARD}
        if private:
            await both.web.chat_postEphemeral(user="UACMEANN", **place)
        else:
            await both.web.chat_postMessage(**place)
        url = (await both.do("click", label="Done", channel="general"))["response_url"]
        await both.respond(url, text="done", replace_original=True)
        seen = (await both.do("see", channel="general"))["messages"]
        assert [one["lines"] for one in seen] == [["done"]]
        await both.respond(url, delete_original=True)
        assert (await both.do("see", channel="general"))["messages"] == []


async def test_a_click_tells_the_message_the_value_and_where(both):
    posted = await both.web.chat_postMessage(channel="CACMEGENERAL", text="milk", blocks=CARD)
    seen = (await both.do("see", channel="general"))["messages"][-1]
    assert (seen["lines"], seen["buttons"]) == (["milk is due 5 Jan"], ["Done", "Snooze"])
    await both.do("click", label="Done", channel="general")
    await both.do("click", label="Snooze", channel="general", account="ben")
    done, more = both.app.of("block_actions")
    assert (done["actions"][0]["value"], more["actions"][0]["selected_option"]["value"]) == ("1:done", "20")
    assert done["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "CACMEGENERAL",
        "is_ephemeral": False,
    }
    assert (done["message"]["blocks"][0]["type"], more["user"]["id"]) == ("section", "UACMEBEN")


async def test_a_trigger_opens_one_modal_and_only_at_once(both):
    trigger = (await both.do("shortcut", callback_id="new"))["trigger_id"]
    assert both.app.of("shortcut")[0]["callback_id"] == "new"
    await both.web.views_open(trigger_id=trigger, view=MODAL)
    for spent, error in ((trigger, "exchanged_trigger_id"), ("1.2.3", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            await both.web.views_open(trigger_id=spent, view=MODAL)
    await both.do("settings", trigger_seconds=0)
    late = (await both.do("shortcut", callback_id="new"))["trigger_id"]
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await both.web.views_open(trigger_id=late, view=MODAL)


async def test_a_modal_is_filled_in_refused_corrected_and_closed(both):
    trigger = (await both.do("shortcut", callback_id="new"))["trigger_id"]
    await both.web.views_open(trigger_id=trigger, view=MODAL)
    assert (await both.do("submit", values={"Title": ""}))["missing"] == ["Title"]
    both.app.answers["view_submission"] = {"response_action": "errors", "errors": {"t": "too short"}}
    assert (await both.do("submit", values={"Title": "m"}))["errors"] == {"Title": "too short"}
    assert (await both.do("see"))["modal"]["errors"] == {"Title": "too short"}
    both.app.answers["view_submission"] = {"response_action": "errors", "errors": {"elsewhere": "?"}}
    assert (await both.do("submit"))["wrong"] == "invalid_response_errors"
    both.app.answers["view_submission"] = {}
    both.app.answers["block_suggestion"] = {"options": [{"text": plain("groceries"), "value": "7"}]}
    await both.do("submit", values={"Title": "milk", "Due": "2026-03-05", "List": "groceries"})
    values = both.app.of("view_submission")[-1]["view"]["state"]["values"]
    assert values["t"]["t"] == {"type": "plain_text_input", "value": "milk"}
    assert values["d"]["d"]["selected_date"] == "2026-03-05"
    assert values["l"]["l"]["selected_option"]["value"] == "7"
    assert both.app.of("block_suggestion")[0]["value"] == "groceries"
    assert (await both.do("see"))["modal"] is None


async def test_a_modal_may_be_pushed_over_another_three_deep_and_is_missed_when_closed(both):
    trigger = (await both.do("shortcut", callback_id="new"))["trigger_id"]
    await both.web.views_open(trigger_id=trigger, view=MODAL)
    for _ in range(2):
        trigger = (await both.do("shortcut", callback_id="more"))["trigger_id"]
        await both.web.views_push(trigger_id=trigger, view=MODAL)
    trigger = (await both.do("shortcut", callback_id="more"))["trigger_id"]
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await both.web.views_push(trigger_id=trigger, view=MODAL)
    await both.do("close", all=True)
    assert both.app.of("view_closed")[0]["is_cleared"] is True


async def test_a_suggestion_that_breaks_a_limit_is_not_shown(both):
    menu = {"type": "external_select", "action_id": "l", "placeholder": plain("List"), "min_query_length": 0}
    blocks = [{"type": "actions", "elements": [menu]}]
    await both.web.chat_postMessage(channel="CACMEGENERAL", text="pick", blocks=blocks)
    both.app.answers["block_suggestion"] = {"options": [{"text": plain("x" * 76), "value": "1"}]}
    done = await both.do("suggest", label="List", value="x", channel="general")
    assert done["options"] == []
    assert "76" in done["answer"]["wrong"]


async def test_a_shortcut_on_a_message_tells_it(both):
    ts = (await both.do("type", text="buy milk", channel="general", account="ben"))["ts"]
    await both.do("shortcut", callback_id="add", ts=ts, channel="general")
    (told,) = both.app.of("message_action")
    assert (told["message"]["text"], told["message_ts"], told["channel"]["id"]) == ("buy milk", ts, "CACMEGENERAL")
