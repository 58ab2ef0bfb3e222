"""Looks after the Discord door: are token, intents and permissions what they have to be, and if not, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord

from bot.discord.budget import Budget, Local
from bot.discord.invite import INTENTS, NEEDED, application_of, link, permissions
from bot.discord.rest import Rest
from bot.discord.settings import PAGE, Settings
from core.errors import PermanentError, TransientError
from core.ports import Finding

FEW = 50  # sessions that may be begun until Discord's day is over
SHOWN = 5
_BOT = f"{PAGE}, your application, “Bot”"


async def doctor(settings: Settings) -> list[Finding]:
    """What is well and what is not, each with what to do; it changes nothing."""
    if not settings.token:
        return [Finding(False, "There is no DISCORD_BOT_TOKEN.", f"{_BOT}, “Reset Token”.")]
    rest = Rest(settings, Budget(Local(), settings.name))
    try:
        return await _asked(settings, rest)
    except TransientError as error:
        return [_no(settings, error)]
    except PermanentError as error:
        return [Finding(False, f"Discord refuses us: {error.reason}.", f"Look at {_BOT}.")]
    finally:
        await rest.close()


async def _asked(settings: Settings, rest: Rest) -> list[Finding]:
    me = await rest.me()
    found = [Finding(True, f"DISCORD_BOT_TOKEN speaks as {me.get('username')}.")]
    application = await rest.call("GET", "/oauth2/applications/@me")
    found += _intents(settings, int(application.get("flags") or 0))
    if application.get("interactions_endpoint_url"):
        advice = f"Empty “Interactions Endpoint URL”: {PAGE}, your application, “General Information”."
        found.append(Finding(False, "Commands are sent to an address of HTTP, and not to us.", advice))
    found.append(_sessions(settings, await rest.call("GET", "/gateway/bot")))
    guilds = await rest.call("GET", "/users/@me/guilds")
    where = link(application_of(settings) or int(application["id"]))
    if not guilds:
        return [*found, Finding(False, "It is in no server yet.", f"Invite it: {where}")]
    return [*found, _rights(guilds, where)]


def _intents(settings: Settings, flags: int) -> list[Finding]:
    known = discord.ApplicationFlags._from_value(flags)  # it makes them of numbers only so
    switched = {"DISCORD_MESSAGE_CONTENT": settings.message_content, "DISCORD_MEMBERS": settings.members}
    found = []
    for name, wanted in switched.items():
        label, marks = INTENTS[name]
        there = any(getattr(known, mark) for mark in marks)
        if wanted and not there:
            advice = f"Switch it on: {_BOT}, “Privileged Gateway Intents”; or set {name}=off."
            found.append(Finding(False, f"{name} is on, and “{label}” is not: Discord will not connect us.", advice))
        elif wanted:
            found.append(Finding(True, f"“{label}” is on."))
    if not settings.message_content:
        text = "DISCORD_MESSAGE_CONTENT is off: it reads direct messages, mentions, replies to it, and commands."
        found.append(Finding(True, text))
    return found


def _sessions(settings: Settings, known: Mapping[str, Any]) -> Finding:
    limit = known.get("session_start_limit") or {}
    left, shards = int(limit.get("remaining", 0)), int(known.get("shards") or 1)
    hours = int(limit.get("reset_after", 0)) // 3_600_000
    if left <= FEW:
        advice = (
            f"Something begins sessions again and again with this token. It waits; Discord's day ends in {hours} h."
        )
        return Finding(False, f"Only {left} sessions of the gateway may be begun today.", advice)
    if settings.shards and settings.shards < shards:
        advice = f"Leave DISCORD_SHARDS empty, or set it to {shards}."
        return Finding(False, f"DISCORD_SHARDS is {settings.shards}, and Discord wants {shards}.", advice)
    return Finding(
        True, f"The gateway can be entered, with {settings.shards or shards} shard(s); {left} tries are left today."
    )


def _rights(guilds: list[Mapping[str, Any]], where: str) -> Finding:
    needed, lacking = permissions(), []
    for guild in guilds:
        given = discord.Permissions(int(guild.get("permissions") or 0))
        if not given.administrator and not given.is_superset(needed):
            names = [NEEDED[name][0] for name in NEEDED if not getattr(given, name)]
            lacking.append(f"{guild.get('name')} ({', '.join(names)})")
    if not lacking:
        return Finding(True, f"It is in {len(guilds)} server(s), with all of its {len(NEEDED)} permissions.")
    more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
    return Finding(
        False, f"Permissions are missing in {'; '.join(lacking[:SHOWN])}{more}.", f"Invite it again: {where}"
    )


def _no(settings: Settings, error: TransientError) -> Finding:
    if error.reason == "unauthorized":
        return Finding(False, "Discord does not know DISCORD_BOT_TOKEN.", f"Make a new one: {_BOT}, “Reset Token”.")
    text = f"{settings.api_url} does not let us in now ({error.reason})."
    return Finding(False, text, "Is there a way to the internet, and is DISCORD_API_URL right or empty?")
