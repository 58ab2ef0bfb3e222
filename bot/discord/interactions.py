"""Commands, menus, clicks, submitted forms and completions as wishes: from an interaction to an Ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.discord.adapter import Ask, author_of, begun_by, link_to, names_of, parent_of, place_of
from bot.discord.commands import ASSIGN, CHAT, MENUS, MESSAGE, pointed, said
from bot.discord.forms import FORM, PART, REPEAT, SAY, Carried, values_of
from bot.discord.plain import channels_in, people_in, placed, plain
from bot.discord.rows import MENU
from core.messages import Incoming, Reference, Typed

_PERSON = 6  # kind of option
SOURCES = {"task": "task", "due": "time", "when": "time", "zone": "zone", "city": "zone"}


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or a choice: what it asks for, and which fields of a form that is too large for one."""

    ask: Ask
    part: str = ""


def is_typed(interaction: discord.Interaction) -> bool:
    """Whether it is a slash command, and no entry of a menu."""
    return bool(_data(interaction).get("type", CHAT) == CHAT)


def read_command(interaction: discord.Interaction) -> Ask | None:
    """A slash command; None for a menu's entry, and for a name that is not ours."""
    data = _data(interaction)
    sub, options = _sub(data)
    names = _names(data)
    values = {option["name"]: _value(option, names) for option in options}
    wish = said(str(data["name"]), sub, values)
    text = placed(plain(wish.text, names), names_of(interaction.guild))
    place = _place(interaction)
    incoming = Incoming(
        address=place,
        author=_author(interaction),
        key=_key(interaction),
        text=text,
        slash=wish.slash or None,
        action=wish.action,
        typed=wish.typed,
        reference=begun_by(place),
        channels=channels_in(text),
        people=tuple(dict.fromkeys((*people_in(text), *_people(options)))),
    )
    return _ask(interaction, incoming)


def read_menu(interaction: discord.Interaction) -> Ask | None:
    """An entry of a message's menu; None for another one."""
    data = _data(interaction)
    action = MENUS.get(str(data["name"])) if data.get("type") == MESSAGE else None
    if action is None:
        return None
    number = str(data["target_id"])
    message = (data.get("resolved") or {}).get("messages", {}).get(number) or {}
    link = link_to(interaction.guild_id, interaction.channel_id, int(number))
    reference = Reference(number, _words(message), link)
    incoming = Incoming(_place(interaction), _author(interaction), _key(interaction), action=action)
    return _ask(interaction, replace(incoming, reference=reference))


def read_person(interaction: discord.Interaction) -> tuple[str, str] | None:
    """Whose menu it was, as account and name; None for another entry."""
    data = _data(interaction)
    if data.get("name") != ASSIGN:
        return None
    account = str(data["target_id"])
    return account, _names(data).get(account, "")


def read_click(interaction: discord.Interaction) -> Pressed | None:
    """A button, or a choice in a menu of ours; None for what has no meaning."""
    data = _data(interaction)
    chosen, values = str(data.get("custom_id") or ""), data.get("values") or []
    part = ""
    if chosen.startswith(MENU):
        chosen = str(values[0]) if values else ""
    elif chosen.startswith(PART):
        chosen, part = chosen.removeprefix(PART), str(values[0]) if values else ""
    if not chosen:
        return None
    message = interaction.message
    whispered = message is not None and message.flags.ephemeral
    private = interaction.guild_id is None or whispered
    reference = Reference(str(message.id), message.content) if message is not None and not whispered else None
    incoming = Incoming(_place(interaction), _author(interaction), _key(interaction), action=chosen, private=private)
    ask = _ask(interaction, replace(incoming, reference=reference))
    return Pressed(replace(ask, hidden=bool(part) or ask.hidden, pressed=True), part)


def read_submit(interaction: discord.Interaction, carried: Carried) -> Ask:
    """A submitted form, with what it carried."""
    values = values_of(_data(interaction))
    if values.get("list", "").startswith("#"):
        values["list"] = _channel(interaction.guild, values["list"])
    incoming = Incoming(
        _place(interaction),
        _author(interaction),
        _key(interaction),
        action=carried.action,
        form=values,
        private=carried.private,
        people=people_in(values.get("people", "")),
        reference=carried.reference,
    )
    if carried.action.startswith(SAY):
        account, _, name = carried.action.removeprefix(SAY).partition(":")
        whom = plain(f"<@{account}>", {account: name})
        text = f"assign {pointed(values.get('task', ''))} to {whom}"
        incoming = replace(incoming, action=None, form=None, text=text, people=(account,), typed=Typed())
    if carried.action.startswith(REPEAT):
        words = " ".join(values.get("words", "").split())
        text = f"remind me about {carried.action.removeprefix(REPEAT)} {words}"
        incoming = replace(incoming, action=None, form=None, text=text, typed=Typed(words, words))
    return _ask(interaction, incoming)


def _channel(guild: discord.Guild | None, said: str) -> str:
    """A channel that was named in a field, in which Discord makes no reference of it."""
    for channel in guild.channels if guild is not None else ():
        if channel.name == said.removeprefix("#").strip():
            return f"<#{channel.id}>"
    return said


def submitted(interaction: discord.Interaction) -> str:
    """The custom_id of a submitted form; empty when it is none of ours."""
    name = str(_data(interaction).get("custom_id") or "")
    return name if name.startswith(FORM) else ""


def read_typing(interaction: discord.Interaction) -> tuple[Incoming, str, str]:
    """What is being typed: (who and where, what kind of thing, the text so far)."""
    _, options = _sub(_data(interaction))
    focused = next((option for option in options if option.get("focused")), {})
    incoming = Incoming(_place(interaction), _author(interaction), key="")
    return incoming, SOURCES.get(str(focused.get("name")), ""), str(focused.get("value") or "")


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    found: Any = interaction.data
    return found or {}


def _sub(data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The subcommand's name, and the options that were given."""
    options = list(data.get("options") or ())
    if options and options[0].get("type") == 1:
        return str(options[0]["name"]), list(options[0].get("options") or ())
    return "", options


def _value(option: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    value = option.get("value")
    return plain(f"<@{value}>", names) if option.get("type") == _PERSON else value


def _people(options: list[Mapping[str, Any]]) -> Iterator[str]:
    return (str(option["value"]) for option in options if option.get("type") == _PERSON)


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    """What those are called whom the payload resolves; as members first."""
    resolved = data.get("resolved") or {}
    members = resolved.get("members") or {}
    return {
        number: str((members.get(number) or {}).get("nick") or user.get("global_name") or user.get("username") or "")
        for number, user in (resolved.get("users") or {}).items()
    }


def _words(message: Mapping[str, Any]) -> str:
    """What a message says; of one without words, what its first embed says."""
    names = {str(user["id"]): str(user.get("global_name") or user["username"]) for user in message.get("mentions", ())}
    if message.get("content"):
        return plain(str(message["content"]), names)
    embed: Mapping[str, Any] = next(iter(message.get("embeds") or ()), {})
    return "\n".join(str(embed[name]) for name in ("title", "description") if embed.get(name))


def _place(interaction: discord.Interaction) -> Any:
    parent = parent_of(interaction.channel)
    return place_of(interaction.guild_id, interaction.channel_id, interaction.user.id, parent)


def _author(interaction: discord.Interaction) -> Any:
    admin = interaction.guild_id is not None and interaction.permissions.manage_guild
    return author_of(interaction.user, locale=interaction.locale.value, admin=admin)


def _key(interaction: discord.Interaction) -> str:
    return f"discord:interaction:{interaction.id}"


def _ask(interaction: discord.Interaction, incoming: Incoming) -> Ask:
    hidden = interaction.guild_id is not None and incoming.private
    number, application = str(interaction.id), str(interaction.application_id)
    return Ask(incoming, interaction.token, number, application, hidden=hidden, names=names_of(interaction.guild))
