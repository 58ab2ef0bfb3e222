"""A neutral reply as Slack messages: in Block Kit, within every limit, with a text for notifications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block

from bot.slack.blocks import ROW, Clickable, card_blocks, card_line, paragraphs
from bot.slack.text import cut, escape, is_account, mention, unrendered, words
from core.cutting import width
from core.messages import Card, Mention, Reply

BLOCKS, TOTAL, FALLBACK = 50, 12_000, 3_000  # Slack says msg_blocks_too_long at about 13,200
ROOMY = 3  # so many cards have a row of buttons each; more are lines of a list
MARK = "todobot_occurrence"  # the type of the metadata by which a post of ours is found again


def render(reply: Reply, mark: str = "") -> list[dict[str, Any]]:
    """The messages that say the reply, in order, each {text, blocks}; none when there is nothing to say.

    The last one holds the buttons. `mark` names the post in the metadata of each, with its place among them.
    """
    packed = list(_packed(_units(reply)))
    messages: list[dict[str, Any]] = []
    for place, blocks in enumerate(packed):
        text = fallback(reply) if place == 0 else "…"
        messages.append({"text": text, "blocks": blocks})
        if mark:
            known = {"id": mark, "part": place + 1, "parts": len(packed)}
            messages[-1]["metadata"] = {"event_type": MARK, "event_payload": known}
    return messages


def fallback(reply: Reply) -> str:
    """What a notification and a screen reader say."""
    text = _pinged(reply) + "".join(unrendered(part, reply.mentions) for part in reply.parts)
    lines = [text, *(_titled(card) for card in reply.cards if card.title not in text)]
    return cut("\n".join(line for line in lines if line.strip()), FALLBACK) or "…"


def sentence(reply: Reply) -> str:
    """The reply's sentence as mrkdwn."""
    return _pinged(reply) + "".join(words(part, reply.mentions) for part in reply.parts)


def _pinged(reply: Reply) -> str:
    # Whoever is meant and not named is named in front.
    named = {part.account for part in reply.parts if isinstance(part, Mention)}
    return "".join(f"{mention(one)} " for one in reply.mentions if one not in named and is_account(one))


def _titled(card: Card) -> str:
    number = "" if card.number is None else f"#{card.number} "
    return cut(escape(f"{number}{' '.join(card.title.split())}"), 300)


def _units(reply: Reply) -> Iterator[list[Block]]:
    """What must not be parted: a piece of text, a card."""
    clickable = Clickable()
    reply = _joined(reply)
    for block in paragraphs(sentence(reply)):
        yield [block]
    show = card_blocks if len(reply.cards) <= ROOMY else card_line
    for card in reply.cards:
        blocks = show(card, clickable)
        if measure([block.to_dict() for block in blocks]) <= TOTAL:
            yield blocks
        else:  # a menu of hundreds
            yield from ([block] for block in blocks)
    for block in clickable.rows(reply.buttons):
        yield [block]


def _joined(reply: Reply) -> Reply:
    """What can be done with the only card and what can be done at all is one row, where it fits in one."""
    if len(reply.cards) != 1 or len(reply.cards[0].buttons) + len(reply.buttons) > ROW:
        return reply
    card = replace(reply.cards[0], buttons=reply.cards[0].buttons + reply.buttons)
    return replace(reply, cards=(card,), buttons=())


def _packed(units: Iterable[list[Block]]) -> Iterator[list[dict[str, Any]]]:
    """Units into as few messages as their limits allow, in their order."""
    blocks: list[dict[str, Any]] = []
    used = 0
    for unit in units:
        made = [block.to_dict() for block in unit]
        size = sum(map(measure, made))
        if blocks and (len(blocks) + len(made) > BLOCKS or used + size > TOTAL):
            yield blocks
            blocks, used = [], 0
        blocks, used = blocks + made, used + size
    if blocks:
        yield blocks


def measure(thing: Any) -> int:
    """How much text there is inside of blocks."""
    if isinstance(thing, Mapping):
        own = thing.get("text")
        return (width(own) if isinstance(own, str) else 0) + sum(measure(one) for one in thing.values())
    return sum(measure(one) for one in thing) if isinstance(thing, list) else 0
