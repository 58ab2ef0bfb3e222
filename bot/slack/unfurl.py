"""What stands under a link to a task that somebody has posted."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks import Clickable, card_blocks
from core.messages import Card


def unfurled(card: Card) -> dict[str, Any]:
    """The card as the value of one address in chat.unfurl."""
    return {"blocks": [block.to_dict() for block in card_blocks(card, Clickable())]}
