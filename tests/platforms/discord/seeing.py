"""What a person has before them: the messages of a channel with what can be pressed, and the modal that is open."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord import posting, widgets
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Message, Person


def visible(discord: Discord, channel: Channel, person: Person) -> list[Message]:
    """The messages of a channel that this person reads, oldest first."""
    if not discord.world.may(channel, person.id, "view_channel"):
        raise Misuse(f"{person.account} does not see {channel.name}")
    return [one for one in channel.messages.values() if one.only_for in ("", person.id)]


def found(discord: Discord, channel: Channel, person: Person, number: str) -> Message:
    """One message that this person reads."""
    for one in visible(discord, channel, person):
        if one.id == number:
            return one
    raise Misuse(f"{person.account} sees no message {number} in {channel.name}")


def message(discord: Discord, one: Message) -> dict[str, Any]:
    """A message as a reader sees it."""
    body, world = one.body, discord.world
    shown = {"id": one.id, "channel": body["channel_id"], "ours": body["author"]["id"] == world.me.id}
    shown |= {"by": body["author"]["username"], "text": body["content"], "embeds": body["embeds"]}
    shown |= {"shown": posting.shown(discord, body), "buttons": labels(body["components"]), "body": body}
    shown |= {"only_for": world.called(one.only_for) if one.only_for else "", "edited": bool(body["edited_timestamp"])}
    shown |= {"answers": (body.get("message_reference") or {}).get("message_id", ""), "pings": one.pings}
    return shown | {"loading": bool(body["flags"] & 1 << 7), "reactions": one.reactions}


def labels(components: Any) -> list[str]:
    """Everything that can be pressed, in reading order: buttons, and the options of selects."""
    found: list[str] = []
    for one in widgets.flat(components):
        if one.get("type") == widgets.BUTTON and not one.get("disabled"):
            found.append(one.get("label") or (one.get("emoji") or {}).get("name") or "")
        elif one.get("type") == widgets.SELECT and not one.get("disabled"):
            found += [option["label"] for option in one["options"]]
    return found


def fields(modal: dict[str, Any]) -> list[dict[str, Any]]:
    """The inputs of a modal: label, custom_id, type, value, options."""
    made = []
    for one in modal["components"]:
        inner = one["components"][0] if one["type"] == widgets.ROW else one.get("component")
        if inner is None:
            continue
        label = one["label"] if one["type"] == widgets.LABEL else inner.get("label", "")
        options = inner.get("options") or []
        chosen: Any = [option["value"] for option in options if option.get("default")]
        if inner["type"] == widgets.INPUT:
            chosen = inner.get("value") or ""
        elif inner["type"] in widgets.SELECTS and not options:
            chosen = [str(value["id"]) for value in inner.get("default_values") or []]
        elif inner["type"] == widgets.RADIOS:
            chosen = chosen[0] if chosen else None
        elif inner["type"] == widgets.CHECK:
            chosen = bool(inner.get("default"))
        made.append({"label": label, "custom_id": inner["custom_id"], "type": inner["type"], "value": chosen})
        made[-1] |= {"options": options, "required": inner.get("required", True), "field": inner, "outer": one["type"]}
    return made


def modal(discord: Discord, person: Person) -> dict[str, Any] | None:
    """The modal before somebody."""
    one = discord.modals.get(person.account)
    if one is None:
        return None
    return {"title": one["title"], "custom_id": one["custom_id"], "inputs": fields(one)}
