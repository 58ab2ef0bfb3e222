"""All time expressions of a message, in order, joined over their distance where they are one time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.nlu.reading import Note, Preferences, When
from core.nlu.times import bounds, resolve
from core.nlu.times.expression import join
from core.nlu.times.grammar import Grammar
from core.nlu.times.limits import closing
from core.nlu.times.pieces import Amount, Clock, Expression
from core.nlu.times.points import Problem
from core.nlu.times.scene import Scene
from core.nlu.tokens import Token

MAX_TIMES = 24  # nobody means more in one message, and each costs


@dataclass(frozen=True, slots=True)
class Found:
    """One expression with its reading, or with the reason why it has none."""

    expression: Expression
    when: When | None
    problem: Note | None = None

    @property
    def first(self) -> int:
        return self.expression.first

    @property
    def last(self) -> int:
        return self.expression.last


class TimeReader:
    """Reads times in tokens. Stateless after construction; safe to share between threads."""

    def __init__(self) -> None:
        self._grammar = Grammar()

    def scene(
        self, tokens: Sequence[Token], at: datetime, preferences: Preferences, hidden: frozenset[int] = frozenset()
    ) -> Scene:
        """What the forms read from; tokens in `hidden` are no part of any time."""
        return Scene(tokens, at, preferences, self._grammar.pieces, hidden)

    def find(self, scene: Scene, text: str, zone: str) -> list[Found]:
        """Every expression of the message, left to right, at most MAX_TIMES."""
        found: list[Found] = []
        i = 0
        while i < len(scene.tokens) and len(found) < MAX_TIMES:
            expression = bounds.bounded(scene, join(scene, i))
            if expression is None or _fragment(scene, expression) or _numbered(scene, expression):
                i += 1
                continue
            found.append(self.read(scene, expression, text, zone))
            i = expression.last
        return self._joined(scene, found, text, zone)

    def read(self, scene: Scene, expression: Expression, text: str, zone: str) -> Found:
        """One expression with its reading."""
        if expression.amount is not None and expression.every is None and expression.pieces == 1:
            return Found(expression, None)
        try:
            return Found(expression, resolve.when(scene, expression, zone, text))
        except Problem as problem:
            return Found(expression, None, problem.note)

    def _joined(self, scene: Scene, found: list[Found], text: str, zone: str) -> list[Found]:
        """A date and a clock time that stand apart are one time ("tomorrow call Bob at 5"), and so are a rule and
        the day from which it holds ("starting friday ... every day")."""
        rules = [one for one in found if one.expression.every is not None and one.expression.start is None]
        starts = [one for one in found if one.expression.preposition in _SINCE and one.expression.only_day]
        if len(rules) == 1 and len(starts) == 1:
            return self._bounded(scene, found, starts[0], rules[0], text, zone)
        spans = [one for one in found if _span(one)]
        if len(rules) == 1 and len(spans) == 1 and spans[0].last <= rules[0].first:
            return self._bounded(scene, found, spans[0], rules[0], text, zone)
        days = [one for one in found if one.expression.only_day or _rule(scene, one)]
        clocks = [one for one in found if one.expression.only_clock and not one.expression.weak]
        if len(days) != 1 or len(clocks) != 1 or days[0].problem is not None:
            return found
        day, clock = days[0].expression, clocks[0].expression
        if day.weak and day.every is None:
            return found
        if day.day is not None and day.day.grain != "day":
            return found
        merged = replace(
            day, clock=clock.clock, part=clock.part, zone=clock.zone, extra=((clock.first, clock.last),), weak=False,
        )  # fmt: skip
        one = self.read(scene, merged, text, zone)
        if one.when is None:
            return found
        return [one, *(other for other in found if other is not days[0] and other is not clocks[0])]

    def _bounded(
        self, scene: Scene, found: list[Found], bound: Found, rule: Found, text: str, zone: str
    ) -> list[Found]:
        """The rule from the day that is said apart from it, or until that day."""
        apart, said = ((bound.first, bound.last),), bound.expression
        start: Expression | None = replace(said, end=None)
        until = closing(said.end, inclusive=True) if said.end is not None else rule.expression.until
        if said.preposition in _UNTIL:
            start, until = None, closing(said, inclusive=False)
        one = self.read(scene, replace(rule.expression, start=start, until=until, extra=apart), text, zone)
        if one.when is None:
            return found
        return [one, *(other for other in found if other is not bound and other is not rule)]


_SINCE = ("starting", "beginning", "from", "since")
_UNTIL = ("until", "till", "til")


def _span(found: Found) -> bool:
    """Days from which, and until which, a rule may hold: "from june to august", "until june"."""
    expression = found.expression
    if expression.day is None or expression.clock is not None or expression.part is not None or found.when is None:
        return False
    ends = expression.end is not None and expression.end.day is not None and expression.end.clock is None
    return (ends and expression.preposition in ("from", "between")) or (
        expression.only_day and expression.preposition in _UNTIL
    )


def _rule(scene: Scene, found: Found) -> bool:
    """A rule without a time of day; of a thing that is daily only where that thing is all: "daily standup at 9"."""
    expression = found.expression
    if expression.every is None or expression.clock is not None or expression.part is not None:
        return False
    return (
        not expression.weak
        or not scene.word(expression.first - 1).isalpha()
        or scene.word(expression.first - 1) in ("a", "add", "new", "schedule")
    )


def _fragment(scene: Scene, expression: Expression) -> bool:
    """Whether the tokens are the inside of something longer, as in "mid-2019-x" or "#5"."""
    if scene.glued(expression.last) and scene.word(expression.last) in ("_", "#", "="):
        return True
    return scene.glued(expression.first) and scene.word(expression.first - 1) in ("_", "#", "=", "$", "&")


def _numbered(scene: Scene, expression: Expression) -> bool:
    """Whether the number is a thing's, as the hour follows: "about 4 tomorrow at 9"."""
    at, clock = expression.first, expression.clock
    if scene.word(at) != "about" or clock is None or not clock.bare or expression.last <= at + 2:
        return False
    behind = expression.last
    return scene.word(behind) in ("at", "@") and scene.piece(behind + 1, Clock) is not None


def amount_of(found: Sequence[Found]) -> Amount | None:
    """The first stated length of time."""
    for one in found:
        shift = one.expression.shift
        amount = one.expression.amount or (shift.amount if shift is not None else None)
        if amount is not None:
            return amount
    return None
