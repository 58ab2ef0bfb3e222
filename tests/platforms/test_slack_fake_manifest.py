"""The fake Slack can be the app that a manifest makes: ours creates it, and what it does not ask for does not come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml

from bot.slack.manifest import manifest
from bot.slack.settings import Settings
from tests.platforms.slack.checks import Wrong
from tests.platforms.slack.client import WORLD
from tests.platforms.slack.echo import Both, together
from tests.platforms.slack.manifest import app_of

HERE = "https://todo.example.com"


def ours(**how: Any) -> dict[str, Any]:
    """Our manifest as Slack reads it."""
    made: dict[str, Any] = yaml.safe_load(manifest(Settings(), **({"socket": False, "url": HERE} | how)))
    return made


@pytest.fixture
async def both(tmp_path) -> AsyncIterator[Both]:
    app = app_of(ours())
    world = {name: {**workspace, "scopes": app["scopes"]} for name, workspace in WORLD.items()}
    async with together(tmp_path, app=app, world=world) as made:
        yield made


@pytest.mark.parametrize("how", [{}, {"oauth": True}, {"socket": True, "url": ""}, {"socket": True, "oauth": True}])
def test_our_manifest_makes_an_app(how):
    app = app_of(ours(**how))
    assert app["commands"] == ["/todo", "/remindme"]
    assert app["should_escape"] and app["written"] and app["home"]
    assert app["path"] == ("" if how.get("socket") else "/slack/events")
    assert app["rotation"] == bool(how.get("oauth"))


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("features.slash_commands.0.command", "/remind"),
        ("features.slash_commands.0.command", "todo"),
        ("features.bot_user.display_name", "x" * 81),
        ("features.shortcuts.0.name", "x" * 25),
        ("display_information.name", "x" * 36),
        ("display_information.description", "x" * 141),
        ("display_information.long_description", "too short"),
        ("oauth_config.scopes.bot", ["chat:write", "commands"]),
        ("settings.event_subscriptions.request_url", "http://todo.example.com"),
        ("settings.colour", "red"),
    ],
)
def test_a_manifest_that_slack_refuses_makes_none(where, what):
    document = ours()
    *path, last = where.split(".")
    place: Any = document
    for step in path:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = what
    with pytest.raises(Wrong):
        app_of(document)


async def test_what_it_asks_for_comes_and_nothing_else(both):
    await both.do("type", text="add milk")
    await both.do("type", text="hello all", channel="general")
    await both.do("type", text="list", channel="general", mention=True)
    kinds = [(kind, payload["event"].get("channel_type")) for kind, payload, _ in both.app.got]
    assert kinds == [("message", "im"), ("app_mention", None)]


async def test_its_shortcuts_are_in_the_menus_and_no_others(both):
    await both.do("shortcut", callback_id="new_task")
    with pytest.raises(AssertionError, match="no shortcut"):
        await both.do("shortcut", callback_id="elsewhere")
