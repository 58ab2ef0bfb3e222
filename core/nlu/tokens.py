"""Words as the grammars see them: lower case, with their place in the text and whether they touch their neighbour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # Cython, without types
from spacy.vocab import Vocab

# Every border between digits, letters and signs splits, so that "3:30pm" is 3 : 30 pm and "1h30" is 1 h 30. Only
# apostrophes stay inside a word ("o'clock", "patrick's"). Zero-width, because spaCy drops the second of two touching
# infixes that have a width.
_BORDER = re.compile(
    r"(?<=\d)(?=\D)|(?<=\D)(?=\d)|(?<=[^\W_])(?=[^\w'’]|_)|(?<=[^\w'’]|_)(?=.)"
    r"|(?<=[^\W\d_])(?=['’](?![^\W\d_]))|(?<=(?<![^\W\d_])['’])(?=.)|(?<=['’])(?=['’])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign; `glued` says that no space parts it from the token before."""

    lower: str
    start: int
    end: int
    glued: bool

    @property
    def digits(self) -> bool:
        return self.lower.isascii() and self.lower.isdigit()


class Words:
    """Cuts a text into tokens with spaCy; nothing of the text is kept afterwards."""

    def __init__(self) -> None:
        # A bare vocabulary: a language's own brings exceptions and patterns that are not used, and take 0.1 s to load.
        self._vocab = Vocab()
        self._tokenizer = Tokenizer(self._vocab, infix_finditer=_BORDER.finditer)

    def cut(self, text: str) -> Sequence[Token]:
        """The tokens of `text` without white space; linear in its length."""
        # The zone frees what spaCy would otherwise keep of each new word for as long as the process lives.
        with self._vocab.memory_zone():
            doc = self._tokenizer(text)
            tokens: list[Token] = []
            end = -1
            for word in doc:
                content = word.text
                if content.isspace():
                    continue
                start = word.idx
                tokens.append(Token(content.lower().replace("’", "'"), start, start + len(content), start == end))
                end = start + len(content)
        return tokens
