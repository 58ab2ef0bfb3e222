"""Another language's words said with those that the grammars know, each still at its place in the text.

The grammars of times and commands are written once. A language is a lexicon (`phrases/<language>/_lexicon.yaml`) and
phrases of its own; what is cut out of a message (titles, names) is cut by places, so it stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from core.nlu.tokens import Token

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ORDINAL = re.compile(r"(\d+)(st|nd|rd|th)")
_SLOT = re.compile(r"\{(\w+)\}")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LEXICON = "_lexicon.yaml"
WORDS = "_words.yaml"
_NUMBER = "0"  # stands for any number in digits
END = "$"  # in a pattern: no word follows


@dataclass(frozen=True, slots=True)
class Rule:
    """Words in a row, or classes of words in braces, and what is said for them."""

    pattern: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule fits: up to which token, and what its classes hold."""

    rule: Rule
    last: int
    held: tuple[str, ...]


class Gloss:
    """The lexicon of one language, loaded once; holds no text."""

    def __init__(self, language: str) -> None:
        folder = resources.files("core.nlu").joinpath("phrases", language)
        data = yaml.load(folder.joinpath(LEXICON).read_text("utf-8"), _LOADER)  # noqa: S506
        self._endings: tuple[str, ...] = tuple(data["endings"])
        self._words = {form: str(said).split() for key, said in data["words"].items() for form in self._forms(key)}
        self._classes = {
            name: {form: str(said) for key, said in members.items() for form in self._forms(key)}
            for name, members in data["classes"].items()
        }
        numbers = _numbers(data["numbers"])
        self._classes["n"] |= numbers
        for least, ending in data["numbers"]["ordinals"].items():
            for word, value in numbers.items():
                forms = self._forms(word + ending) if int(value) >= least else ()
                self._classes["o"] |= dict.fromkeys(forms, f"{value}th")
        self._compounds = {
            first + second: (first, second)
            for one, other in data["compounds"]
            for first in self._classes[one]
            for second in self._classes[other]
            if first + second not in self._words
        }
        for word, value in self._classes["n"].items():
            self._words.setdefault(word, [value])
        self._rules = self._ruled(data["patterns"])
        self._opened = self._openers()
        self._infinitive = _infinitive(data.get("infinitive"))
        self._particles = tuple(data.get("particles", "").split())
        self.shared = frozenset(data["shared"].split())
        told = yaml.load(folder.joinpath(WORDS).read_text("utf-8"), _LOADER)  # noqa: S506
        known = {folded(word) for word in (*data["known"].split(), *told.get("closers", "").split())}
        self.own = (
            frozenset(self._words.keys() | self._compounds.keys() | known | set().union(*self._classes.values()))
            - self.shared
        )

    def tokens(self, tokens: Sequence[Token]) -> list[Token]:
        """The message in words that the grammars know."""
        said: list[Token] = []
        tokens = [part for token in tokens for part in self._parted(token)]
        words = [folded(token.lower) for token in tokens]
        i = 0
        while i < len(tokens):
            match = self._match(words, i)
            if match is None:
                said += self._one(tokens[i], words[i])
                i += 1
            else:
                said += _placed(match, tokens[i], tokens[match.last - 1])
                i = match.last
        return said

    def word(self, word: str) -> Sequence[str]:
        """What one word of a phrase is said with."""
        return self._words.get(folded(word), [word])

    def is_own(self, word: str) -> bool:
        """Whether this is a word of the language that English does not have."""
        return folded(word) in self.own or any(letter in word for letter in "äöüß")

    def title(self, said: str | None) -> str | None:
        """A title as one says it alone: "Bob anzurufen" becomes "Bob anrufen", "noch Milch holen" "Milch holen"."""
        head, _, rest = (said or "").partition(" ")
        said = rest if rest and head.casefold() in self._particles else said
        if not said or self._infinitive is None:
            return said
        return self._infinitive.sub(lambda found: f"{found['before'] or ''}{found['verb']}", said)

    def _parted(self, token: Token) -> Iterator[Token]:
        """ "Freitagabend" as its two words, each over the whole place."""
        parts = self._compounds.get(folded(token.lower))
        if parts is None:
            yield token
            return
        yield Token(parts[0], token.start, token.end, token.glued)
        yield Token(parts[1], token.start, token.end, False)

    def _one(self, token: Token, word: str) -> Iterator[Token]:
        found = self._words.get(word)
        if found is None:
            yield token
            return
        for place, one in enumerate(found):
            yield Token(one, token.start, token.end, token.glued and not place)

    def _match(self, words: Sequence[str], i: int) -> Match | None:
        word = words[i]
        counted = _NUMBER if word.isascii() and word.isdigit() and len(word) < 5 else word
        for rules in (self._rules.get(word, ()), self._opened.get(counted, ())):
            for rule in rules:
                match = self._fits(rule, words, i)
                if match is not None:
                    return match
        return None

    def _ruled(self, patterns: dict[str, str]) -> dict[str, list[Rule]]:
        """The rules by their first word, those that begin with a class under "", the longest first."""
        found: dict[str, list[Rule]] = {}
        for key, said in patterns.items():
            for pattern in self._patterns(str(key)):
                rule = Rule(pattern, tuple(str(said).split()))
                found.setdefault("" if pattern[0].startswith("{") else pattern[0], []).append(rule)
        for rules in found.values():
            rules.sort(key=lambda rule: -len(rule.pattern))
        return found

    def _openers(self) -> dict[str, list[Rule]]:
        """The rules that begin with a class, by the words that are of it; digits are of those of numbers."""
        rules = self._rules.get("", [])
        shared: dict[frozenset[str], list[Rule]] = {}
        known: dict[str, set[str]] = {_NUMBER: {"n", "d"}}
        for name, members in self._classes.items():
            for form in members:
                known.setdefault(form, set()).add(name)
        for names in map(frozenset, known.values()):
            shared.setdefault(names, [rule for rule in rules if rule.pattern[0][1:-1] in names])
        return {form: shared[frozenset(names)] for form, names in known.items()}

    def _fits(self, rule: Rule, words: Sequence[str], i: int) -> Match | None:
        held: list[str] = []
        last = i
        for wanted in rule.pattern:
            word = words[last] if last < len(words) else ""
            if wanted == END:
                if word.isalnum():
                    return None
                continue
            if wanted.startswith("{"):
                value = self._value(wanted[1:-1], word)
                if value is None:
                    return None
                held.append(value)
            elif word != wanted:
                return None
            last += 1
        return Match(rule, last, tuple(held))

    def _value(self, name: str, word: str) -> str | None:
        """What a word of a class is said with; None when it is none of the class."""
        if name in ("n", "d") and word.isascii() and word.isdigit() and len(word) < 5:
            return word
        return self._classes[name].get(word) if name != "d" else None

    def _forms(self, key: object) -> Iterator[str]:
        """ "nächst~" in each of its endings; "a|b" in each of its spellings."""
        for form in folded(str(key).lower()).split("|"):
            if form.endswith("~"):
                yield from (form[:-1] + ending for ending in self._endings)
            else:
                yield form

    def _patterns(self, key: str) -> Iterator[tuple[str, ...]]:
        """Every way to write a pattern: its words have endings and spellings."""
        ways: list[tuple[str, ...]] = [()]
        for piece in key.lower().split():
            forms = [piece] if piece.startswith("{") else list(self._forms(piece))
            ways = [(*way, form) for way in ways for form in forms]
        yield from ways


def folded(word: str) -> str:
    """Without the letters that some keyboards lack."""
    return word.translate(_FOLDED)


def _placed(match: Match, first: Token, last: Token) -> Iterator[Token]:
    """The rule's words, each over the whole place of what it stands for; one behind "~" touches the one before."""
    words = [one for word in match.rule.said for one in _filled(word, match.held)]
    for step, word in enumerate(words):
        glued = word.startswith("~") if step else first.glued
        yield Token(word.removeprefix("~"), first.start, last.end, glued)


def _filled(word: str, held: Sequence[str]) -> Sequence[str]:
    """A word of what is said, with what the classes of the pattern hold; "3rd" is two tokens, as elsewhere."""
    mark, said = ("~", word[1:]) if word.startswith("~") else ("", word)
    slot = _SLOT.fullmatch(said)
    if slot is None:
        return (word,)
    value = held[int(slot[1][-1]) - 1]
    if slot[1].startswith("before"):  # "halb neun" is half an hour before nine
        value = str((int(value) - 1) % 24 or 12) if value.isdigit() else value
    if slot[1].startswith("padded"):  # "6:30" is what a clock of 24 hours shows
        value = value.zfill(2)
    ordinal = _ORDINAL.fullmatch(value)
    parts = [ordinal[1], f"~{ordinal[2]}"] if ordinal else value.split()
    return (mark + parts[0], *parts[1:])


def _infinitive(parts: dict[str, str] | None) -> re.Pattern[str] | None:
    """The last word of a wish with the particle that a subordinate clause gives it: "zu kaufen", "anzurufen"."""
    if not parts:
        return None
    prefixes = "|".join(sorted(parts["prefixes"].split(), key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<before>{prefixes}){parts['particle']}|\b{parts['particle']}\s+)"
        rf"(?P<verb>\w+{parts['endings']})(?=[.!?]*$)",
        re.IGNORECASE,
    )


def _numbers(parts: dict[str, list[str]]) -> dict[str, str]:
    """Numbers to 99 as one word, in a language that says the ones before the tens ("einundzwanzig")."""
    found = {word: str(value) for value, word in enumerate(map(folded, parts["to_19"]))}
    for place, ten in enumerate(map(folded, parts["tens"]), 2):
        found[ten] = str(place * 10)
        for one, word in enumerate(map(folded, parts["before_tens"]), 1):
            found[f"{word}{parts['joint']}{ten}"] = str(place * 10 + one)
    return found
