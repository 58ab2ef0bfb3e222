"""Cards as embeds, within Discord's limits: one with room, or a line among many."""

from __future__ import annotations

import discord

from bot.discord.text import clean, cut, escape, label, moment
from bot.discord.words import day, word
from core.cutting import width
from core.messages import Card, Instant

TITLE, FACTS, DESCRIPTION, BRIEF, LINE = 256, 1_200, 2_500, 200, 700
LINES = 3_900  # of a list in one embed; Discord takes 4,096
COLOURS = {"reminder": 0xF0B232, "open": 0x1F4D3A, "done": 0x80848E, "deleted": 0x80848E}
MARKS = {"reminder": "⏰", "open": "☐", "done": "☑", "deleted": "☒"}
USUAL = frozenset({"open", "active", "done"})


def card_embed(card: Card) -> discord.Embed:
    """A card with room: title, description, facts."""
    about = cut(escape(card.description.strip()), DESCRIPTION)
    text = "\n\n".join(piece for piece in (about, facts(card)) if piece)
    colour = COLOURS.get("reminder" if card.kind == "reminder" else card.status, COLOURS["open"])
    return discord.Embed(title=headline(card, TITLE), description=text or None, colour=colour)


def card_line(card: Card) -> str:
    """A card among many."""
    brief = cut(escape(" ".join(card.description.split())), BRIEF)
    details = " · ".join(piece for piece in (facts(card), brief) if piece)
    return cut("\n".join(piece for piece in (f"**{headline(card, TITLE)}**", details) if piece), LINE)


def list_embed(lines: list[str]) -> discord.Embed:
    """Several cards' lines, at most LINES letters."""
    return discord.Embed(description="\n".join(lines), colour=COLOURS["open"])


def headline(card: Card, limit: int) -> str:
    """Mark, number and title: drawn as markup, but with no widgets."""
    return cut(f"{_mark(card)} {escape(plain(card))}", limit)


def plain(card: Card) -> str:
    """Number and title in one line, neither escaped nor cut: what names the card in a menu."""
    shown = "" if card.number is None else f"#{card.number}"
    where = f"{card.workspace or ''}{shown}"[:100]
    return label(f"{where} {' '.join(card.title.split())}", 400)


def _mark(card: Card) -> str:
    return MARKS["reminder"] if card.kind == "reminder" else MARKS.get(card.status, MARKS["open"])


def facts(card: Card) -> str:
    """When, how urgent, what about, whose: what is known, in one line."""
    known = [] if card.status in USUAL else [escape(card.status)]
    if card.due is not None:
        language = card.due.language
        when = moment(card.due) if isinstance(card.due, Instant) else day(card.due.on, language)
        known.append(word("due", language, when=when) if card.kind == "task" else when)
    known += [f"p{card.priority}"] if card.priority != 4 else []
    known += [escape(f"#{clean(tag)}") for tag in card.tags] + [escape(f"@{name}") for name in card.assignees]
    known += [escape(card.detail)] if card.detail else []
    return cut(" · ".join(piece for piece in known if piece.strip()), FACTS)


def size(embed: discord.Embed) -> int:
    """What it counts towards the 6,000 of a message."""
    return width(embed.title or "") + width(embed.description or "")
