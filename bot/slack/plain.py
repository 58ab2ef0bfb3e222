"""What people wrote, out of Slack's markup: mentions of people and channels stay, everything else is plain."""

from __future__ import annotations

import re

_ANGLED = re.compile(r"<([^<>]*)>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^<>]*)?>")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_MASS = {"!here": "@here", "!channel": "@channel", "!everyone": "@everyone", "!group": "@channel"}
_DATE = re.compile(r"!date\^(\d{1,12})\^")


def plain(text: str) -> str:
    """The text as its author saw it, but for `<@U1|name>`, `<#C1|name>` and `<@&S1|group>`, which name somebody."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity.group()], _ANGLED.sub(_token, text))


def people_in(text: str) -> tuple[str, ...]:
    """The accounts that Slack itself has made mentions of; what was typed to look like one is escaped there."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def channels_in(text: str) -> tuple[str, ...]:
    """The ids of the channels that a text as Slack sends it names, each once."""
    return tuple(dict.fromkeys(_CHANNEL.findall(text)))


def mentions(text: str, account: str) -> bool:
    """Whether the text as Slack sends it names this account."""
    return f"<@{account}>" in text or f"<@{account}|" in text


def without_lead(text: str, account: str) -> str:
    """The text without the mention that it begins with, if it is of this account."""
    return re.sub(rf"^\s*<@{re.escape(account)}(?:\|[^<>]*)?>[\s,:]*", "", text, count=1)


def _token(found: re.Match[str]) -> str:
    inside = found.group(1)
    if inside[:1] in "@#":
        return found.group() if len(inside) > 1 else ""
    word, _, label = inside.partition("|")
    if inside.startswith("!"):
        return _special(word, label)
    return _link(word, label)


def _special(word: str, label: str) -> str:
    if word in _MASS:
        return _MASS[word]
    if word.startswith("!subteam^"):
        name = label.lstrip("@")
        return f"<@&{word.removeprefix('!subteam^')}{f'|{name}' if name else ''}>"
    moment = _DATE.match(word)
    return f"<t:{moment.group(1)}:f>" if moment else label


def _link(address: str, label: str) -> str:
    bare = _SCHEME.sub("", address)
    if not label or label == address or not _SCHEME.match(address):
        return label if address.startswith(("mailto:", "tel:")) and label else address
    if bare.rstrip("/") == _SCHEME.sub("", label).rstrip("/"):
        return label  # what was typed; Slack made a link of it
    return label if address.startswith(("mailto:", "tel:")) else f"{label} ({address})"
