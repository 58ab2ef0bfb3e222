"""Texts cut into what a platform takes: as its clients measure, at a line's or a word's end, never inside markup."""

from __future__ import annotations

import re
from dataclasses import dataclass


def width(text: str) -> int:
    """How long clients count it: in UTF-16 units, which is never less than servers do."""
    return len(text) + sum(letter > "\uffff" for letter in text)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts texts of one platform. `token` matches one piece after the other, without a gap; a piece that begins with a
    letter of `whole` is markup and stays in one."""

    token: re.Pattern[str]
    whole: str

    def cut(self, text: str, limit: int) -> str:
        """The beginning, with an ellipsis where something is missing."""
        return text if width(text) <= limit else text[: self._end(text, limit - 1)[0]].rstrip() + "…"

    def split(self, text: str, limit: int) -> list[str]:
        """The text in pieces of at most `limit`.

        At least one piece, perhaps empty. The blank at which a cut is made is dropped; nothing else is.
        """
        pieces = []
        while width(text) > limit:
            end, blanks = self._end(text, limit)
            pieces.append(text[:end])
            text = text[end + blanks :]
        return [*pieces, text]

    def _end(self, text: str, limit: int) -> tuple[int, int]:
        """Where the first piece ends, and how many letters are dropped there."""
        used, end = 0, 0
        best = {"\n": -1, " ": -1}
        for found in self.token.finditer(text):
            token = found.group()
            if token in best and used >= limit // 2:
                best[token] = found.start()
            size = width(token)
            if used + size > limit:
                end += 0 if token[0] in self.whole else _fitting(token, limit - used)
                break
            used, end = used + size, found.end()
        for place in best.values():
            if place >= 0:
                return place, 1
        return max(end, 1), 0


def _fitting(word: str, room: int) -> int:
    fits = 0
    while width(word[: fits + 1]) <= room and fits < len(word):
        fits += 1
    return fits
