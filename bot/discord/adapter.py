"""Discord's messages and reactions as wishes: from discord.py's objects to an Ask, or to nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord

from bot.discord.plain import channels_in, mentions, people_in, placed, plain, without_us
from bot.discord.settings import PLATFORM
from core.messages import Address, Author, Incoming, Reference

TICK = "✅"
Names = Callable[[str, str], str]
"""What a channel ("#") or a role ("@&") with this id is called; empty when that is not known."""
_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish, and how its answer gets back.

    `token` and `application` answer an interaction, for fifteen minutes; `reference` is the message that an answer in
    the channel refers to. `hidden`: whatever is said is for the person alone. `pressed`: on a message of ours. `names`
    tells what channels and roles are called.
    """

    incoming: Incoming
    token: str = ""
    id: str = ""
    application: str = ""
    reference: str = ""
    hidden: bool = False
    pressed: bool = False
    names: Names | None = None


def place_of(guild: int | None, channel: int | None, account: int, parent: int | None = None) -> Address:
    """A channel of a guild, or a thread in the channel `parent`; without a guild it is the person's own space."""
    if guild is None:
        return Address(PLATFORM, f"@{account}", str(channel or ""), "", str(account))
    if parent is None:
        return Address(PLATFORM, str(guild), str(channel or ""))
    return Address(PLATFORM, str(guild), str(parent), str(channel))


def parent_of(channel: Any) -> int | None:
    """The channel that a thread belongs to; None for what is no thread."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def begun_by(place: Address) -> Reference | None:
    """The message that a thread was made from, which has the thread's id; what is said there is about it."""
    if not place.thread:
        return None
    return Reference(place.thread, link=f"https://discord.com/channels/{place.workspace}/{place.thread}")


def author_of(user: discord.abc.User | discord.Member, *, locale: str | None = None, admin: bool = False) -> Author:
    """Who it is, as Discord shows them there."""
    return Author(str(user.id), user.display_name, locale=locale, admin=admin)


def read_message(message: discord.Message, me: int) -> Ask | None:
    """A message as one wish; None when nobody has addressed us."""
    if message.author.bot or message.webhook_id is not None or message.type not in _SPOKEN:
        return None
    answered = _answered(message)
    role = _role_of_ours(message, me)
    ours = answered is not None and answered.author.id == me
    direct = message.guild is None
    if not (direct or ours or role or mentions(message.content, str(me))):
        return None
    text = without_us(message.content, str(me), role)
    names = {str(user.id): user.display_name for user in message.mentions}
    people = tuple(one for one in people_in(text) if one != str(me))
    guild = message.guild.id if message.guild else None
    place = place_of(guild, message.channel.id, message.author.id, parent_of(message.channel))
    incoming = Incoming(
        address=place,
        author=author_of(message.author, admin=_is_admin(message.author)),
        key=f"discord:message:{message.id}",
        text=placed(plain(text, names), names_of(message.guild)),
        private=direct,
        reference=_reference(message, answered) or begun_by(place),
        channels=channels_in(text),
        people=people,
        message_id=str(message.id),
    )
    return Ask(incoming, reference="" if direct else str(message.id))


def names_of(guild: discord.Guild | None) -> Names:
    """What channels and roles are called there, as far as the gateway has told."""

    def name(kind: str, number: str) -> str:
        if guild is None:
            return ""
        found = guild.get_channel_or_thread(int(number)) if kind == "#" else guild.get_role(int(number))
        return "" if found is None else found.name

    return name


def is_unread(message: discord.Message) -> bool:
    """Whether Discord keeps from us what was said: in a guild it shows only words that mention us."""
    shown = message.content or message.attachments or message.embeds or message.stickers
    return message.guild is not None and not shown


def read_reaction(
    payload: discord.RawReactionActionEvent, added: bool, moment: str, me: int, parent: int | None = None
) -> Ask | None:
    """A tick on a message, or one that was taken away; None for other signs, and for our own."""
    if payload.user_id == me or payload.emoji.name != TICK or (payload.member is not None and payload.member.bot):
        return None
    state = "added" if added else "removed"
    incoming = Incoming(
        address=place_of(payload.guild_id, payload.channel_id, payload.user_id, parent),
        author=author_of(payload.member) if payload.member is not None else Author(str(payload.user_id)),
        key=f"discord:reaction:{payload.channel_id}:{payload.message_id}:{payload.user_id}:{state}:{moment}",
        action=f"1:react:{'done' if added else 'undone'}",
        private=payload.guild_id is None,
        reference=Reference(str(payload.message_id)),
    )
    return Ask(incoming, reference="" if payload.guild_id is None else str(payload.message_id))


def link_to(guild: int | None, channel: int | None, message: int) -> str:
    """A message's address."""
    return f"https://discord.com/channels/{guild or '@me'}/{channel}/{message}"


def _answered(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, where Discord sent it along."""
    resolved: Any = message.reference.resolved if message.reference is not None else None
    return resolved if isinstance(resolved, discord.Message) else None


def _reference(message: discord.Message, answered: discord.Message | None) -> Reference | None:
    about = message.reference
    if about is None or about.message_id is None or message.type is not discord.MessageType.reply:
        return None
    text = "" if answered is None else text_of(answered)
    return Reference(str(about.message_id), text, link_to(about.guild_id, about.channel_id, about.message_id))


def text_of(message: discord.Message) -> str:
    """What a message says; of one without words, what its first embed says."""
    names = {str(user.id): user.display_name for user in message.mentions}
    if message.content:
        return plain(message.content, names)
    embed = next(iter(message.embeds), None)
    return "" if embed is None else "\n".join(piece for piece in (embed.title, embed.description) if piece)


def _role_of_ours(message: discord.Message, me: int) -> str:
    """Our own role, where that was mentioned instead of us."""
    for role in message.role_mentions:
        if role.tags is not None and role.tags.bot_id == me:
            return str(role.id)
    return ""


def _is_admin(user: Any) -> bool:
    return isinstance(user, discord.Member) and user.guild_permissions.manage_guild
