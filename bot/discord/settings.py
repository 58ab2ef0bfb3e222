"""What the Discord door needs to know, from the surroundings' environment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.errors import StartError

PLATFORM = "discord"
API_URL, GATEWAY_URL = "https://discord.com/api/v10", "wss://gateway.discord.gg/"
PAGE = "https://discord.com/developers/applications"
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})
_TOKEN = re.compile(r"[\w.-]{10,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """The DISCORD_* variables. What is secret is in no `repr`.

    `message_content` and `members` say that these privileged intents are on for the application. `shards` is 0 where
    Discord is asked. `application` is 0 where Discord is asked.
    """

    token: str = field(default="", repr=False)
    application: int = 0
    api_url: str = API_URL
    gateway_url: str = GATEWAY_URL
    message_content: bool = False
    members: bool = False
    shards: int = 0

    @property
    def name(self) -> str:
        """Tells bots apart without their tokens: for locks and counts that processes share."""
        return f"discord-{hashlib.sha256(self.token.encode()).hexdigest()[:24]}"

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Settings:
        """Read them; StartError names what is missing and where to get it."""
        settings = cls.partial(environ)
        if not settings.token:
            raise StartError(f"The platform discord needs DISCORD_BOT_TOKEN: {PAGE}, your application, “Bot”.")
        return settings

    @classmethod
    def partial(cls, environ: Mapping[str, str]) -> Settings:
        """What is there, whether or not it suffices. StartError when a value cannot be."""

        def value(name: str) -> str:
            return environ.get(f"DISCORD_{name}", "").strip()

        token = value("BOT_TOKEN").removeprefix("Bot ").strip()
        if token and not _TOKEN.fullmatch(token):
            raise StartError("DISCORD_BOT_TOKEN is no bot token: one has letters, digits, dots, - and _ only.")
        return cls(
            token=token,
            application=_number("APPLICATION_ID", value("APPLICATION_ID"), 2**63),
            api_url=_api(value("API_URL")),
            gateway_url=_gateway(value("GATEWAY_URL")),
            message_content=_switch("MESSAGE_CONTENT", value("MESSAGE_CONTENT")),
            members=_switch("MEMBERS", value("MEMBERS")),
            shards=_number("SHARDS", value("SHARDS"), 10_000),
        )


def _api(text: str) -> str:
    url = (text or API_URL).rstrip("/")
    if urlsplit(url).scheme not in ("http", "https"):
        raise StartError(f"DISCORD_API_URL is “{url}”: it begins with https://")
    return url if urlsplit(url).path else f"{url}/api/v10"


def _gateway(text: str) -> str:
    url = text or GATEWAY_URL
    if urlsplit(url).scheme not in ("ws", "wss"):
        raise StartError(f"DISCORD_GATEWAY_URL is “{url}”: it begins with wss://")
    return url


def _number(name: str, text: str, most: int) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise StartError(f"DISCORD_{name} is “{text}”: a number is asked for, or nothing.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise StartError(f"DISCORD_{name} is “{text}”: say on or off.")
    return text.lower() in _YES
