"""Years and longer: "in 2008", "the year of 2008", "cy18", "two thousand and twenty", "the nineties"."""

from __future__ import annotations

from datetime import date

from core.nlu.times.calendar_date import two_digits
from core.nlu.times.numbers import ORDINALS, TENS
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90, "noughties": 0, "aughts": 0, "tens": 10,
}  # fmt: skip
_NAMED = ("year", "calendar", "cy")
_NO_DATE = ("at", "@", "$", "€", "£", "#", "no", "number", "room", "building", "page")
_FOLLOWERS = (
    "to", "and", "until", "till", "at", "on", "in", "for", "by", "the", "with", "was", "is", "will", "or", "through",
    "i", "we", "if", "when", "because", "but", "remind", "please", "from", "they", "he", "she", "it",
)  # fmt: skip
FIRST = ("#", "the", "this", "next", "last", *_NAMED, *_DECADES, *ORDINALS, *TENS)


def read(scene: Scene, i: int) -> Day | None:
    at = scene.skip(i, "the", "this") if scene.word(i) in ("the", "this") else i
    the = scene.word(at - 1) == "the" and at > i
    part = scene.word(at - 1) in ("early", "mid", "late") or scene.word(at - 1) == "-"
    decade = _decade(scene, at) if the or part else None
    if decade is not None and scene.word(decade.last).isalpha() and scene.word(decade.last) not in _FOLLOWERS:
        return None  # "the 1990s essay"
    return (
        decade
        or _century(scene, at)
        or _pointed_decade(scene, i)
        or _named(scene, at, this=scene.word(i) == "this")
        or (_plain(scene, i) if at == i else None)
    )


def of(year: int, last: int, *, weak: bool = False, years: int = 1) -> Day | None:
    """The Day of a whole year, or of several."""
    if not 1 <= year <= 9998 - years:
        return None
    end = date(year + years, 1, 1)
    return Day(start=date(year, 1, 1), end=end, grain="year", stated_year=True, weak=weak, last=last)


def _named(scene: Scene, i: int, *, this: bool) -> Day | None:
    """ "year 2008", "year of 2008", "calendar year 2008", "cy 18"."""
    if scene.word(i) not in _NAMED:
        return None
    calendar = scene.word(i) in ("calendar", "cy")
    at = scene.run(i, "calendar", "year") or (i + 1 if scene.word(i) != "calendar" else None)
    if at is None:
        return None
    at = scene.skip(at, "of", "in") if scene.word(at) in ("of", "in") else at
    year = scene.year(at) or _hundreds(scene, at)
    if year is not None and scene.word(year[1] - 1) != "of":
        return of(year[0], year[1])
    if calendar and scene.digits(at) and len(scene.word(at)) == 2:
        return of(two_digits(int(scene.word(at))), at + 1)
    return of(scene.today.year, at) if this and calendar and scene.word(i) != "cy" else None


def _hundreds(scene: Scene, i: int) -> tuple[int, int] | None:
    """ "two hundred and sixty seven", and a year of three digits."""
    first = scene.whole(i)
    if first is None:
        return None
    if scene.word(first[1]) != "hundred":
        return first if 100 <= first[0] <= 999 else None
    rest = scene.whole(scene.skip(first[1] + 1, "and"))
    return (first[0] * 100 + rest[0], rest[1]) if rest is not None else (first[0] * 100, first[1] + 1)


def _plain(scene: Scene, i: int) -> Day | None:
    """A year by itself: it needs a preposition, and nothing behind it that it could count."""
    before = scene.word(i - 1)
    part = before == "-" and scene.word(i - 2) in ("mid", "early", "late")  # "mid-2027"
    touching = scene.glued(i) and (before.isalnum() or before in ("-", "/", ".", ":")) and not part
    if before in _NO_DATE or touching:
        return None
    era = _era(scene, i)
    if era is not None:
        return of(era[0], era[1])
    year = scene.year(i)
    if year is None or not 1700 <= year[0] <= 2199:
        return None
    after = scene.word(year[1])
    if after.isalpha() and after not in _FOLLOWERS:
        return None
    if after in ("-", "/", ".", ":", "%", "'") and scene.glued(year[1]) and scene.glued(year[1] + 1):
        return None
    return of(year[0], year[1], weak=True)


def _era(scene: Scene, i: int) -> tuple[int, int] | None:
    """ "14 a.d.", "476 AD"."""
    if not scene.digits(i) or not 0 < int(scene.word(i)[:5]) <= 2999:
        return None
    end = scene.run(i + 1, "ad") or scene.run(i + 1, "a", ".", "d", ".") or scene.run(i + 1, "a", ".", "d")
    return (int(scene.word(i)), end) if end is not None else None


def _decade(scene: Scene, i: int) -> Day | None:
    """ "the 2000s", "the two thousands", "the nineties", "the 90s", "the nineteen eighties"; without "the" a style."""
    word = scene.word(i)
    if scene.digits(i) and scene.word(i + 1) in ("s", "'s") and scene.glued(i + 1):
        value = int(word) if len(word) in (2, 4) else -1
        return of(two_digits(value) if 0 <= value < 100 else value, i + 2, years=10) if value % 10 == 0 else None
    if scene.run(i, "two", "thousands") is not None:
        return of(2000, i + 2, years=10)
    if word in _DECADES:
        return of(two_digits(_DECADES[word]) if word != "fifties" else 1950, i + 1, years=10)
    first = scene.whole(i)
    if first is not None and 15 <= first[0] <= 21 and scene.word(first[1]) in _DECADES:
        return of(first[0] * 100 + _DECADES[scene.word(first[1])], first[1] + 1, years=10)
    return None


def _pointed_decade(scene: Scene, i: int) -> Day | None:
    """ "next decade", "the last two decades": decades begin with their tens."""
    at = scene.skip(i, "the")
    back = scene.word(at) in ("last", "past", "previous")
    if not back and scene.word(at) not in ("next", "this", "coming", "following"):
        return None
    here = scene.word(at) == "this"
    count = scene.whole(at + 1)
    many, unit = count if count is not None else (1, at + 1)
    if scene.word(unit) not in ("decade", "decades", "century", "centuries") or not 0 < many <= 20:
        return None
    size = 10 if scene.word(unit).startswith("decade") else 100
    begin = scene.today.year // size * size
    start = begin if here else begin - many * size if back else begin + size
    return of(start, unit + 1, years=size * many)


def _century(scene: Scene, i: int) -> Day | None:
    nth = scene.ordinal(i)
    if nth is None or scene.word(nth[1]) != "century" or not 2 <= nth[0] <= 98:
        return None
    return of((nth[0] - 1) * 100, nth[1] + 1, years=100)
