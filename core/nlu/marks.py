"""Marks that people set into a text: #tags, @people, priorities, quotes, links; cut out or protected before reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["tag", "person", "priority", "quote", "link", "filler"]
# One pass over the text; every alternative is bounded or stops at white space, so it stays linear.
_MARK = re.compile(
    r"""
    (?P<link> \b(?:https?://|www\.)\S{1,2000} )
  | (?P<code> `[^`\n]{1,500}` )
  | (?P<quote> "[^"\n]{1,500}" | “[^”\n]{1,500}” | „[^“”\n]{1,500}[“”] | «[^»\n]{1,500}»
      | (?<![^\s(])‘[^‘’\n]{1,500}’(?![^\s.,;:!?)]) | (?<![^\s(])'[^'\n]{1,500}'(?![^\s.,;:!?)]) )
  | (?P<person> <@[!&]?[\w.-]{1,80}(?:\|[^<>\n]{0,80})?> | (?<![\w@.])@[^\W_][\w.-]{0,79}(?<![.-]) )
  | (?P<channel> <\#[\w.-]{1,80}(?:\|[^<>\n]{0,120})?> )
  | (?P<tag> (?<![\w#])\#[^\W\d_][\w-]{0,79} )
  | (?P<filler> (?<!\S)(?:u+h+m*|u+m+|erm+|hm+|eh+m+)(?:[,.…]{1,3}(?=\s)|(?!\S))
      | (?:(?<=\bme\ )|(?<=\bus\ )|(?<=,\ ))(?:please|pls|plz)(?=\s*[:,]|\s+(?:to|about|that|at|in|on|tomorrow)\b) )
  | (?P<onward> (?<!\S)(?:from\ (?:now|here|today)\ on(?:wards?)?|ab\ (?:jetzt|sofort|heute)|von\ (?:nun|jetzt)\ an)
      (?![\w-]) )
  | (?P<priority> (?<!\S)(?:p[1-4]|!(?:high|medium|med|low|urgent|[1-4])|!{1,3})(?![^\s,.;])
      | \b(?:with\ )?(?:high|medium|low|top)\ priority\b(?=\s*$)
      | \b(?:with\ )?priority\ [1-4]\b(?!\s+(?:p[1-4]|!|(?:to|:)\s)) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "From now on" says nothing more where something comes again; elsewhere it is what the thing is called.
_REPEATS = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|hourly|yearly|jede[nrsm]?|alle|täglich|wöchentlich|monatlich"
    r"|\w+days|wochentags|werktags|(?:mon|diens|donners|frei|sams|sonn)tags|mittwochs)\b",
    re.IGNORECASE,
)
ONWARD = "onward"
# Priorities in words.
LEVELS = {
    "urgent": 1, "high": 1, "highest": 1, "top": 1, "important": 1, "critical": 1, "medium": 2, "normal": 2, "mid": 2,
    "low": 3, "lower": 3, "lowest": 4,
}  # fmt: skip
_PRIORITIES = {
    "high": 1, "urgent": 1, "top": 1, "medium": 2, "med": 2, "low": 3, "!!!": 1, "!!": 2, "!": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark with its place in the text and what it says."""

    kind: Kind
    start: int
    end: int
    value: str

    @property
    def cut(self) -> bool:
        """Whether it leaves the title."""
        return self.kind in ("tag", "person", "priority", "filler")


def find(text: str) -> list[Mark]:
    """Every mark of `text`, left to right."""
    marks: list[Mark] = []
    for match in _MARK.finditer(text):
        kind = match.lastgroup or ""
        said = match.group()
        if kind == "tag":
            marks.append(Mark("tag", *match.span(), said[1:]))
        elif kind == "person":
            marks.append(Mark("person", *match.span(), said if said[0] == "<" else said[1:]))
        elif kind == "priority":
            marks.append(Mark("priority", *match.span(), str(priority(said))))
        elif kind == ONWARD:
            if _REPEATS.search(text):
                marks.append(Mark("filler", *match.span(), ONWARD))
        elif kind == "filler":
            marks.append(Mark("filler", *match.span(), said))
        else:
            marks.append(Mark("quote" if kind in ("quote", "code") else "link", *match.span(), said))
    return marks


def priority(said: str) -> int:
    """The number that "p1", "!high", "!!!" or "low priority" means."""
    for word, value in _PRIORITIES.items():
        if word in said.lower() and not (word == "!" and len(said) > 1):
            return value
    digits = [character for character in said if character in "1234"]
    return int(digits[0]) if digits else 3
