"""The manifest that creates the Slack app in one paste, with the reason for everything that it asks for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.slack.http import PATH
from bot.slack.interactions import NEW
from bot.slack.oauth import RETURN
from bot.slack.scopes import EVENTS, SCOPES
from bot.slack.settings import Settings
from core.errors import StartError

NAME = "todobot"
ABOUT = "Tasks and reminders that live where your team talks."
LONG = (
    "Write “remind me about this in 20 minutes” or “add buy milk tomorrow” in a direct message, mention todobot in a"
    " channel, or use /{command}. Reminders come back where you asked for them, tasks keep themselves current on their"
    " cards, and your home shows what is yours: what is due, what is late, and what will ring."
)
_HEAD = """\
# Paste this at https://api.slack.com/apps: “Create New App”, “From a manifest”.
"""
_ENTRY = re.compile(r"^ +- ([a-z_.:]+)$", re.MULTILINE)
_NOTES = {
    "should_escape: true": "so that mentions arrive as people and not as words",
    "messages_tab_read_only_enabled: false": "or nobody can write to it directly",
    "token_rotation_enabled: false": "a lone bot token would die after twelve hours",
    "token_rotation_enabled: true": "tokens live twelve hours and are renewed",
}


def manifest(settings: Settings, *, socket: bool, url: str = "", oauth: bool = False) -> str:
    """As YAML. `socket`: events through Socket Mode, else to `url`. `oauth`: for many workspaces, which needs `url`.

    StartError when these do not fit together.
    """
    address = url.rstrip("/")
    _check(socket, address, oauth)
    document = _document(settings, "" if socket else f"{address}{PATH}", address, oauth)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    text = _ENTRY.sub(_with_reason, text)
    for line, note in _NOTES.items():
        text = re.sub(rf"^( *(?:- )?{re.escape(line)})$", rf"\1  # {note}", text, flags=re.MULTILINE)
    return _HEAD + text


def _with_reason(entry: re.Match[str]) -> str:
    reason = SCOPES.get(entry.group(1))
    return f"{entry.group()}  # {reason}" if reason else entry.group()


def _check(socket: bool, address: str, oauth: bool) -> None:
    if not socket and not address:
        raise StartError("Say how events arrive: --socket, or --url https://where.todobot.is.reached")
    if address:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
            raise StartError(f"Slack sends to https addresses only, and “{address}” is none.")
    if oauth and not address:
        raise StartError("Other workspaces install the app through a page of yours: say --url as well.")


def _document(settings: Settings, events: str, address: str, oauth: bool) -> dict[str, Any]:
    command = settings.commands[0]
    return {
        "display_information": {
            "name": NAME,
            "description": ABOUT,
            "long_description": LONG.format(command=command),
            "background_color": "#1f4d3a",
        },
        "features": _features(settings, events, address),
        "oauth_config": _oauth(address, oauth),
        "settings": _settings(events, oauth),
    }


def _features(settings: Settings, events: str, address: str) -> dict[str, Any]:
    features: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [
            _shortcut("New task or reminder", "global", NEW, "Say it in your own words"),
            _shortcut("Add task", "message", "add_task", "Make a task of this message"),
            _shortcut("Remind me ...", "message", "remind_message", "Be reminded of this message"),
        ],
        "slash_commands": [_command(name, number, events) for number, name in enumerate(settings.commands)],
    }
    if address:
        features["unfurl_domains"] = [urlsplit(address).hostname]
    return features


def _shortcut(name: str, kind: str, callback: str, about: str) -> dict[str, str]:
    return {"name": name, "type": kind, "callback_id": callback, "description": about}


def _command(name: str, number: int, events: str) -> dict[str, Any]:
    about = ("Add, list, change and finish tasks", "Set a reminder, or list them")[number]
    hint = ("buy milk tomorrow | list | done 5 | help", "me to stretch in 20 minutes | list")[number]
    command = {"command": f"/{name}", "description": about, "usage_hint": hint, "should_escape": True}
    return command | ({"url": events} if events else {})


def _oauth(address: str, oauth: bool) -> dict[str, Any]:
    config: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    return {"redirect_urls": [f"{address}{RETURN}"]} | config if oauth else config


def _settings(events: str, oauth: bool) -> dict[str, Any]:
    subscriptions: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if events:
        subscriptions = {"request_url": events} | subscriptions
        interactivity |= {"request_url": events, "message_menu_options_url": events}
    return {
        "event_subscriptions": subscriptions,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not events,
        "token_rotation_enabled": oauth,
    }
