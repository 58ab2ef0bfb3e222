"""Sentences to learn from: drawn from templates of our own, for what the phrases of the rules leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

import yaml

from core.nlu import templates

NONE = "none"
LANGUAGES = ("en", "de")
PARTS = 4  # into which the templates are dealt, so that some can be kept away from what is measured
_SLOT = re.compile(r"\{(\w+)\}")
_GLUED = re.compile(r" (?='(?:s|m|ll|ve|re|d)\b|[,:?])")
_BEFORE = {
    "en": ("please", "hey", "can you", "could you", "ok so", "um ,", "hi ,"),
    "de": ("bitte", "hey", "kannst du", "ok ,", "also", "hi ,"),
}
_BEHIND = {"en": ("please", "thanks", "!", "ok?", "if you can"), "de": ("bitte", "danke", "!", "ja?")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, what it means, and where in it words stand that were filled in."""

    text: str
    intent: str
    language: str
    filled: tuple[tuple[int, int], ...]
    template: int  # the same for all that came from one template

    @property
    def part(self) -> int:
        """Which part of the templates it belongs to."""
        return self.template % PARTS


def drawn(language: str, rng: Random, each: int) -> Iterator[Sentence]:
    """Up to `each` sentences from every template."""
    said = _said(language)
    fills: dict[str, list[str]] = said.pop("fill") | said.pop("fill_none")
    for place, (intent, template) in enumerate(_lines(said), 1):
        nodes = templates.compiled(template)
        texts: set[str] = set()
        for _ in range(each):
            sentence = _sentence(nodes, rng, fills, language, Sentence("", intent, language, (), place))
            if sentence.text not in texts:
                texts.add(sentence.text)
                yield sentence


def _said(language: str) -> dict[str, Any]:
    file = resources.files("core.nlu.guessing").joinpath("said", f"{language}.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _lines(said: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for intent, lines in said.items():
        for line in lines:
            yield intent, line


def _sentence(
    nodes: Sequence[templates.Node], rng: Random, fills: dict[str, list[str]], language: str, like: Sentence
) -> Sentence:
    pieces = list(_pieces(nodes, rng))
    if like.intent != NONE:
        if rng.random() < 0.15:
            pieces.insert(0, rng.choice(_BEFORE[language]))
        if rng.random() < 0.15:
            pieces.append(rng.choice(_BEHIND[language]))
    text, filled = "", []
    for piece in pieces:
        slot = _SLOT.fullmatch(piece)
        said = _filled(slot[1], rng, fills) if slot else piece
        joined = _GLUED.sub("", f"{text} {said}").strip() if text else said
        if slot:
            filled.append((len(joined) - len(said), len(joined)))
        text = joined
    return Sentence(text, like.intent, language, tuple(filled), like.template)


def _pieces(nodes: Sequence[templates.Node], rng: Random) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, templates.Word):
            yield node.text
        elif isinstance(node, templates.Slot):
            yield f"{{{node.name}}}"
        else:
            yield from _pieces(rng.choice(node.options), rng)


def _filled(name: str, rng: Random, fills: dict[str, list[str]]) -> str:
    return _SLOT.sub(lambda inner: _filled(inner[1], rng, fills), rng.choice(fills[name]))
