"""The app as a manifest makes it: what Slack refuses in one, and what then reaches the app and what does not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.platforms.slack.checks import Wrong, among, anything, flag, items, matches, shape, string

RESERVED = frozenset(
    [
        "active",
        "apps",
        "archive",
        "away",
        "call",
        "collapse",
        "dm",
        "dnd",
        "expand",
        "feed",
        "feedback",
        "header",
        "invite",
        "join",
        "keys",
        "kick",
        "leave",
        "me",
        "msg",
        "mute",
        "open",
        "part",
        "prefs",
        "remind",
        "remove",
        "rename",
        "search",
        "shortcuts",
        "shrug",
        "star",
        "status",
        "topic",
        "who",
    ]
)
# Slack takes no subscription to an event that the app may not see.
NEEDED = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "link_shared": "links:read",
    "user_change": "users:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
}
HTTPS = matches(r"https://[^\s?#]+")
COMMAND = shape(
    {"command": matches(r"/[a-z0-9_-]{1,31}"), "description": string(2000)},
    {"usage_hint": string(1000), "should_escape": flag, "url": HTTPS},
)
SHORTCUT = shape(
    {"name": string(24), "type": among("global", "message"), "callback_id": string(255), "description": string(150)}, {}
)
HOME = {"home_tab_enabled": flag, "messages_tab_enabled": flag, "messages_tab_read_only_enabled": flag}
CHECK = shape(
    {
        "display_information": shape(
            {"name": string(35)},
            {
                "description": string(140),
                "long_description": string(4000, 175),
                "background_color": matches(r"#(?:[0-9a-fA-F]{3}){1,2}"),
            },
        ),
        "features": shape(
            {"bot_user": shape({"display_name": matches(r"[\w.\- ]{1,80}")}, {"always_online": flag})},
            {
                "app_home": shape({}, HOME),
                "shortcuts": items(SHORTCUT, 10),
                "slash_commands": items(COMMAND, 50),
                "unfurl_domains": items(matches(r"[a-z0-9.-]+"), 5),
            },
        ),
        "oauth_config": shape(
            {"scopes": shape({"bot": items(matches(r"[a-z.:_]+"), 255)}, {})}, {"redirect_urls": items(HTTPS, 1000)}
        ),
        "settings": shape(
            {},
            {
                "event_subscriptions": shape({}, {"request_url": HTTPS, "bot_events": items(string(60), 100)}),
                "interactivity": shape({"is_enabled": flag}, {"request_url": HTTPS, "message_menu_options_url": HTTPS}),
                "org_deploy_enabled": flag,
                "socket_mode_enabled": flag,
                "token_rotation_enabled": flag,
            },
        ),
    },
    {"_metadata": anything},
)


def app_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """FakeSlack(app=...) for it; its `scopes` are for the world too. Raises Wrong for what Slack refuses."""
    CHECK(manifest, "")
    features, settings = manifest["features"], manifest["settings"]
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = settings.get("event_subscriptions", {}).get("bot_events", [])
    commands = features.get("slash_commands", [])
    for one in commands:
        if one["command"].lstrip("/") in RESERVED:
            raise Wrong("/features/slash_commands", f"{one['command']} is a reserved name")
    for one in events:
        if NEEDED.get(one, scopes[0]) not in scopes:
            raise Wrong("/settings/event_subscriptions", f"{one} requires scope {NEEDED[one]}")
    over_http = not settings.get("socket_mode_enabled")
    if over_http and events and not settings["event_subscriptions"].get("request_url"):
        raise Wrong("/settings/event_subscriptions", "requires a request_url, or Socket Mode")
    if commands and "commands" not in scopes:
        raise Wrong("/features/slash_commands", "requires scope commands")
    home = features.get("app_home", {})
    return {
        "scopes": scopes,
        "events": events,
        "commands": [one["command"] for one in commands],
        "should_escape": all(one.get("should_escape") for one in commands),
        "shortcuts": [one["callback_id"] for one in features.get("shortcuts", [])],
        "domains": features.get("unfurl_domains", []),
        "redirects": manifest["oauth_config"].get("redirect_urls", []),
        "rotation": bool(settings.get("token_rotation_enabled")),
        "home": bool(home.get("home_tab_enabled")),
        "written": bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled"),
        "path": urlsplit(settings.get("event_subscriptions", {}).get("request_url", "")).path,
    }
