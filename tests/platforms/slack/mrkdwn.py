"""Slack's markup: whom a text pings, how a person reads it, and what a client makes of what a person types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_ANGLE = re.compile(r"<([^<>]+)>")
_PING = re.compile(r"<(@[UWB][A-Z0-9]+|!here|!channel|!everyone|!subteam\^[A-Z0-9]+)(?:\|[^<>]*)?>")
_BARE = re.compile(r"(?<![\w<!])@(here|channel|everyone)\b")
_MARKS = [
    re.compile(rf"(?<![\w{re.escape(one)}]){re.escape(one)}(\S|\S[^\n]*?\S){re.escape(one)}(?!\w)") for one in "*_~`"
]
_TYPED = re.compile(
    r"(?P<url>https?://[^\s<>|]+)|(?<![\w@])@(?P<who>[A-Za-z]\w*)|(?<![\w&#])#(?P<where>[A-Za-z][\w-]*)"
)


def texts_of(thing: Any) -> Iterator[dict[str, Any]]:
    """Every text object and rich text element inside of blocks."""
    if isinstance(thing, list):
        for one in thing:
            yield from texts_of(one)
    elif isinstance(thing, dict):
        if thing.get("type") in ("mrkdwn", "plain_text", "text", "user", "usergroup", "broadcast", "markdown"):
            yield thing
        for one in thing.values():
            yield from texts_of(one)


def pings(body: dict[str, Any]) -> list[str]:
    """Whom a message notifies: @U..., !here, !channel, !everyone, !subteam^S..., each once, in order."""
    found: list[str] = []
    texts = [str(body.get("text") or "")]
    for one in texts_of([body.get("blocks"), body.get("attachments")]):
        if one["type"] in ("mrkdwn", "markdown"):
            texts.append(str(one.get("text", "")))
        elif one["type"] == "user":
            found.append(f"@{one.get('user_id')}")
        elif one["type"] == "usergroup":
            found.append(f"!subteam^{one.get('usergroup_id')}")
        elif one["type"] == "broadcast":
            found.append(f"!{one.get('range')}")
    for text in texts:
        found += [hit[1] for hit in _PING.finditer(text)]
        if body.get("parse") == "full" or body.get("link_names"):
            found += [f"!{hit[1]}" for hit in _BARE.finditer(text)]
    return list(dict.fromkeys(found))


def words(text: str, called: Callable[[str], str]) -> str:
    """A mrkdwn text as a person reads it: names for ids, a date's fallback, no markup."""

    def angle(hit: re.Match[str]) -> str:
        inside, _, label = hit[1].partition("|")
        if inside.startswith("@"):
            return f"@{called(inside[1:])}"
        if inside.startswith("#"):
            return f"#{label or called(inside[1:])}"
        if inside.startswith(("!date^", "!subteam^")):
            return label
        return f"@{inside[1:]}" if inside.startswith("!") else label or inside

    # What is inside of <...> may hold the markup's own letters, so the markup goes first, around them.
    kept: list[str] = []

    def keep(hit: re.Match[str]) -> str:
        kept.append(angle(hit))
        return f"\x01{len(kept) - 1}\x02"

    text = _ANGLE.sub(keep, text)
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    text = re.sub("\x01(\\d+)\x02", lambda hit: kept[int(hit[1])], text)
    return unescaped(text)


def unescaped(text: str) -> str:
    """Entities as letters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """Letters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, who: Callable[[str], str], where: Callable[[str], str]) -> str:
    """What a client sends for typed words: entities, links, and references for @names and #channels that exist.

    `who` and `where` return what stands between the angle brackets, or "" where there is nobody and nothing.
    """

    def replace(hit: re.Match[str]) -> str:
        if hit["url"]:
            return f"<{hit['url']}>"
        found = who(hit["who"].lower()) if hit["who"] else where(hit["where"].lower())
        return f"<{found}>" if found else hit[0]

    return _TYPED.sub(replace, escaped(text))


def fields_of(blocks: Any) -> list[dict[str, Any]]:
    """Every element with which a person can do something, in reading order, with its block_id."""
    found: list[dict[str, Any]] = []
    for block in blocks or []:
        inside = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for one in inside:
            if isinstance(one, dict) and "action_id" in one:
                label = (block.get("label") or one.get("text") or one.get("placeholder") or {}).get("text", "")
                found.append({**one, "block_id": block.get("block_id", ""), "label": label})
    return found


def lines_of(blocks: Any, called: Callable[[str], str]) -> list[str]:
    """What the blocks say, a line for each text; what is written on buttons and menus is not among them."""
    lines: list[str] = []
    for block in blocks or []:
        parts = [block.get("text"), *(block.get("fields") or []), block.get("title"), block.get("label")]
        if block["type"] == "context":
            parts += block["elements"]
        for part in parts:
            if isinstance(part, str):
                lines.append(words(part, called))
            elif isinstance(part, dict) and "text" in part:
                plain = part["type"] == "plain_text"
                lines.append(part["text"] if plain else words(part["text"], called))
        if block["type"] == "rich_text":
            lines.append("".join(_rich(one, called) for one in texts_of(block)))
    return lines


def _rich(element: dict[str, Any], called: Callable[[str], str]) -> str:
    if element["type"] == "user":
        return f"@{called(element['user_id'])}"
    return f"@{element['range']}" if element["type"] == "broadcast" else str(element.get("text", ""))
