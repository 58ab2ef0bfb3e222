"""Whoever asks to be woken at an hour means the one before noon: "wake me at 7", "weck mich um halb sieben"."""

from __future__ import annotations

import re
from dataclasses import replace

from core.nlu.reading import Preferences

_SAID = re.compile(r"\b(?:wake\s+(?:me|us)|wecke?\s+(?:mich|uns))\b", re.IGNORECASE)


def leaning(text: str, preferences: Preferences) -> Preferences:
    """The person's habits for this text; a lean of their own is theirs."""
    if preferences.bare_hour != "usual" or _SAID.search(text[:80]) is None:
        return preferences
    return replace(preferences, bare_hour="am")
