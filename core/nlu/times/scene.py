"""What a form of time reads from: the tokens of one message, the wall time it came at, and the person's habits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime, tzinfo
from typing import TypeVar

from core.nlu.reading import Preferences
from core.nlu.times import numbers
from core.nlu.times.pieces import Piece
from core.nlu.tokens import Token

P = TypeVar("P", bound=Piece)
_DEEPEST = 8  # "2 days after the week of the first ..." is deeper than anybody speaks


class Scene:
    """Tokens by place; a place outside, or one that is protected (quotes, links), reads as the empty word."""

    def __init__(
        self,
        tokens: Sequence[Token],
        now: datetime,
        preferences: Preferences,
        pieces: Callable[[Scene, int], Sequence[Piece]],
        hidden: frozenset[int] = frozenset(),
    ) -> None:
        blank = Token("", 0, 0, False)
        self.tokens = [blank if place in hidden else token for place, token in enumerate(tokens)]
        self.spans = tokens
        self.now = now.replace(tzinfo=None)
        self.aware = now
        self.preferences = preferences
        self.day_first: bool | None = None  # whether its dates show that the day comes first; read on demand
        self._pieces = pieces
        self._depth = 0
        self._memo: dict[int, Sequence[Piece]] = {}

    @property
    def today(self) -> date:
        return self.now.date()

    def seen_from(self, zone: tzinfo) -> Scene:
        """The same message read where the clocks are those of `zone`."""
        there = copy(self)
        there.aware = self.aware.astimezone(zone)
        there.now = there.aware.replace(tzinfo=None)
        return there

    def word(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether token `i` touches the one before."""
        return 0 < i < len(self.tokens) and self.tokens[i].glued

    def digits(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].digits

    def run(self, i: int, *words: str) -> int | None:
        """The place after `words` when they stand at `i`."""
        for step, word in enumerate(words):
            if self.word(i + step) != word:
                return None
        return i + len(words)

    def skip(self, i: int, *words: str) -> int:
        """The place after any of `words` at `i`, at most four of them: more is no speech, and would cost n squared."""
        for _ in range(4):
            if not self.word(i) or self.word(i) not in words:
                break
            i += 1
        return i

    def whole(self, i: int) -> numbers.Read:
        return numbers.whole(self.tokens, i)

    def ordinal(self, i: int) -> numbers.Read:
        return numbers.ordinal(self.tokens, i)

    def year(self, i: int) -> numbers.Read:
        return numbers.year(self.tokens, i)

    def pieces(self, i: int) -> Sequence[Piece]:
        """All readings that start at `i`, longest first among equals of order; each place is read once."""
        known = self._memo.get(i)
        if known is not None:
            return known
        if self._depth >= _DEEPEST:
            return ()
        self._memo[i] = ()  # a form that asks for itself at the same place gets nothing, not a loop
        self._depth += 1
        try:
            known = self._memo[i] = self._pieces(self, i)
        finally:
            self._depth -= 1
        return known

    def piece(self, i: int, kind: type[P]) -> P | None:
        """The best reading of `kind` at `i`."""
        for piece in self.pieces(i):
            if isinstance(piece, kind):
                return piece
        return None
