"""A person's Home: sections with what is theirs, in one view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, PlainTextObject
from slack_sdk.models.views import View

from bot.slack.blocks import Clickable, aside, card_line, paragraphs, said
from bot.slack.render import sentence
from bot.slack.text import label
from core.messages import Reply

BLOCKS, HEADER = 100, 150
TOTAL = 200_000  # letters of JSON; Slack takes 250,000
NOTHING = "There is nothing here yet."
MORE = "There is more: ask for your tasks in a message to me."


def home_view(sections: Sequence[Reply]) -> dict[str, Any]:
    """The view for views.publish: a heading, a line for each card and buttons for each section, 100 blocks at most.

    What does not fit is left out from the end, and the last line says so.
    """
    blocks: list[dict[str, Any]] = []
    used = 0
    for block in _blocks(sections):
        made = block.to_dict()
        used += len(str(made))
        if len(blocks) == BLOCKS - 1 or used > TOTAL:
            blocks.append(aside(MORE).to_dict())
            break
        blocks.append(made)
    blocks = blocks or [said(NOTHING).to_dict()]
    return View(type="home", blocks=blocks).to_dict() | {"blocks": blocks}


def _blocks(sections: Sequence[Reply]) -> Iterator[Block]:
    clickable = Clickable()
    for place, section in enumerate(sections):
        if place:
            yield DividerBlock()
        yield from _heading(section)
        for card in section.cards:
            yield from card_line(card, clickable)
        yield from clickable.rows(section.buttons)


def _heading(section: Reply) -> Iterator[Block]:
    """A header over cards, where it is words alone; else a text."""
    words = "".join(part for part in section.parts if isinstance(part, str))
    plain = all(isinstance(part, str) for part in section.parts) and not section.mentions
    if section.cards and plain and words.strip() and len(words) <= HEADER:
        yield HeaderBlock(text=PlainTextObject(text=label(words, HEADER), emoji=True))
    else:
        yield from paragraphs(sentence(section))
