"""Commands, clicks, forms and shortcuts of Slack become one wish each."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.interactions import (
    NEW,
    SAY,
    Carried,
    of_another_team,
    read_click,
    read_command,
    read_global,
    read_shortcut,
    read_submit,
    read_suggestion,
)
from bot.slack.settings import COMMANDS, Settings
from core.errors import StartError
from core.messages import Address, Form, Reference

USER = {"id": "U1", "name": "ann", "team_id": "T1"}
TEAM = {"id": "T1", "domain": "acme"}


def command(**change: str) -> dict[str, str]:
    """What a slash command sends."""
    form = {"command": "/todo", "text": "buy milk", "team_id": "T1", "channel_id": "C1", "user_id": "U1"}
    return form | {"trigger_id": "1.2.x", "response_url": "http://r"} | change


def click(**change: Any) -> dict[str, Any]:
    """A click on a button of a message in a channel."""
    return {
        "type": "block_actions",
        "user": USER,
        "team": TEAM,
        "trigger_id": "3.4.x",
        "response_url": "http://r",
        "container": {"type": "message", "message_ts": "9.1", "channel_id": "C1", "is_ephemeral": False},
        "message": {"ts": "9.1", "team": "T1", "text": "#1 milk"},
        "actions": [{"type": "button", "action_id": "a", "value": "1:complete_task:ff"}],
    } | change


@pytest.mark.parametrize(
    ("change", "slash", "text"),
    [
        ({}, "todo", "buy milk"),
        ({"command": "/remindme", "text": "tea in 5 minutes"}, "remind", "tea in 5 minutes"),
        ({"text": ""}, "todo", "help"),
        ({"text": "/done 5"}, "done", "5"),
        ({"text": "o call vendor"}, "o", "call vendor"),
        ({"text": "newtask Pay rent"}, "newtask", "Pay rent"),
        ({"text": "order pizza"}, "todo", "order pizza"),
        ({"command": "/remindme", "text": "help"}, "todo", "help"),
        ({"command": "/other"}, "todo", "buy milk"),
        ({"text": "a &amp; b"}, "todo", "a & b"),
    ],
)
def test_a_command_is_private_and_answered_through_its_url(change: dict[str, str], slash: str, text: str) -> None:
    ask = read_command(command(**change), COMMANDS)
    assert (ask.incoming.slash, ask.incoming.text) == (slash, text)
    assert ask.incoming.private and ask.hidden and ask.response_url == "http://r"
    assert ask.incoming.key == "slack:command:1.2.x"


def test_a_command_between_two_people_belongs_to_the_person() -> None:
    ask = read_command(command(channel_id="D55"), COMMANDS)
    assert ask.incoming.address == Address("slack", "T1", person="U1")


def test_a_click_brings_its_action_back_as_it_is() -> None:
    ask = read_click(click())
    assert ask is not None and ask.incoming.action == "1:complete_task:ff" and ask.incoming.key == "slack:click:3.4.x"
    assert not ask.incoming.private and not ask.hidden and ask.on_card
    assert ask.incoming.address == Address("slack", "T1", "C1")
    assert ask.answer_at.thread == "9.1", "what stands for all is answered in its thread"
    hidden = read_click(click(container={"message_ts": "9.1", "channel_id": "C1", "is_ephemeral": True}))
    assert hidden is not None and hidden.incoming.private and hidden.hidden and hidden.answer_at.thread == ""


def test_a_click_at_home_is_the_persons_own() -> None:
    ask = read_click(click(container={"type": "view", "view_id": "V1"}, message=None))
    assert ask is not None and ask.incoming.address == Address("slack", "T1", person="U1") and ask.incoming.private


def test_a_menus_choice_counts_and_a_link_or_a_field_does_not() -> None:
    chosen = {"type": "overflow", "selected_option": {"value": "1:snooze:ff:1h"}}
    ask = read_click(click(actions=[chosen]))
    assert ask is not None and ask.incoming.action == "1:snooze:ff:1h"
    assert read_click(click(actions=[{"type": "button", "url": "http://x"}])) is None
    assert read_click(click(actions=[{"type": "datepicker", "selected_date": "2026-03-04"}])) is None


def test_people_of_other_teams_click_for_the_team_whose_card_it_is() -> None:
    payload = click(user={"id": "U9", "team_id": "T9"}, team={"id": "T9"})
    ask = read_click(payload)
    assert ask is not None and ask.team == "T1" and of_another_team(payload)


def test_a_message_menu_refers_to_the_message() -> None:
    payload = click(type="message_action", callback_id="add_task", channel={"id": "C1"}, message_ts="9.1")
    payload["message"] = {"ts": "9.1", "team": "T1", "text": "call &lt;Bob&gt;", "thread_ts": "8.0"}
    ask = read_shortcut(payload)
    assert ask is not None and ask.incoming.action == "1:add_message" and ask.incoming.private and ask.hidden
    link = "https://acme.slack.com/archives/C1/p91?thread_ts=8.0&cid=C1"
    assert ask.incoming.reference == Reference("9.1", "call <Bob>", link)
    assert ask.incoming.address == Address("slack", "T1", "C1", "8.0")
    assert read_shortcut(payload | {"callback_id": "else"}) is None


@pytest.mark.parametrize("said", ["", "tea", "ü" * 9_000, '"' * 9_000, "\n" * 9_000])
def test_a_form_brings_back_what_it_was_asked_about(said: str) -> None:
    payload = click(type="message_action", callback_id="remind_message", channel={"id": "C1"})
    payload["message"] = {"ts": "9.1", "text": said}
    ask = read_shortcut(payload)
    assert ask is not None
    carried = Carried.of(ask, Form("Remind", "1:remind_message", ())).written()
    assert len(carried) <= 3_000
    view = {"id": "V1", "private_metadata": carried, "app_installed_team_id": "T1"}
    back = read_submit({"type": "view_submission", "user": USER, "view": view, "trigger_id": "5.6"}, {"delay": "1h"})
    assert back.incoming.action == "1:remind_message" and back.incoming.form == {"delay": "1h"}
    assert back.incoming.address == ask.incoming.address and back.incoming.reference is not None
    assert (back.incoming.reference.message_id, back.response_url, back.hidden) == ("9.1", "http://r", True)


def test_the_global_shortcuts_form_says_what_would_have_been_typed() -> None:
    ask = read_global(click(type="shortcut", callback_id=NEW))
    assert ask is not None
    carried = Carried.of(ask, Form("New", SAY, ())).written()
    payload = {"user": USER, "team": TEAM, "view": {"id": "V1", "private_metadata": carried}, "trigger_id": "5"}
    back = read_submit(payload, {"text": "milk tomorrow"})
    assert (back.incoming.text, back.incoming.action, back.incoming.form) == ("milk tomorrow", None, None)
    assert back.incoming.address == Address("slack", "T1", person="U1")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"v":2}', "null"])
def test_a_form_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_submit({"user": USER, "team": TEAM, "view": {"id": "V1", "private_metadata": text}}, {})


def test_what_is_typed_into_a_menu_is_completed_for_who_types() -> None:
    payload = {"type": "block_suggestion", "user": USER, "team": TEAM, "action_id": "suggest:task", "value": "mil"}
    incoming, kind, typed = read_suggestion(payload)
    assert (kind, typed, incoming.author.account) == ("task", "mil", "U1")


ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


def test_settings_name_what_is_missing() -> None:
    assert Settings.of(ENOUGH).commands == ("todo", "remindme")
    cases = [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "no bot token"),
        (ENOUGH | {"SLACK_APP_TOKEN": "xoxb-1"}, "no app-level token"),
        (ENOUGH | {"SLACK_COMMANDS": "todo,remind"}, "Slack's own"),
        (ENOUGH | {"SLACK_COMMANDS": "to do"}, "letters"),
        (ENOUGH | {"SLACK_SOCKETS": "11"}, "1 to 10"),
        ({"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2", "SLACK_SIGNING_SECRET": "s"}, "PUBLIC_URL"),
    ]
    for environ, words in cases:
        with pytest.raises(StartError, match=words):
            Settings.of(environ)


def test_settings_show_no_secret() -> None:
    settings = Settings.of(ENOUGH | {"SLACK_CLIENT_SECRET": "hush", "SLACK_APP_TOKEN": "xapp-hush"}, "http://h/")
    assert "hush" not in repr(settings) and "xoxb" not in repr(settings) and settings.home == "http://h"
    assert settings.api_url == "https://slack.com/api/"
