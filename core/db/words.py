"""What is searched for, cut into words as the database cuts what is searched."""

from __future__ import annotations

import re

WORDS = "t.words"
MOST = 12  # words of one search that count
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Its words in small letters, each once, the first dozen."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))[:MOST]


def prefixes(text: str) -> str:
    """A tsquery text for what has all these words or words that begin so; empty (which nothing fits) without a word."""
    return " & ".join(f"'{word}':*" for word in words_of(text))


def like_start(text: str) -> str:
    """A LIKE pattern for what begins with this text, in small letters."""
    return literal(text.lower()) + "%"


def literal(text: str) -> str:
    """The text as a LIKE pattern has to write it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
