"""A client's part: which command somebody may use, what it makes of options, choices and the fields of a modal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.platforms.discord import seeing, widgets
from tests.platforms.discord.commanding import GROUP, INTEGER, NUMBER, STRING, SUB
from tests.platforms.discord.refusals import Misuse
from tests.platforms.discord.state import Discord
from tests.platforms.discord.world import Channel, Person

USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9


def command(discord: Discord, channel: Channel, person: Person, name: str, kind: int) -> dict[str, Any] | str:
    """The command as it was registered, or why the client does not offer it."""
    first = name.split(maxsplit=1)[0] if kind == 1 else name
    known = [*discord.commands.get(channel.guild or "-", []), *discord.commands.get("", [])]
    for one in known:
        if one["type"] != kind or one["name"] != first:
            continue
        contexts = one.get("contexts")
        if contexts is not None and (0 if channel.guild else 1) not in contexts:
            return f"{first} is not offered here"
        needed = one.get("default_member_permissions")
        if channel.guild and needed is not None:
            theirs = discord.world.guilds[channel.guild].base(person.id)
            if theirs & int(needed) != int(needed) or needed == "0":
                return f"{first} is not offered to {person.account}"
        return one
    return f"there is no command {first} among {sorted({one['name'] for one in known})}"


def filled(
    discord: Discord,
    channel: Channel,
    known: dict[str, Any],
    name: str,
    given: dict[str, Any],
    *,
    focus: str = "",
) -> tuple[dict[str, Any], list[str]]:
    """The data of a command, and which required options are missing."""
    data: dict[str, Any] = {"id": known["id"], "name": known["name"], "type": 1}
    if "guild_id" in known:
        data["guild_id"] = known["guild_id"]
    inner, rows = known, data
    for word in name.split()[1:]:
        inner = next((one for one in inner.get("options") or [] if one["name"] == word), {})
        if inner.get("type") not in (SUB, GROUP):
            raise Misuse(f"{name} is no command")
        rows["options"] = [{"name": word, "type": inner["type"]}]
        rows = rows["options"][0]
    options = {one["name"]: one for one in inner.get("options") or []}
    if any(one["type"] in (SUB, GROUP) for one in options.values()):
        raise Misuse(f"{name} takes one of {sorted(options)}")
    if unknown := set(given) | ({focus} if focus else set()) - {""} - set(options):
        unknown -= set(options)
        if unknown:
            raise Misuse(f"{name} has no option {sorted(unknown)}, but {sorted(options)}")
    data["resolved"] = {}
    rows["options"] = [
        _option(discord, channel, options[word], value, data, focused=word == focus) for word, value in given.items()
    ]
    if focus and focus not in given:
        rows["options"].append({"name": focus, "type": options[focus]["type"], "value": "", "focused": True})
    return data, [word for word, one in options.items() if one.get("required") and word not in given]


def _option(
    discord: Discord, channel: Channel, known: dict[str, Any], value: Any, data: dict[str, Any], *, focused: bool
) -> dict[str, Any]:
    kind, world = known["type"], discord.world
    made = {"name": known["name"], "type": kind, "value": value} | ({"focused": True} if focused else {})
    if focused:
        return made
    if kind in (USER, MENTIONABLE):
        person = world.person(str(value))
        data["resolved"].update(resolved_people(discord, channel, [person]))
        return made | {"value": person.id}
    if kind == CHANNEL:
        place = world.place(world.guilds[channel.guild], str(value))
        data["resolved"]["channels"] = {place.id: place.shown(world) | {"permissions": "0"}}
        return made | {"value": place.id}
    if kind == ROLE:
        role = next(one for one in world.guilds[channel.guild].roles.values() if value in (one.name, one.id))
        data["resolved"]["roles"] = {role.id: role.shown()}
        return made | {"value": role.id}
    if kind in (STRING, INTEGER, NUMBER) and known.get("choices"):
        made["value"] = _choice(known["choices"], value)
    longest = int(known.get("max_length") or 6000)
    if kind == STRING and not int(known.get("min_length") or 0) <= len(str(made["value"])) <= longest:
        raise Misuse(f"the client takes {longest} characters for {known['name']}")
    return made


def _choice(choices: list[dict[str, Any]], value: Any) -> Any:
    for one in choices:
        if value in (one["name"], one["value"]):
            return one["value"]
    raise Misuse(f"there is no choice {value} among {[one['name'] for one in choices]}")


def resolved_people(discord: Discord, channel: Channel, people: Iterable[Person]) -> dict[str, Any]:
    """Users, and members where there are any."""
    found = list(people)
    resolved: dict[str, Any] = {"users": {one.id: one.shown() for one in found}}
    if channel.guild:
        members = discord.world.guilds[channel.guild].members
        here = {one.id: members[one.id].shown(user=False) | {"permissions": "0"} for one in found if one.id in members}
        resolved["members"] = here
    return resolved


def chosen(discord: Discord, channel: Channel, one: dict[str, Any], given: list[Any]) -> dict[str, Any]:
    """What a select holds afterwards; options by label or value, people and channels by name."""
    kind, world = one["type"], discord.world
    if kind == widgets.SELECT:
        values = [_pick(one["options"], value) for value in given]
        if not int(one.get("min_values", 1)) <= len(values) <= int(one.get("max_values", 1)):
            raise Misuse("so many cannot be chosen")
        return {"values": values}
    if kind == widgets.CHANNELS:
        places = [world.place(world.guilds[channel.guild], str(value)) for value in given]
        shown = {place.id: place.shown(world) | {"permissions": "0"} for place in places}
        return {"values": list(shown), "resolved": {"channels": shown}}
    people = [world.person(str(value)) for value in given]
    return {"values": [person.id for person in people], "resolved": resolved_people(discord, channel, people)}


def _pick(options: list[dict[str, Any]], value: Any) -> str:
    for one in options:
        if value in (one["label"], one["value"]):
            return str(one["value"])
    raise Misuse(f"there is no “{value}” among {[one['label'] for one in options]}")


def written(
    discord: Discord, channel: Channel, modal: dict[str, Any], values: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The components of a modal as they are sent, and the labels of required ones that are empty."""
    known = seeing.fields(modal)
    if unknown := set(values) - {one["label"] for one in known}:
        raise Misuse(f"there is no field {sorted(unknown)}, but {[one['label'] for one in known]}")
    parts, missing = [], []
    for number, one in enumerate(known, start=1):
        value = values.get(one["label"], one["value"])
        if value in ("", [], None) and one["required"] and one["type"] != widgets.CHECK:
            missing.append(one["label"])
            continue
        sent = {"type": one["type"], "custom_id": one["custom_id"], "id": number * 2}
        sent |= _sent(discord, channel, one, value)
        outer = {"component": sent} if one["outer"] == widgets.LABEL else {"components": [sent]}
        parts.append({"type": one["outer"], "id": number * 2 - 1, **outer})
    return parts, missing


def _sent(discord: Discord, channel: Channel, one: dict[str, Any], value: Any) -> dict[str, Any]:
    kind, field = one["type"], one["field"]
    if kind == widgets.INPUT:
        longest = int(field.get("max_length") or 4000)
        if len(str(value)) > longest:
            raise Misuse(f"the client takes {longest} characters for {one['label']}")
        return {"value": str(value)}
    if kind == widgets.RADIOS:
        return {"value": _pick(one["options"], value) if value else None}
    if kind == widgets.CHECK:
        return {"value": bool(value)}
    given = value if isinstance(value, list) else [value] if value not in ("", None) else []
    if kind == widgets.CHECKS:
        return {"values": [_pick(one["options"], each) for each in given]}
    if not given:
        return {"values": []}
    return {"values": chosen(discord, channel, {"min_values": 0, **field}, given)["values"]}
