"""One message made ready for reading: its language part cut into tokens, marks found, times read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.nlu import marks
from core.nlu.gloss import Gloss
from core.nlu.marks import Kind, Mark
from core.nlu.mending import Mender
from core.nlu.reading import Preferences
from core.nlu.times.reader import Found, TimeReader
from core.nlu.times.scene import Scene
from core.nlu.tokens import Token, Words

LIMIT = 2000  # characters that are read for language
_SLASH = re.compile(r"\s*/([A-Za-z][\w-]{0,31})(?:\s+|$)")
# One for one, so that places in the text stay: what no font shows or no database takes.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0]")
_TICKS = ("✅", "✔", "✓", "☑")
_PICTURE = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Message:
    """Tokens without cut marks, their words for matching, and the times among them; places are token indexes."""

    text: str  # the whole, cleaned one for one
    slash: str
    start: int  # where the first line begins
    end: int  # where the part that is read ends
    tokens: Sequence[Token]
    words: Sequence[str]  # quoted and linked tokens read as ""
    marks: Sequence[Mark]
    found: Sequence[Found]
    scene: Scene
    said: str  # the part that is read, in words that the grammars know

    @property
    def rest(self) -> str:
        """What follows the part that is read: the further lines, and of a very long one its end."""
        return self.text[self.end :].strip()

    def slice(self, first: int, last: int) -> str:
        """The text from token `first` to before token `last`."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def quote(self, i: int) -> Mark | None:
        """The quoted text that begins at token `i`."""
        for mark in self.marks:
            if mark.kind == "quote" and mark.start == self.tokens[i].start:
                return mark
        return None

    def marked(self, i: int, kind: Kind) -> bool:
        """Whether such a mark stood between token `i` and the one before it, where it was cut out."""
        first = self.tokens[i - 1].end if i else self.start
        last = self.tokens[i].start if i < len(self.tokens) else self.end
        return any(mark.kind == kind and first <= mark.start < last for mark in self.marks)

    def after(self, place: int) -> int:
        """The first token that begins at or after `place` in the text."""
        return next((i for i, token in enumerate(self.tokens) if token.start >= place), len(self.tokens))


def is_picture(said: str) -> bool:
    """Whether it is an emoji or a part of one; a tick says that something is done."""
    return bool(said) and said not in _TICKS and all(map(_PICTURE.match, said))


def cleaned(text: str) -> str:
    """The text with unseen and broken characters replaced one for one."""
    return _BROKEN.sub("\ufffd", _UNSEEN.sub(" ", text))


def joined(tokens: Sequence[Token]) -> str:
    """The words of tokens, with blanks where they had some."""
    return "".join(token.lower if token.glued else f" {token.lower}" for token in tokens).strip()


class Preparer:
    """Makes messages; holds the tokenizer and the grammar of times."""

    def __init__(self, gloss: Gloss | None = None, mender: Mender | None = None) -> None:
        self._words = Words()
        self._gloss = gloss
        self._times = TimeReader()
        self._mender = mender

    def mended(self, message: Message, zone: str) -> Message | None:
        """The same message with words of commands mended too; None when there are none to mend."""
        if self._mender is None:
            return None
        mended = self._mender.triggers(message.tokens)
        if not mended.triggers:
            return None
        hidden = frozenset(place for place, word in enumerate(message.words) if not word)
        scene = self._times.scene(mended.tokens, message.scene.aware, message.scene.preferences, hidden)
        words = ["" if place in hidden else token.lower for place, token in enumerate(mended.tokens)]
        found = self._times.find(scene, message.text, zone)
        return replace(message, tokens=mended.tokens, words=words, found=found, scene=scene)

    def message(
        self, raw: str, at: datetime, zone: str, preferences: Preferences, slash: str | None, prefixes: dict[str, str]
    ) -> Message:
        """`slash` is the slash word when the platform gave it; a text that starts with one is treated the same."""
        text = cleaned(raw)
        start = 0
        word = (slash or "").strip().lstrip("/").lower()
        said = _SLASH.match(text)
        if said is not None and (not word or said.group(1).lower() == word):
            word, start = said.group(1).lower(), said.end()
        while start < len(text) and text[start].isspace():
            start += 1
        newline = text.find("\n", start)
        end = _end(text, start, newline if newline >= 0 else len(text))
        line = text[start:end]
        found_marks = [
            Mark(mark.kind, mark.start + start, mark.end + start, mark.value)
            for mark in marks.find(line)
            if self._gloss is None or mark.kind != "filler" or mark.value == marks.ONWARD  # "um" is a word in German
        ]
        tokens: Sequence[Token] = [
            Token(token.lower, token.start + start, token.end + start, token.glued) for token in self._words.cut(line)
        ]
        if self._gloss is not None:
            tokens = self._gloss.tokens(tokens)
        if self._mender is not None:
            tokens = self._mender.times(tokens)
        kept, hidden = _kept(tokens, found_marks)
        virtual = [Token(one, start, start, False) for one in prefixes.get(word, "").split()]
        kept = virtual + kept
        hidden = frozenset(place + len(virtual) for place in hidden)
        scene = self._times.scene(kept, at, preferences, hidden)
        words = ["" if place in hidden else token.lower for place, token in enumerate(kept)]
        found = self._times.find(scene, text, zone)
        read = text[start:end] if self._gloss is None else joined(kept)
        return Message(text, word, start, end, kept, words, found_marks, found, scene, read)


def _end(text: str, start: int, line_end: int) -> int:
    """Where the part that is read ends: with the line, or at a blank before it grows too long."""
    if line_end - start <= LIMIT:
        return line_end
    blank = text.rfind(" ", start + LIMIT // 2, start + LIMIT)
    return blank if blank > 0 else start + LIMIT


def _kept(tokens: Sequence[Token], found: Sequence[Mark]) -> tuple[list[Token], frozenset[int]]:
    """The tokens that no mark cuts, and which of them a quote or a link hides; one walk over both."""
    kept: list[Token] = []
    hidden: set[int] = set()
    at = 0
    wordy = sum(token.lower.isalnum() for token in tokens) > 1  # "add 🎉" has a picture for a title
    for token in tokens:
        while at < len(found) and found[at].end <= token.start:
            at += 1
        inside = at < len(found) and found[at].start <= token.start
        if (inside and found[at].cut) or (not inside and wordy and is_picture(token.lower)):
            continue
        if inside:
            hidden.add(len(kept))
        kept.append(token)
    return kept, frozenset(hidden)
