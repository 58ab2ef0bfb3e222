"""A neutral reply as Discord messages: content, embeds and components, within every limit and split when longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from bot.discord.embeds import LINES, card_embed, card_line, list_embed, plain, size
from bot.discord.rows import OPTIONS, ROWS, Row, menus, rows
from bot.discord.text import EVERYONE, blank, is_account, mention, split, words
from bot.discord.words import word
from core.cutting import width
from core.messages import Card, Mention, Reply

CONTENT, EMBEDS, TOTAL = 2_000, 10, 6_000
ROOMY = 3  # so many cards have an embed each; more are lines of a list
PINGED = 100  # Discord's limit of people, and of roles, that one message may ping
MORE = 200  # letters for the word that there is more


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message. `rows` are components as Discord's JSON: a button's custom_id is its action, a menu's begins with
    `menu:` and the chosen value is the action."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    rows: tuple[Row, ...] = ()
    allowed: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)

    def payload(self) -> dict[str, Any]:
        """The JSON body of a message, of an answer to an interaction, or of an edit: it says all four."""
        return {
            "content": self.content,
            "embeds": [embed.to_dict() for embed in self.embeds],
            "components": [dict(row) for row in self.rows],
            "allowed_mentions": self.allowed.to_dict(),
        }


def render(reply: Reply) -> list[Rendered]:
    """The messages that say the reply, in order; none when there is nothing to say. The last one holds the buttons.

    Those in `reply.mentions` are pinged, by the content; nobody else is.
    """
    allowed = allowed_of(reply)
    *before, last = split(sentence(reply), CONTENT)
    messages = [Rendered(piece, allowed=allowed) for piece in before if not blank(piece)]
    content = "" if blank(last) else last
    pages = list(_pages(reply))
    for number, page in enumerate(pages):
        end = number == len(pages) - 1
        made = _message(page, reply if end else replace(reply, buttons=()))
        messages.append(replace(made, content=content, allowed=allowed))
        content = ""
    if content:
        messages.append(Rendered(content, allowed=allowed))
    return _seen(messages)


def _seen(messages: list[Rendered]) -> list[Rendered]:
    """Discord refuses a message of which nothing can be read, also one with buttons."""
    shown = [one for one in messages if one.content or one.embeds or one.rows]
    return [one if one.content or one.embeds else replace(one, content="…") for one in shown]


def sentence(reply: Reply) -> str:
    """The reply's sentence as markdown, with those in front who are meant and not named in it."""
    text = "".join(words(part, reply.mentions) for part in reply.parts)
    named = {part.account for part in reply.parts if isinstance(part, Mention)}
    front = [_ping(one) for one in reply.mentions if one not in named]
    return "".join(f"{ping} " for ping in dict.fromkeys(front) if ping and ping not in text) + text


def _ping(account: str) -> str:
    if account == EVERYONE:
        return "@everyone"
    if account.startswith("&"):
        return f"<@{account}>" if is_account(account[1:]) else ""
    return mention(account) if is_account(account) else ""


def allowed_of(reply: Reply) -> discord.AllowedMentions:
    """Exactly those in the reply's mentions, and whoever is replied to is not among them."""
    people = [discord.Object(int(one)) for one in dict.fromkeys(reply.mentions) if is_account(one)][:PINGED]
    groups = [one[1:] for one in dict.fromkeys(reply.mentions) if one.startswith("&")]
    roles = [discord.Object(int(one)) for one in groups if is_account(one)][:PINGED]
    if not people and not roles and EVERYONE not in reply.mentions:
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=EVERYONE in reply.mentions, roles=roles or False, users=people or False, replied_user=False
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """Cards of one message, and how they look."""

    cards: tuple[Card, ...] = ()
    embeds: tuple[discord.Embed, ...] = ()


def _pages(reply: Reply) -> Iterator[_Page]:
    """Cards into as few messages as their limits allow, in their order; at least one page when there are buttons."""
    if not reply.cards:
        if reply.buttons:
            yield _Page()
        return
    roomy = len(reply.cards) <= ROOMY
    yield from _roomy(reply.cards) if roomy else _listed(reply.cards)


def _roomy(cards: Sequence[Card]) -> Iterator[_Page]:
    page, used = _Page(), 0
    for card in cards:
        embed = card_embed(card)
        if page.cards and used + size(embed) > TOTAL - MORE:
            yield page
            page, used = _Page(), 0
        page, used = _Page((*page.cards, card), (*page.embeds, embed)), used + size(embed)
    yield page


def _listed(cards: Sequence[Card]) -> Iterator[_Page]:
    page: list[Card] = []
    lines: list[str] = []
    for card in cards:
        line = card_line(card)
        if page and (len(page) == OPTIONS or sum(map(width, lines)) + len(lines) + width(line) > LINES):
            yield _Page(tuple(page), (list_embed(lines),))
            page, lines = [], []
        page, lines = [*page, card], [*lines, line]
    yield _Page(tuple(page), (list_embed(lines),))


def _message(page: _Page, reply: Reply) -> Rendered:
    """What can be done with the only card and what can be done at all are buttons; with one of several, menus."""
    alone = len(reply.cards) == 1
    general, lost = rows((*page.cards[0].buttons, *reply.buttons) if alone else reply.buttons, reply.language)
    above, missing = ([], 0) if alone else menus(_choices(page.cards), ROWS - len(general), ROWS)
    embeds = page.embeds
    if lost or missing:
        embeds = (*embeds, discord.Embed(description=word("more", reply.language)))
    return Rendered(embeds=embeds, rows=(*above, *general))


def _choices(cards: Sequence[Card]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By what a button says: the cards that have it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for card in cards:
        for button in card.buttons:
            found.setdefault(button.label, []).append((plain(card), button.action))
    return list(found.items())
