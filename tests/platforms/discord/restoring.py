"""Messages, threads, commands and nonces as the log has them: they outlive the fake Discord's process."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Message


def restore(discord: Discord) -> None:
    """Everything that stood when the process ended; sessions, interactions and changes of the guilds are forgotten."""
    for entry in list(discord.journal.entries):
        if entry["kind"] == "commands":
            discord.commands[entry["scope"]] = entry["content"]
        elif entry["kind"] == "thread":
            made = Channel(entry["id"], entry["name"], entry["type"], entry["guild"], entry["parent"])
            made.owner = entry["owner"]
            discord.world.guilds[made.guild].channels[made.id] = made
        elif entry["kind"] in ("post", "typed", "ephemeral", "update", "delete"):
            _message(discord, entry)


def _message(discord: Discord, entry: dict[str, Any]) -> None:
    world = discord.world
    place: Channel | None = None
    if entry["dm"]:
        place = world.direct(world.person(entry["dm"]))
    else:
        found = (one.channels.get(entry["channel"]) for one in world.guilds.values())
        place = next((one for one in found if one is not None), None)
    if place is None:
        return
    if entry["kind"] == "delete":
        place.messages.pop(entry["id"], None)
        return
    reader = world.person(entry["only_for"]).id if entry["only_for"] else ""
    before = place.messages.get(entry["id"])
    message = Message(entry["body"], reader, before.at if before else entry["at"], nonce=entry["nonce"])
    place.messages[message.id] = message
    if entry["kind"] == "post" and message.nonce:
        discord.nonces.setdefault((world.me.id, message.nonce), (entry["at"], message))
