"""Sentences to learn from: drawn from templates of our own and from the phrases that the rules know."""

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
# What the slots of the rules' phrases are called in the templates.
_CALLED = {
    "title": "what", "ref": "n", "this": "it", "numbered": "n", "taskref": "n", "hashed": "n", "number": "n",
    "pointed": "n", "zone": "city", "time": "when", "person": "who",
}  # fmt: skip
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
    own: bool  # from a template of the classifier, not from a phrase of the rules

    @property
    def part(self) -> int | None:
        """Which part of the templates it belongs to; what the rules understand belongs to none."""
        return self.template % PARTS if self.own else None


def drawn(language: str, rng: Random, each: int) -> Iterator[Sentence]:
    """About `each` sentences from every template, fewer from a short one."""
    said = _said(language)
    fills: dict[str, list[str]] = said.pop("fill") | said.pop("fill_none")
    for place, (own, intent, template) in enumerate((*_own(said), *_phrases(language)), 1):
        nodes = templates.compiled(template)
        several = 2 * each if intent == NONE else each if own else each // 3
        texts: set[str] = set()
        for _ in range(several):
            sentence = _sentence(nodes, rng, fills, language, Sentence("", intent, language, (), place, own))
            if sentence is not None and sentence.text not in texts:
                texts.add(sentence.text)
                yield sentence


def _said(language: str) -> dict[str, Any]:
    file = resources.files("core.nlu.guessing").joinpath("said", f"{language}.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _own(said: Mapping[str, Sequence[str]]) -> Iterator[tuple[bool, str, str]]:
    for intent, lines in said.items():
        for line in lines:
            yield True, intent, line


def _phrases(language: str) -> Iterator[tuple[bool, str, str]]:
    """The phrases of the rules, and their examples as they stand."""
    folder = resources.files("core.nlu").joinpath("phrases", language)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.startswith("_") or not file.name.endswith(".yaml"):
            continue
        for line in yaml.safe_load(file.read_text("utf-8"))["phrases"]:
            if _words(templates.compiled(line)) > 1:
                yield False, file.name.removesuffix(".yaml"), line


def _words(nodes: Sequence[templates.Node]) -> int:
    """How many literal words a phrase has at least; one alone tells nothing."""
    count = 0
    for node in nodes:
        if isinstance(node, templates.Word):
            count += 1
        elif isinstance(node, templates.Choice):
            count += min(_words(option) for option in node.options)
    return count


def _sentence(
    nodes: Sequence[templates.Node], rng: Random, fills: dict[str, list[str]], language: str, like: Sentence
) -> Sentence | None:
    pieces = list(_pieces(nodes, rng))
    if like.intent != NONE:
        if rng.random() < 0.15:
            pieces.insert(0, rng.choice(_BEFORE[language]))
        if rng.random() < 0.15:
            pieces.append(rng.choice(_BEHIND[language]))
    text, filled = "", []
    for piece in pieces:
        slot = _SLOT.fullmatch(piece)
        said = _filled(_CALLED.get(slot[1], slot[1]), rng, fills) if slot else piece
        if said is None:
            return None
        joined = _GLUED.sub("", f"{text} {said}").strip() if text else said
        if slot:
            filled.append((len(joined) - len(said), len(joined)))
        text = joined
    return Sentence(text, like.intent, language, tuple(filled), like.template, like.own)


def _pieces(nodes: Sequence[templates.Node], rng: Random) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, templates.Word):
            yield node.text
        elif isinstance(node, templates.Slot):
            yield f"{{{node.name}}}"
        else:
            yield from _pieces(rng.choice(node.options), rng)


def _filled(name: str, rng: Random, fills: dict[str, list[str]]) -> str | None:
    """Words for a slot; None for one that nothing is known for."""
    if name not in fills:
        return None
    return _SLOT.sub(lambda inner: _filled(inner[1], rng, fills) or "", rng.choice(fills[name]))
