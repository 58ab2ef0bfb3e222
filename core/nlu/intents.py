"""Which command a message means: phrases from the language's files, matched over its tokens."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from core.nlu import refs, templates
from core.nlu.gloss import LEXICON, Gloss
from core.nlu.marks import LEVELS, Kind
from core.nlu.mending import TYPING
from core.nlu.message import Message
from core.nlu.reading import Ref
from core.nlu.times.pieces import Expression

_SIGNS = frozenset(".!?,;:…")  # that may close a sentence
_OPENING = frozenset("-:!.,;…*•–—")  # that may stand before what is said
_REFERENCE = re.compile(r"<[#@][^<>\s][^<>]*>")
_ALL = frozenset(("all", "everything"))
_OPEN = frozenset(("", "all", "complete", "done", "in", "the", "my"))  # what a title may start with all the same
_MARKS: dict[str, Kind] = {"person": "person", "prio": "priority", "hash": "tag"}  # slots that take no token
BASE = "en"  # the language in whose words the grammars are written
_LISTS = ("liste",)
_WIDEST = 60  # tokens that a slot in the middle may take


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one command."""

    intent: str
    place: int
    nodes: tuple[templates.Node, ...]
    first: frozenset[str]
    language: str = BASE


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that fits, and where its slots lie."""

    phrase: Phrase
    slots: Mapping[str, tuple[int, int]]
    words: int
    lead: int | None = None  # place in message.found of a time that stands before the phrase

    @property
    def rule(self) -> str:
        folder = "" if self.phrase.language == BASE else f"{self.phrase.language}/"
        return f"{folder}{self.phrase.intent}.yaml:{self.phrase.place}"


class Intents:
    """The phrases of one language, loaded once."""

    def __init__(self, language: str = BASE, gloss: Gloss | None = None) -> None:
        self._gloss = gloss
        self.prefixes: dict[str, str] = {}
        self.of_slash: dict[str, str] = {}
        self._phrases: list[Phrase] = []
        self.words: dict[str, frozenset[str]] = {}
        for spoken in dict.fromkeys((language, BASE)):  # what is said in another language fits some of ours as well
            folder = resources.files("core.nlu").joinpath("phrases", spoken)
            for file in sorted(folder.iterdir(), key=lambda one: one.name):
                if file.name.endswith(".yaml") and file.name not in (LEXICON, TYPING):
                    data = yaml.load(file.read_text("utf-8"), _LOADER)  # noqa: S506
                    self._load(file.name.removesuffix(".yaml"), data, spoken)
        # "remind me when the laundry is done" is no "{ref} is done": words that start a phrase are no title's start.
        self._starters = frozenset().union(*(phrase.first for phrase in self._phrases)) - _OPEN
        self._starters |= self.words["openers"]
        self._before = _opened(self.words["polite"] | self.words["asking"])
        self._behind = sorted((tuple(said.split()) for said in self.words["tail"]), key=len, reverse=True)

    def _load(self, name: str, data: dict[str, Any], spoken: str) -> None:
        said = self._gloss.word if self._gloss is not None and spoken != BASE else _as_it_is
        if name.startswith("_"):
            for key, value in data.items():
                words = value.split() if isinstance(value, str) else value
                self.words[key] = self.words.get(key, frozenset()).union(*(said(word) for word in words))
            return
        for word, prefix in data.get("slash", {}).items():
            self.prefixes.setdefault(word, " ".join(one for part in prefix.split() for one in said(part)))
            self.of_slash.setdefault(word, name)
        for place, template in enumerate(data["phrases"], 1):
            nodes = templates.compiled(template, said)
            self._phrases.append(Phrase(name, place, nodes, templates.first_words(nodes), spoken))

    def find(self, message: Message) -> Hit | None:
        """The phrase that fits the whole message best: most literal words, then the earlier one."""
        start, end = self.frame(message)
        hit = self._best(message, start, end)
        if hit is not None:
            return hit
        for place, found in enumerate(message.found):
            ranges = ((found.first, found.last), *found.expression.extra)
            closed = next((last for first, last in ranges if first == start and last < end), None)
            if closed is not None:
                after = self.frame(message, closed)[0]
                hit = self._best(message, after, end)
                if hit is not None and hit.phrase.intent in ("remind", "create_task", "snooze"):
                    return Hit(hit.phrase, hit.slots, hit.words, lead=place)
        return None

    def frame(self, message: Message, start: int = 0) -> tuple[int, int]:
        """The message without politeness before and behind it."""
        words, end = message.words, len(message.words)
        moved = True
        while moved and start < end - 1:
            further = self._asked(words, start, end)
            moved, start = further > start, further
        moved = True
        while moved:
            closed = self._closed(words, start, end)
            inside = any(found.first < closed < found.last for found in message.found)  # the last dot of "6 p.m."
            moved, end = closed < end and not inside, end if inside else closed
        return start, end

    def _asked(self, words: Sequence[str], start: int, end: int) -> int:
        """The place behind one more word or phrase of politeness, if something follows it."""
        if words[start] == "-" and words[start + 1] == "/":
            return start  # a rule in short
        if words[start] in _OPENING or not (words[start] or "x").isprintable():
            return start + 1
        for said, follows in self._before.get(words[start], ()):
            place = start + len(said)
            if place < end and tuple(words[start : place + len(follows)]) == (*said, *follows):
                return place
        return start

    def _closed(self, words: Sequence[str], start: int, end: int) -> int:
        if end - 1 > start and words[end - 1] in _SIGNS:
            return end - 1
        for said in self._behind:
            place = end - len(said)
            if place > start and words[end - 1] == said[-1] and tuple(words[place:end]) == said:
                return place
        return end

    def _best(self, message: Message, start: int, end: int) -> Hit | None:
        first = message.words[start] if start < end else ""
        spans = Spans(message, end, self.words)
        best: Hit | None = None
        for phrase in self._phrases:
            if first not in phrase.first and ("" not in phrase.first or first in self._starters):
                continue
            match = templates.match(phrase.nodes, message.words, start, end, spans)
            if match is not None and (best is None or match.words > best.words):
                best = Hit(phrase, templates.slots_of(match.captures), match.words)
        return best


def _as_it_is(word: str) -> Sequence[str]:
    return (word,)


Said = tuple[str, ...]


def _opened(phrases: Iterable[str]) -> dict[str, list[tuple[Said, Said]]]:
    """Phrases by their first word, longest first, each as what it says and what must follow."""
    found: dict[str, list[tuple[Said, Said]]] = {}
    for phrase in phrases:
        said, _, follows = phrase.partition(">")
        words = tuple(said.split())
        found.setdefault(words[0], []).append((words, tuple(follows.split())))
    for ways in found.values():
        ways.sort(key=lambda way: len(way[0]) + len(way[1]), reverse=True)
    return found


class Spans:
    """Where each kind of slot may end when it starts at a place."""

    def __init__(self, message: Message, end: int, said: Mapping[str, frozenset[str]]) -> None:
        self._message = message
        self._said = said
        self._end = end
        self._known: dict[tuple[str, int], Sequence[int]] = {}

    def __call__(self, name: str, i: int) -> Sequence[int]:
        if name in _MARKS:
            return (i,) if i <= self._end and self._message.marked(i, _MARKS[name]) else ()
        key = (name, i)
        if key not in self._known:
            self._known[key] = self._ends(name, i) if i < self._end else ()
        return self._known[key]

    def _ends(self, name: str, i: int) -> Sequence[int]:
        message, end = self._message, self._end
        if name == "when":
            return [found.last for found in message.found if _starts(found.expression, i)]
        if name == "quoted":
            mark = message.quote(i)
            return () if mark is None else (message.after(mark.end),)
        if name in _WORDS:
            return self._word(name, i)
        if name in _REFS:
            return self._where(_REFS[name], i, 6)
        if name in ("who", "zone", "list"):
            stops = self._short(i, 3 if name == "who" else 5)
            return [stop for stop in stops if name != "list" or not self._is_time(i, stop)]
        if name in ("channel", "compound"):
            return self._channel(i) if name == "channel" else self._compound(i)
        if not any(word.isalnum() or not word for word in message.words[i:end]) or self._is_number(i):
            return ()
        return [end, *range(i + 1, min(end, i + _WIDEST))]

    def _word(self, name: str, i: int) -> Sequence[int]:
        """A slot of one word, or of a few that are known."""
        if name == "filter":
            return self._filter(i)
        if name in ("label", "minutes"):
            word = self._message.words[i]
            fits = word.isdigit() and len(word) < 4 if name == "minutes" else word.isalnum() and not word.isdigit()
            return (i + 1,) if fits else ()
        known = {"all": _ALL, "topic": self._said["topics"], "level": LEVELS.keys(), "tongue": self._said["tongues"]}
        return self._one_of(i, known[name])

    def _short(self, i: int, widest: int) -> Sequence[int]:
        """A few words; a platform's reference is one thing, of however many tokens."""
        stops = range(min(self._end, i + widest), i, -1)
        link = _REFERENCE.match(self._message.text, self._message.tokens[i].start)
        if link is None:
            return stops
        whole = self._message.after(link.end())
        return [whole, *(stop for stop in stops if stop != whole)]

    def _channel(self, i: int) -> Sequence[int]:
        link = _REFERENCE.match(self._message.text, self._message.tokens[i].start)
        return () if link is None or link.group()[1] != "#" else (self._message.after(link.end()),)

    def _compound(self, i: int) -> Sequence[int]:
        """ "Einkaufsliste" is a list, in one word."""
        word = self._message.words[i]
        return (i + 1,) if word.endswith(_LISTS) and word not in _LISTS else ()

    def _one_of(self, i: int, words: Collection[str]) -> Sequence[int]:
        return (i + 1,) if self._message.words[i] in words else ()

    def _filter(self, i: int) -> Sequence[int]:
        words = self._message.words
        if words[i] == "this" and i + 1 < self._end and words[i + 1] == "week":
            return (i + 2,)
        if words[i] == "assigned":
            return ()
        return (i + 1,) if words[i] in refs.FILTERS else ()

    def _is_time(self, i: int, last: int) -> bool:
        """ "move 5 to the day after tomorrow": no list is called so, with or without its article."""
        return any(found.when and found.last == last and found.first in (i - 1, i) for found in self._message.found)

    def _is_number(self, i: int) -> bool:
        """ "set reminder 5 ...": a number behind the noun names a thing, it is no title."""
        message = self._message
        if i == 0 or message.words[i - 1] not in ("reminder", "task", "alarm"):
            return False
        return message.words[i] == "#" or message.words[i].isdigit()

    def _where(self, read: object, i: int, widest: int) -> Sequence[int]:
        assert callable(read)
        stops = range(min(self._end, i + widest), i, -1)
        return [stop for stop in stops if read(self._message, i, stop) is not None]


def _starts(expression: Expression, i: int) -> bool:
    """Whether the time begins here; its preposition may belong to the phrase ("due tomorrow", "for today")."""
    return i == expression.first or (bool(expression.preposition) and i == expression.first + 1 < expression.last)


def _task_number(message: Message, i: int, last: int) -> Ref | None:
    """A number that says that it is one: "task 12", "#12"."""
    named = "#" in message.words[i:last] or message.words[i] in ("task", "todo", "reminder", "item")
    # "about 4 tomorrow at 9": what the time left over
    named = named or (i > 0 and message.words[i - 1] == "about" and any(one.first == last for one in message.found))
    return refs.number(message, i, last) if named else None


def _hashed(message: Message, i: int, last: int) -> Ref | None:
    return refs.number(message, i, last) if "#" in message.words[i:last] else None


_WORDS = ("filter", "all", "topic", "level", "label", "minutes", "tongue")
_REFS = {
    "this": refs.this, "numbered": refs.number, "pointed": refs.pointed, "taskref": _task_number, "hashed": _hashed,
    "number": refs.number,
}  # fmt: skip
# The safe loader in C: ten times as fast as the one in Python.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
