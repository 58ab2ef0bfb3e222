"""The manifest creates the app in one paste, by Slack's published limits and with nothing that it would refuse."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.slack.events import CHANGES, ENDINGS, WISHES
from bot.slack.interactions import NEW, SHORTCUTS
from bot.slack.manifest import manifest
from bot.slack.scopes import EVENTS, SCOPES
from bot.slack.settings import RESERVED, Settings
from core.errors import StartError

HERE = "https://todo.example.com"


def read(**how: Any) -> dict[str, Any]:
    """The manifest as Slack reads it."""
    document: dict[str, Any] = yaml.safe_load(manifest(Settings(), **how))
    return document


def test_over_sockets_no_address_is_named() -> None:
    document = read(socket=True)
    assert "http" not in str(document)
    assert document["settings"]["socket_mode_enabled"] and not document["settings"]["token_rotation_enabled"]
    assert "redirect_urls" not in document["oauth_config"]


def test_over_http_everything_goes_to_one_address() -> None:
    document = read(socket=False, url=f"{HERE}/")
    there = f"{HERE}/slack/events"
    settings = document["settings"]
    assert not settings["socket_mode_enabled"] and settings["event_subscriptions"]["request_url"] == there
    assert {settings["interactivity"][name] for name in ("request_url", "message_menu_options_url")} == {there}
    assert {one["url"] for one in document["features"]["slash_commands"]} == {there}
    assert document["features"]["unfurl_domains"] == ["todo.example.com"]
    assert not settings["token_rotation_enabled"], "a lone bot token would die after twelve hours"


def test_tokens_rotate_only_where_they_can_be_renewed() -> None:
    document = read(socket=False, url=HERE, oauth=True)
    assert document["settings"]["token_rotation_enabled"]
    assert document["oauth_config"]["redirect_urls"] == [f"{HERE}/slack/oauth"]
    assert read(socket=True, url=HERE, oauth=True)["settings"]["socket_mode_enabled"]


def test_people_can_write_to_it_and_mentions_arrive_as_people() -> None:
    features = read(socket=True)["features"]
    home = features["app_home"]
    assert home["messages_tab_enabled"] and not home["messages_tab_read_only_enabled"] and home["home_tab_enabled"]
    assert all(one["should_escape"] for one in features["slash_commands"])
    assert {one["command"] for one in features["slash_commands"]} == {"/todo", "/remindme"}
    assert not {one["command"].lstrip("/") for one in features["slash_commands"]} & RESERVED


def test_shortcuts_are_those_that_are_understood() -> None:
    shortcuts = read(socket=True)["features"]["shortcuts"]
    assert {one["callback_id"] for one in shortcuts} == {*SHORTCUTS, NEW}
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in shortcuts)


def test_every_scope_has_its_reason_beside_it() -> None:
    lines = manifest(Settings(), socket=True).splitlines()
    for scope, reason in SCOPES.items():
        assert any(line.strip() == f"- {scope}  # {reason}" for line in lines)


def test_the_events_are_those_that_are_handled_and_no_channel_is_listened_to() -> None:
    handled = WISHES | CHANGES | ENDINGS | {"app_home_opened", "link_shared"}
    assert {name.partition(".")[0] for name in EVENTS} <= handled
    assert "message.channels" not in EVENTS and "message.groups" not in EVENTS


def test_texts_keep_slacks_limits() -> None:
    shown = read(socket=True)["display_information"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000


def test_the_names_of_commands_are_settings() -> None:
    text = manifest(Settings(commands=("tasks", "ring")), socket=True)
    assert "command: /tasks" in text and "command: /ring" in text and "/todo" not in text


@pytest.mark.parametrize(
    "how",
    [
        {"socket": False},
        {"socket": False, "url": "http://todo.example.com"},
        {"socket": False, "url": "todo.example.com"},
        {"socket": True, "oauth": True},
    ],
)
def test_what_does_not_fit_together_is_said(how: dict[str, Any]) -> None:
    with pytest.raises(StartError):
        manifest(Settings(), **how)
