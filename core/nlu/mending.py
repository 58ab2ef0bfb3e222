"""Words as they were meant: typed in haste, or against the next one; the text itself stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.nlu.tokens import Token

TYPING = "_typing.yaml"
SHORTEST, LONG = 5, 8  # letters from which one slip is mended, and two
_BEFORE_NUMBER = frozenset({"at", "by", "in", "on", "@", "from", "until"})
_BEFORE_LENGTH = frozenset({"in", "every", "after", "for", "within", "next", "last", "than", "a"})
_BEFORE_TO = frozenset({"me", "us", "tomorrow", "today", "tonight"})
_TWICE = re.compile(r"(.)\1+")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mended:
    """The tokens as they are read; `triggers` says whether a word of a command was mended among them."""

    tokens: Sequence[Token]
    triggers: bool = False


class Mender:
    """Mends the words of one language. It holds words of its own only, and none of what is typed."""

    def __init__(self, language: str = "en", known: frozenset[str] = frozenset()) -> None:
        file = resources.files("core.nlu").joinpath("phrases", language, TYPING)
        data = yaml.load(file.read_text("utf-8"), _LOADER)  # noqa: S506
        self._short_times: dict[str, str] = data["short_times"]
        self._short: dict[str, str] = data["short_triggers"]
        self._spoken_two: dict[str, str] = data["spoken_two"]
        self._counted = frozenset(data["counted"])
        self._glued: dict[str, str] = data["glued"]
        times, triggers = data["times"].split(), data["triggers"].split()
        self._verbs = known
        self._known = known | frozenset(data["real"].split()) | frozenset(times) | frozenset(triggers)
        self._times = {_squeezed(word): word for word in times}
        self._triggers = {_squeezed(word): word for word in triggers}
        self._splits = re.compile(f"({'|'.join(data['first'].split())})({'|'.join(data['second'].split())})")

    def times(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with words of time mended and parted."""
        mended: list[Token] = []
        tokens = self._twos(tokens)
        for place, token in enumerate(tokens):
            before = tokens[place - 1].lower if place else ""
            if not token.lower.isalpha():
                mended.append(token)
                continue
            parts = self._parts(token)
            if len(parts) > 1 and place + 1 < len(tokens) and tokens[place + 1].digits:
                mended += parts
                continue
            mended += parts if len(parts) > 1 else [self._time(token, counted=before.isdigit())]
        return _apart(mended)

    def _twos(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """ "2nite" and "2morrow" are one word, with a digit that is spoken."""
        if not any(token.lower == "2" for token in tokens):
            return tokens
        joined: list[Token] = []
        for place, token in enumerate(tokens):
            follower = tokens[place + 1].lower if place + 1 < len(tokens) else ""
            if token.lower == "2" and joined and joined[-1].lower in _BEFORE_TO and follower in self._verbs:
                joined.append(replace(token, lower="to"))  # "remind me 2 call dad"
                continue
            last = joined[-1] if joined else None
            word = self._spoken_two.get(token.lower) if last is not None and last.lower == "2" and token.glued else None
            if word == "today" and len(joined) > 1 and joined[-2].lower in _BEFORE_LENGTH:
                word = None  # "in 2day" is two days
            if last is None or word is None:
                joined.append(token)
            else:
                joined[-1] = replace(last, lower=word, end=token.end)
        return joined

    def triggers(self, tokens: Sequence[Token]) -> Mended:
        """The tokens with words of commands mended as well."""
        mended = [self._trigger(token) for token in tokens]
        return Mended(mended, any(new.lower != old.lower for new, old in zip(mended, tokens, strict=True)))

    def _time(self, token: Token, *, counted: bool) -> Token:
        word = token.lower
        short = self._short_times.get(word)
        if short is not None and (counted or word not in self._counted):
            return replace(token, lower=short)
        return self._like(token, self._times)

    def _trigger(self, token: Token) -> Token:
        short = self._short.get(token.lower)
        return replace(token, lower=short) if short is not None else self._like(token, self._triggers)

    def _like(self, token: Token, words: dict[str, str]) -> Token:
        word = token.lower
        if len(word) < SHORTEST or word in self._known or not word.isascii() or not word.isalpha():
            return token
        squeezed = _squeezed(word)
        slips = 2 if len(word) >= LONG else 1
        found = process.extractOne(squeezed, words.keys(), scorer=OSA.distance, score_cutoff=slips)
        if found is None or found[0][0] != squeezed[0] or abs(len(words[found[0]]) - len(word)) > slips:
            return token
        return replace(token, lower=words[found[0]])

    def _parts(self, token: Token) -> list[Token]:
        """A token as the words that were typed against each other."""
        word = token.lower
        split = self._splits.fullmatch(word)
        pieces = [*split.groups()] if split is not None else self._glued.get(word, "").split()
        if not pieces or len("".join(pieces)) != token.end - token.start:
            return [token]
        parts, at = [], token.start
        for piece in pieces:
            parts.append(Token(piece, at, at + len(piece), token.glued and at == token.start))
            at += len(piece)
        return parts


def _apart(tokens: list[Token]) -> list[Token]:
    """A number behind a preposition that was parted from its day stands apart too."""
    return [
        replace(token, glued=False) if place and token.digits and tokens[place - 1].lower in _BEFORE_NUMBER else token
        for place, token in enumerate(tokens)
    ]


def _squeezed(word: str) -> str:
    """Each run of one letter as one: "tommorow" and "tomorrow" are the same."""
    return _TWICE.sub(r"\1", word)
