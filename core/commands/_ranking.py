"""What a search finds, best first: the whole title, its beginning, its words, other words, then what is spelt alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz

from core.commands._base import Context
from core.commands._cards import seer
from core.db import search, tasks
from core.db.search import Titled
from core.db.tasks import Filter
from core.db.words import words_of
from core.domain import Task

WHOLE, START, TITLE, ELSEWHERE, ALIKE = range(5)
LIKE = 70.0  # of 100: how near a word of the title must come to one that was typed
RANK = ("int", "int", "int")  # the kinds of a rank's parts


@dataclass(frozen=True, slots=True)
class Ranked:
    """One that was found: how well it fits (smaller is better, and no two are equal)."""

    rank: tuple[int, int, int]
    id: UUID

    @property
    def alike(self) -> bool:
        """Whether it was found by its spelling only."""
        return self.rank[0] == ALIKE


async def ranked(context: Context, text: str, wanted: Filter) -> list[Ranked]:
    """All that was found, best first, newest first among equals; misspelt words are tried when few were found."""
    eyes = seer(context)
    words = words_of(text)
    having = await search.having(context.tx, eyes, wanted, text)
    found = {one.id: _having(one, text, words) for one in having}
    if len(found) < wanted.limit:
        for one in await search.alike(context.tx, eyes, wanted, text):
            score = _likeness(words, words_of(one.title))
            if one.id not in found and score >= LIKE:
                found[one.id] = Ranked((ALIKE, -round(score), -one.number), one.id)
    return sorted(found.values(), key=lambda one: one.rank)


async def loaded(context: Context, found: list[Ranked]) -> list[Task]:
    """The tasks, in the order in which they were found."""
    rows = await tasks.by_ids(context.tx, [one.id for one in found], seer(context))
    return [rows[one.id] for one in found if one.id in rows]


def _having(one: Titled, text: str, words: list[str]) -> Ranked:
    title, said = one.title.lower(), text.lower().strip()
    mine = words_of(title)
    if title == said or mine == words:
        tier = WHOLE
    elif title.startswith(said):
        tier = START
    else:
        inside = all(any(other.startswith(word) for other in mine) for word in words)
        tier = TITLE if inside else ELSEWHERE
    return Ranked((tier, 0, -one.number), one.id)


def _likeness(words: list[str], others: list[str]) -> float:
    """How near the least near of the words comes to one of the title."""
    if not words or not others:
        return 0.0
    return min(max(_near(word, other) for other in others) for word in words)


def _near(word: str, other: str) -> float:
    if other.startswith(word):
        return 100.0
    return fuzz.ratio(word, other) if len(word) >= search.LEAST else 0.0
