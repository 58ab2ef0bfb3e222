"""What the Slack door needs to know, from the surroundings' environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import StartError

API_URL = "https://slack.com/api/"
COMMANDS = ("todo", "remindme")
SAYS = ("todo", "remind")  # what the first and the second of our commands are to the language part

# One of these in a manifest makes Slack reject all of it (api.slack.com/interactivity/slash-commands).
RESERVED = frozenset({
    "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback",
    "header", "invite", "invite_people", "join", "keys", "kick", "leave", "me", "msg", "mute", "open", "part",
    "prefs", "remind", "remove", "rename", "search", "shortcuts", "shrug", "star", "status", "topic", "who",
})  # fmt: skip
_NAME = re.compile(r"[a-z0-9_-]{1,31}")


@dataclass(frozen=True, slots=True)
class Settings:
    """The SLACK_* variables, and PUBLIC_URL as `home`. What is secret is in no `repr`.

    One workspace: `bot_token`. Many: `client_id` and `client_secret`. Events arrive through sockets when there is an
    `app_token`, and over HTTP when there is a `signing_secret`. `api_url` ends in a slash.
    """

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_url: str = API_URL
    commands: tuple[str, ...] = COMMANDS
    home: str = ""
    sockets: int = 2

    @classmethod
    def of(cls, environ: Mapping[str, str], home: str = "") -> Settings:
        """Read them; StartError names what is missing and where to get it."""
        settings = cls.partial(environ, home)
        if not settings.bot_token and not settings.oauth:
            raise StartError(
                "The platform slack needs SLACK_BOT_TOKEN (one workspace: “OAuth & Permissions” of your app at"
                " api.slack.com/apps), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (many: “Basic Information”)."
            )
        if not settings.app_token and not settings.signing_secret:
            raise StartError(
                "The platform slack needs SLACK_APP_TOKEN (Socket Mode: “App-Level Tokens” under “Basic Information”),"
                " or SLACK_SIGNING_SECRET (events over HTTP: the same page)."
            )
        if settings.oauth and not settings.bot_token and not settings.home:
            raise StartError(
                "People install the Slack app through PUBLIC_URL: set it to where this program is reached."
            )
        return settings

    @classmethod
    def partial(cls, environ: Mapping[str, str], home: str = "") -> Settings:
        """What is there, whether or not it suffices. StartError when a value cannot be."""

        def value(name: str) -> str:
            return environ.get(f"SLACK_{name}", "").strip()

        bot, app = value("BOT_TOKEN"), value("APP_TOKEN")
        if bot and not bot.startswith("xoxb-"):
            raise StartError("SLACK_BOT_TOKEN is no bot token: one begins with xoxb-.")
        if app and not app.startswith("xapp-"):
            raise StartError("SLACK_APP_TOKEN is no app-level token: one begins with xapp-.")
        return cls(
            bot_token=bot,
            signing_secret=value("SIGNING_SECRET"),
            app_token=app,
            client_id=value("CLIENT_ID"),
            client_secret=value("CLIENT_SECRET"),
            api_url=(value("API_URL") or API_URL).rstrip("/") + "/",
            commands=_commands(value("COMMANDS")),
            home=home.rstrip("/"),
            sockets=_count(value("SOCKETS")),
        )

    @property
    def oauth(self) -> bool:
        """Whether other workspaces can let us in."""
        return bool(self.client_id and self.client_secret)


def _commands(text: str) -> tuple[str, ...]:
    names = tuple(word.strip().lstrip("/").lower() for word in text.split(",") if word.strip()) or COMMANDS
    for name in names:
        if name in RESERVED:
            raise StartError(f"SLACK_COMMANDS names /{name}, which is Slack's own: choose another, like remindme.")
        if not _NAME.fullmatch(name):
            raise StartError(f"SLACK_COMMANDS names “{name}”: letters, digits, - and _ only, at most 31.")
    if len(names) > len(SAYS) or len(set(names)) < len(names):
        raise StartError("SLACK_COMMANDS names the command for tasks and the one for reminders: todo,remindme")
    return names


def _count(text: str) -> int:
    if not text:
        return 2
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10):
        raise StartError("SLACK_SOCKETS is a number from 1 to 10, Slack's limit for one app.")
    return int(text)
