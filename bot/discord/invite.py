"""What we must be allowed to do in a guild, why, and the link that asks for exactly that."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

import discord

from bot.discord.settings import PAGE, Settings
from core.errors import StartError

LINK = "https://discord.com/oauth2/authorize"
# By discord.py's name for it: what Discord's pages call it, and what it is for.
NEEDED = {
    "view_channel": ("View Channels", "to be where people talk"),
    "send_messages": ("Send Messages", "answers and reminders"),
    "send_messages_in_threads": ("Send Messages in Threads", "the same in threads"),
    "embed_links": ("Embed Links", "cards"),
    "read_message_history": ("Read Message History", "to reply to a message"),
    "mention_everyone": ("Mention @everyone, @here, and All Roles", "reminders for a role, set by who may call it"),
}
INTENTS = {
    "DISCORD_MESSAGE_CONTENT": (
        "Message Content Intent",
        ("gateway_message_content", "gateway_message_content_limited"),
    ),
    "DISCORD_MEMBERS": ("Server Members Intent", ("gateway_guild_members", "gateway_guild_members_limited")),
}


def permissions() -> discord.Permissions:
    """All of them together."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def link(application: int) -> str:
    """Where an admin lets the application into a guild."""
    asked = {"client_id": application, "scope": "bot applications.commands", "permissions": permissions().value}
    return f"{LINK}?{urlencode(asked)}"


def application_of(settings: Settings) -> int:
    """The application's id: as it was set, else as the token has it; 0 when neither tells."""
    if settings.application or not settings.token:
        return settings.application
    first = settings.token.split(".")[0]
    try:
        told = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:
        return 0
    return int(told) if told.isdigit() else 0


def described(settings: Settings) -> str:
    """The link, what it asks for and the intents, for a person to read."""
    application = application_of(settings)
    if not application:
        raise StartError(f"Set DISCORD_APPLICATION_ID (or DISCORD_BOT_TOKEN): {PAGE}, “General Information”.")
    lines = [link(application), "", "It asks for:"]
    lines += [f"  {name}: {reason}" for name, reason in NEEDED.values()]
    switched = {"DISCORD_MESSAGE_CONTENT": settings.message_content, "DISCORD_MEMBERS": settings.members}
    wanted = [f"  {INTENTS[name][0]} ({name})" for name, on in switched.items() if on]
    lines += [
        "",
        f"Switch on under {PAGE}/{application}/bot, “Privileged Gateway Intents”:",
        *(wanted or ["  nothing"]),
    ]
    return "\n".join(lines)
