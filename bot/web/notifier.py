"""The way out: what the bot says is stored in the conversation, and streams carry it to whoever listens."""

from __future__ import annotations

from core.ports import Notifier, Surroundings


def notifier(surroundings: Surroundings) -> Notifier:
    """The one that the core keeps for conversations of our own: a line is unique per occurrence."""
    return surroundings.transcript
