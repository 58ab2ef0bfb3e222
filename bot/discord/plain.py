"""What people write on Discord as the words that the core reads: mentions with names, our own left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_PERSON = re.compile(r"<@!?(\d{1,20})>")
_CHANNEL = re.compile(r"<#(\d{1,20})(?:\|[^<>]*)?>")
_PLACE = re.compile(r"<(#|@&)(\d{1,20})>")
_EMOJI = re.compile(r"<a?(:\w{1,40}:)\d{1,20}>")
_NO_WORD = re.compile(r"[^\w.-]+")
NAME = 40


def without_us(text: str, me: str, role: str = "") -> str:
    """The text without the mention of us that addresses it, wherever it stands."""
    ours = rf"<@!?{re.escape(me)}>" + (rf"|<@&{re.escape(role)}>" if role else "")
    return re.sub(rf"\s*(?:{ours})\s*[,:]?\s*", " ", text, count=1).strip()


def plain(text: str, names: Mapping[str, str]) -> str:
    """The words: those who are mentioned have their names beside them, an emoji of the guild is its name."""

    def named(found: re.Match[str]) -> str:
        name = _NO_WORD.sub("_", names.get(found[1], "")).strip("_")[:NAME]
        return f"<@{found[1]}|{name}>" if name else f"<@{found[1]}>"

    return _EMOJI.sub(r"\1", _PERSON.sub(named, text))


def placed(text: str, names: Callable[[str, str], str]) -> str:
    """The words with their names beside channels ("#") and roles ("@&"): `names` knows them by kind and id."""

    def named(found: re.Match[str]) -> str:
        name = _NO_WORD.sub("_", names(found[1], found[2])).strip("_")[:NAME]
        return f"<{found[1]}{found[2]}|{name}>" if name else found[0]

    return _PLACE.sub(named, text)


def people_in(text: str) -> tuple[str, ...]:
    """The accounts that a text mentions."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def channels_in(text: str) -> tuple[str, ...]:
    """The channels that a text mentions."""
    return tuple(dict.fromkeys(_CHANNEL.findall(text)))


def mentions(text: str, me: str) -> bool:
    """Whether the text mentions us."""
    return me in people_in(text)
