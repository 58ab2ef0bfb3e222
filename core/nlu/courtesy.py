"""Greetings and thanks: no wish, and nothing that was not understood."""

from __future__ import annotations

from collections.abc import Mapping

from core.nlu.message import Message

RULE = "courtesy"  # the rule of such a reading is "courtesy:hello" or "courtesy:thanks"
_MOST = 6
_KINDS = ("thanks", "hello")


def kind_of(message: Message, words: Mapping[str, frozenset[str]]) -> str | None:
    """ "hello" or "thanks" when the message says that and nothing else."""
    said = [word for word in message.words if word.isalpha()]
    if not 0 < len(said) <= _MOST or message.rest or message.slash:
        return None
    if any(not found.expression.weak for found in message.found):
        return None
    for kind in _KINDS:
        if any(word in words[kind] for word in said) and all(word in words[kind] | words["courteous"] for word in said):
            return kind
    return None
