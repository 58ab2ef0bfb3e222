"""Phrases as data: "remind me [{when}] to {title}" compiled to a matcher over tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Captures = tuple[tuple[str, int, int], ...]  # slot, first token, token after its last
Spans = Callable[[str, int], Sequence[int]]  # slot and place -> the places where that slot may end

_PIECE = re.compile(r"\{(\w+)\}|\[|\]|\(|\)|\||[^\s\[\](){}|]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One literal word."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A named gap."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one makes it optional."""

    options: tuple[tuple[Node, ...], ...]


Node = Word | Slot | Choice


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase's slots lie, and how many literal words it took to match."""

    captures: Captures
    words: int


def compiled(template: str, said: Callable[[str], Sequence[str]] = lambda word: (word,)) -> tuple[Node, ...]:
    """The nodes of a template, with what each of its words is said with. ValueError when its brackets do not close."""
    pieces = _PIECE.findall(template)
    found = (match.group() for match in _PIECE.finditer(template))
    raw = [one for piece in found for one in ((piece,) if piece[0] in "{[]()|" else said(piece.lower()))]
    nodes, end = _sequence(raw, 0, "")
    if end != len(raw) or not pieces:
        raise ValueError(f"not a phrase: {template}")
    return nodes[0]


def _sequence(raw: list[str], i: int, closing: str) -> tuple[list[tuple[Node, ...]], int]:
    options: list[tuple[Node, ...]] = []
    nodes: list[Node] = []
    while i < len(raw):
        piece = raw[i]
        if piece == closing:
            return [*options, tuple(nodes)], i + 1
        if piece in ("[", "("):
            inner, i = _sequence(raw, i + 1, "]" if piece == "[" else ")")
            nodes.append(Choice((*inner, ()) if piece == "[" else tuple(inner)))
            continue
        if piece == "|":
            options.append(tuple(nodes))
            nodes = []
        else:
            nodes.append(Slot(piece[1:-1]) if piece[0] == "{" else Word(piece.lower()))
        i += 1
    if closing:
        raise ValueError("a bracket is not closed")
    return [*options, tuple(nodes)], i


def first_words(nodes: Sequence[Node]) -> frozenset[str]:
    """The words with which a match can begin; "" stands for any."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Word):
            return frozenset(found | {node.text})
        if isinstance(node, Slot):
            return frozenset(found | {""})
        options = [first_words(option) for option in node.options]
        found |= set().union(*options) - {"<end>"}
        if not any("<end>" in option for option in options):
            return frozenset(found)
    return frozenset(found | {"<end>"})


def match(nodes: Sequence[Node], words: Sequence[str], start: int, end: int, spans: Spans) -> Match | None:
    """The first way in which the whole of `words[start:end]` fits, slots as `spans` allows them."""
    for place, captures, count in _match(tuple(nodes), words, start, end, spans):
        if place == end:
            return Match(captures, count)
    return None


def _match(
    nodes: tuple[Node, ...], words: Sequence[str], i: int, end: int, spans: Spans
) -> Iterator[tuple[int, Captures, int]]:
    if not nodes:
        yield i, (), 0
        return
    head, rest = nodes[0], nodes[1:]
    if isinstance(head, Word):
        if i < end and words[i] == head.text:
            for place, captures, count in _match(rest, words, i + 1, end, spans):
                yield place, captures, count + 1
    elif isinstance(head, Choice):
        for option in head.options:
            yield from _match(option + rest, words, i, end, spans)
    else:
        for stop in spans(head.name, i):
            for place, captures, count in _match(rest, words, stop, end, spans) if stop <= end else ():
                yield place, ((head.name, i, stop), *captures), count


def slots_of(captures: Captures) -> Mapping[str, tuple[int, int]]:
    """Captures by name."""
    return {name: (first, last) for name, first, last in captures}
