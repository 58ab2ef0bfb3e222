"""Numbers in digits and in words: amounts, whole numbers, ordinals and years."""

from __future__ import annotations

from collections.abc import Sequence

from core.nlu.tokens import Token

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]

ONES = {word: value for value, word in enumerate(_ONES)}
TENS = {word: 20 + 10 * place for place, word in enumerate(_TENS)}
ORDINALS = {word: value for value, word in enumerate(_ORDINALS)} | {
    "twentieth": 20,
    "thirtieth": 30,
    "thirty-first": 31,
}
NUMBER_WORDS = frozenset(ONES) | frozenset(TENS)

Read = tuple[int, int] | None  # the value and the token after it


def whole(tokens: Sequence[Token], i: int) -> Read:
    """A whole number below a million million in digits, or below 100 in words."""
    if i >= len(tokens):
        return None
    token = tokens[i]
    if token.digits:
        return (int(token.lower), i + 1) if len(token.lower) <= 12 else None
    if token.lower in ONES:
        return ONES[token.lower], i + 1
    if token.lower in TENS:
        value, after = TENS[token.lower], i + 1
        unit = after + 1 if _word(tokens, after) == "-" else after
        one = ONES.get(_word(tokens, unit), 0)
        return (value + one, unit + 1) if 0 < one < 10 else (value, after)
    return None


def ordinal(tokens: Sequence[Token], i: int) -> Read:
    """ "3rd", "third", "twenty-first", "twenty first"."""
    word = _word(tokens, i)
    if word.isdigit() and len(word) <= 3:
        suffix = _word(tokens, i + 1)
        if suffix in ("st", "nd", "rd", "th") and tokens[i + 1].glued:
            return int(word), i + 2
        return None
    if word in ORDINALS:
        return ORDINALS[word], i + 1
    if word in TENS:
        unit = i + 2 if _word(tokens, i + 1) == "-" else i + 1
        one = ORDINALS.get(_word(tokens, unit), 0)
        if 0 < one < 10:
            return TENS[word] + one, unit + 1
    return None


def amount(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
    """How many: "2", "2.5", "a", "half an", "a couple of", "a few", "two and a half", "1 1/2"."""
    vague = _vague(tokens, i)
    if vague is not None:
        return vague
    read = whole(tokens, i)
    if read is None:
        return None
    value, after = read
    if _word(tokens, after) == "hundred" and 0 < value < 10:
        rest = whole(tokens, after + 2) if _word(tokens, after + 1) == "and" else whole(tokens, after + 1)
        return (value * 100.0 + rest[0], rest[1]) if rest is not None else (value * 100.0, after + 1)
    if _word(tokens, after) in FRACTIONS and tokens[i].digits:
        return value + FRACTIONS[_word(tokens, after)], after + 1
    fraction = _fraction(tokens, i, value, after)
    if fraction is not None:
        return fraction
    sign = _word(tokens, after)
    part = _word(tokens, after + 1)
    glued = sign in (".", ",") and part.isascii() and part.isdigit() and tokens[after].glued and tokens[after + 1].glued
    if glued and len(part) <= 6:
        return float(f"{value}.{part}"), after + 2
    return _and_a_half(tokens, float(value), after)


def _fraction(tokens: Sequence[Token], i: int, value: int, after: int) -> tuple[float, int] | None:
    """ "1 1/2", "3/4 of an"."""
    mixed = _word(tokens, after + 1) == "/"
    at = after if mixed else i
    if _word(tokens, at + 1) != "/" or not _word(tokens, at).isdigit() or _word(tokens, at + 2) not in ("2", "3", "4"):
        return None
    top, low, last = int(_word(tokens, at)[:3]), int(_word(tokens, at + 2)), at + 3
    if not 0 < top < low:
        return None
    if not mixed and _word(tokens, last) == "of" and _word(tokens, last + 1) in ("a", "an"):
        last += 2
    return (value if mixed else 0) + top / low, last


def _and_a_half(tokens: Sequence[Token], value: float, after: int) -> tuple[float, int]:
    words = [_word(tokens, after + step) for step in range(3)]
    if words[0] == "and" and words[1] in ("a", "an") and words[2] == "half":
        return value + 0.5, after + 3
    if words[:2] == ["and", "half"]:
        return value + 0.5, after + 2
    return value, after


FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_VAGUE = {"couple": 2.0, "few": 3.0, "several": 3.0, "dozen": 12.0, "half": 0.5}
_BEHIND_A = {"couple": 2.0, "few": 3.0, "half": 0.5, "dozen": 12.0, "hundred": 100.0}


def _vague(tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
    """ "a", "a couple of", "several", "half an"."""
    word, after = _word(tokens, i), i + 1
    if word in FRACTIONS:
        return FRACTIONS[word], after
    if word in ("a", "an"):
        value = _BEHIND_A.get(_word(tokens, after), 1.0)
        after += _word(tokens, after) in _BEHIND_A
    elif word in _VAGUE:
        value = _VAGUE[word]
    else:
        return None
    if _word(tokens, after - 1) == "couple" and _word(tokens, after) == "of":
        after += 1
    if word == "half" and _word(tokens, after) in ("a", "an"):
        after += 1
    return value, after


def year(tokens: Sequence[Token], i: int) -> Read:
    """ "2014", "'96", "nineteen seventy two", "two thousand and eighteen"."""
    word = _word(tokens, i)
    if word.isdigit():
        return (int(word), i + 1) if len(word) == 4 and 1000 <= int(word) <= 2999 else None
    first = whole(tokens, i)
    if first is None:
        return None
    value, after = first
    if _word(tokens, after) == "thousand":
        return _after_thousand(tokens, value * 1000, after + 1)
    if 10 <= value <= 29:
        if _word(tokens, after) == "hundred":
            rest = whole(tokens, after + 1)
            return (value * 100 + rest[0], rest[1]) if rest else (value * 100, after + 1)
        rest = whole(tokens, after)
        if rest is not None and not tokens[after].digits and 10 <= rest[0] <= 99:
            return value * 100 + rest[0], rest[1]
    return None


def _after_thousand(tokens: Sequence[Token], value: int, after: int) -> Read:
    start = after + 1 if _word(tokens, after) == "and" else after
    rest = whole(tokens, start)
    if rest is None or tokens[start].digits:
        return value, after
    if _word(tokens, rest[1]) == "hundred" and rest[0] < 10:
        value, start = value + rest[0] * 100, rest[1] + 1
        low = whole(tokens, start + 1 if _word(tokens, start) == "and" else start)
        return (value + low[0], low[1]) if low is not None and not tokens[low[1] - 1].digits else (value, start)
    return value + rest[0], rest[1]


def _word(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""
