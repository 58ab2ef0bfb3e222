"""Finds tasks by words, also misspelt ones: candidates come from indexes, few enough to be compared one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from core.db import tasks
from core.db.sight import Seer, seen
from core.db.tasks import Filter
from core.db.uow import Transaction
from core.db.words import WORDS, like_start, prefixes, words_of

CANDIDATES = 200  # per way of finding, newest first
WINDOW = 200  # so many of the newest are looked at for what more tasks have than MATCHES
MATCHES = 250
LEAST = 4  # letters of a word that may be misspelt
SMALL = frozenset({"the", "a", "an", "my", "our", "to"})
# How much of a word's trigrams a title must have; two letters that changed places leave not more.
ALIKE = "0.4"
_NEWEST = "t.number DESC"
_FIELDS = "t.id, t.number, t.title"


@dataclass(frozen=True, slots=True)
class Titled:
    """A task as far as it is needed to be compared."""

    id: UUID
    number: int
    title: str


async def having(tx: Transaction, seer: Seer, wanted: Filter, text: str) -> list[Titled]:
    """Tasks that fit the filter and have these words, or begin with this text; newest first, some hundred at most."""
    ways = {
        "lower(t.title) LIKE %(begins)s": {"begins": like_start(text)},
        f"{WORDS} @@ to_tsquery('simple', %(every)s)": {"every": prefixes(text)},
    }
    return await _found(tx, seer, wanted, ways, window=True)


async def alike(tx: Transaction, seer: Seer, wanted: Filter, text: str) -> list[Titled]:
    """Tasks that fit the filter and have these words, or words spelt like them in the title; likewise."""
    where, params = _each(words_of(text))
    if not where:
        return []
    await _set_alike(tx)
    return await _found(tx, seer, wanted, {where: params}, window=True)


async def near(tx: Transaction, seer: Seer, text: str, status: str | None) -> list[Titled]:
    """Tasks whose titles these words could mean, newest first; status None = any.

    The newest are always among them, older ones when all words, or words spelt like them, are in the title, or when
    the title is a part of what was said.
    """
    sql = seen(_FIELDS, seer, status, order=_NEWEST)
    newest = [Titled(**row) for row in await tx.rows(sql, **seer.params(), limit=CANDIDATES)]
    words = words_of(text)
    if len(newest) < CANDIDATES or not words:
        return newest
    await _set_alike(tx)
    ways: dict[str, dict[str, Any]] = {
        "lower(t.title) = ANY(%(parts)s)": {"parts": [text.strip().lower(), *_parts(words)]},
        f"{WORDS} @@ to_tsquery('simple', %(every)s)": {"every": prefixes(text)},
    }
    each, params = _each([word for word in words if word not in SMALL])
    if each:
        ways[each] = params
    return _together(newest, await _found(tx, seer, Filter(status=status), ways))


def _parts(words: list[str]) -> list[str]:
    """Titles that are all or part of what was said: "the report" of "the report for Anna"."""
    return [" ".join(words[start:end]) for end in range(1, len(words) + 1) for start in range(end)]


def _each(words: list[str]) -> tuple[str, dict[str, Any]]:
    """Each word as it is, or one like it in the title."""
    parts: list[str] = []
    params: dict[str, Any] = {}
    for place, word in enumerate(words):
        params |= {f"word{place}": f"'{word}':*"}
        has = f"{WORDS} @@ to_tsquery('simple', %(word{place})s)"
        if len(word) >= LEAST:
            params |= {f"like{place}": word}
            has = f"({has} OR %(like{place})s <%% t.title)"
        parts.append(has)
    return " AND ".join(parts), params


async def _found(
    tx: Transaction, seer: Seer, wanted: Filter, ways: dict[str, dict[str, Any]], *, window: bool = False
) -> list[Titled]:
    """What is found in each way, newest first, each task once; `window`: whatever there is among the newest."""
    where, few, params = await tasks.conditions(tx, replace(wanted, after=None))
    parts: list[str] = []
    for way, more in ways.items():
        chosen = f"{few} AND {way}"
        parts.append(seen(_FIELDS, seer, wanted.status, where=where, few=chosen, most=MATCHES, order=_NEWEST))
        params |= more
    if window:
        fields = f"{_FIELDS}, {WORDS}"
        newest = seen(fields, seer, wanted.status, where=where, few=few, order=_NEWEST, limit=str(WINDOW))
        parts.append(f"SELECT {_FIELDS} FROM ({newest}) t WHERE {' OR '.join(ways)} LIMIT %(limit)s")
    sql = " UNION ALL ".join(f"({part})" for part in parts)
    rows = await tx.rows(sql, **seer.params(), **params, limit=CANDIDATES)
    return _together([Titled(**row) for row in rows])


def _together(*found: list[Titled]) -> list[Titled]:
    each = {one.id: one for part in found for one in part}
    return sorted(each.values(), key=lambda one: one.number, reverse=True)


async def _set_alike(tx: Transaction) -> None:
    """For this transaction only: a pooler may give the connection to somebody else afterwards."""
    await tx.rows(
        "SELECT set_config('pg_trgm.word_similarity_threshold', %(alike)s, true) WHERE %(workspace)s::uuid IS NOT NULL",
        alike=ALIKE,
    )
