"""Neighbouring pieces joined into one expression: day and clock, part of day and clock, recurrence with its bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.nlu.times import edge
from core.nlu.times.calendar import MONTHS, length
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Amount, Clock, Day, Every, Impossible, Instant, Part, Piece, Shift, Zone
from core.nlu.times.scene import Scene
from core.nlu.times.units import UNITS

PREPOSITIONS = (
    "on", "at", "by", "in", "for", "until", "till", "til", "before", "after", "around", "about", "from", "@", "due",
    "starting", "since", "between", "approximately", "during", "of", "beginning", "no", "within", "over",
)  # fmt: skip
# What makes a date of a word that may be something else; "about may" and "of march" do not.
_STRONG = (
    "on",
    "at",
    "by",
    "in",
    "for",
    "until",
    "till",
    "til",
    "before",
    "after",
    "from",
    "due",
    "starting",
    "since",
    "between",
)
_CLOCK_PREPOSITIONS = (
    "at",
    "@",
    "around",
    "about",
    "approximately",
    "by",
    "until",
    "till",
    "til",
    "before",
    "after",
    "from",
)
_JOINTS = (
    ",",
    "on",
    "at",
    "@",
    "of",
    "in",
    "the",
    "around",
    "about",
    "-",
    "for",
    "by",
    "starting",
    "from",
    "between",
    "(",
)


@dataclass(frozen=True, slots=True)
class Expression:
    """One time expression over tokens `first` to before `last`; `until` and `end` are expressions of their own."""

    first: int
    last: int
    preposition: str = ""
    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    shift: Shift | None = None
    instant: Instant | None = None
    every: Every | None = None
    zone: Zone | None = None
    amount: Amount | None = None
    impossible: Impossible | None = None
    count: int = 0
    pieces: int = 0
    weak: bool = False
    start: Expression | None = None  # "every day ... starting friday"
    until: Expression | None = None
    end: Expression | None = None  # of an interval
    lasting: Amount | None = None  # "from 9 for 2.5 hours"
    closing: bool = False  # the clock is the hour at which a working day ends, not said
    times: tuple[Clock | Part, ...] = ()  # further times of day of a recurrence
    without: tuple[Day, ...] = ()  # days that a recurrence leaves out
    also: Expression | None = None  # a second recurrence beside it
    extra: tuple[tuple[int, int], ...] = ()  # token ranges that stand apart but belong here

    @property
    def only_day(self) -> bool:
        return self.day is not None and self.clock is None and self.part is None and self.end is None

    @property
    def only_clock(self) -> bool:
        lone = self.day is None and self.shift is None and self.every is None and self.instant is None
        return (self.clock is not None or self.part is not None) and lone and self.end is None


def join(scene: Scene, i: int) -> Expression | None:
    """The longest expression that starts at `i`, or None."""
    expression = Expression(first=i, last=i)
    piece = _best(scene, i, expression)
    if piece is None and scene.word(i) in PREPOSITIONS:
        after = (
            scene.skip(i + 1, "about", "around", "the", "than")
            if scene.word(i) != "no"
            else scene.run(i, "no", "later", "than")
        )
        if after is None:
            return None
        expression = replace(expression, preposition=scene.word(i) if scene.word(i) != "no" else "by", last=after)
        for place in range(i + 1, after + 1):
            piece = _best(scene, place, expression)
            if piece is not None:
                break
    if piece is None:
        return None
    expression = _add(expression, piece)
    if scene.word(i) == "on" and not expression.preposition:
        expression = replace(expression, preposition="on")
    return _settled(scene, extended(scene, expression))


def extended(scene: Scene, expression: Expression) -> Expression:
    """The expression with the pieces that follow it."""
    while True:
        at = expression.last
        for place in range(at, min(at + 3, len(scene.tokens))):
            if place > at and scene.word(place - 1) not in _JOINTS:
                break
            if place > at and expression.every is not None and scene.word(place - 1) in ("from", "between", "starting"):
                break  # the bounds of a recurrence are read by themselves
            piece = _best(scene, place, expression)
            if piece is not None:
                expression = _add(expression, piece)
                break
        if expression.last == at:
            return expression


def _best(scene: Scene, i: int, so_far: Expression) -> Piece | None:
    for piece in scene.pieces(i):
        if _fits(scene, i, piece, so_far):
            return piece
    return None


def _fits(scene: Scene, i: int, piece: Piece, so_far: Expression) -> bool:
    if so_far.instant is not None or so_far.impossible is not None or so_far.amount is not None:
        return False
    if so_far.pieces and isinstance(piece, Shift | Amount | Instant):
        # "at 7 in 3 years" joins; "friday in 2 days" and "5 minutes" behind a day do not.
        return isinstance(piece, Shift) and so_far.day is None and so_far.shift is None and not piece.amount.seconds
    if isinstance(piece, Day | Impossible):
        free = so_far.day is None and so_far.shift is None and so_far.every is None
        return free and not (
            piece.weak and so_far.pieces == 0 and scene.word(i) in MONTHS and scene.word(i - 1) == "at"
        )
    if isinstance(piece, Clock):
        day = so_far.day  # "ask Siri about May at 4pm"
        named = day is not None and day.weak and day.grain == "month" and so_far.preposition not in _STRONG
        return so_far.clock is None and not named and _clock_fits(scene, i, piece, so_far)
    if isinstance(piece, Part):
        counted = so_far.shift is not None and so_far.shift.amount.seconds > 0  # "in 5m lunch"
        return so_far.part is None and not counted and _part_fits(piece, so_far.clock)
    if isinstance(piece, Every):
        return so_far.every is None and so_far.day is None and so_far.shift is None
    if isinstance(piece, Zone):
        noon = so_far.part is not None and so_far.part.name in ("noon", "midnight")
        return (so_far.clock is not None or noon) and so_far.zone is None
    return True


def _part_fits(part: Part, clock: Clock | None) -> bool:
    """A part of the day tells which half a clock means; noon and midnight are times of their own, but "12 noon"."""
    if clock is None or part.name not in ("noon", "midnight", "end"):
        return True
    return part.name != "end" and clock.hour % 12 in (0, 10, 11) and not (clock.sure and clock.hour % 12)


def _clock_fits(scene: Scene, i: int, clock: Clock, so_far: Expression) -> bool:
    """A bare number is a clock only in company: "at 5", "tomorrow 8", "8 tonight"."""
    if so_far.part is not None and so_far.part.name in ("noon", "midnight", "end"):
        return False
    if not clock.bare:
        return True
    if clock.hour > 23 or scene.word(clock.last) in ("%", "minutes", "hours", "days", "weeks", "times"):
        return False
    if _opens_interval(scene, i, clock, so_far):
        return not _decimal(scene, clock.last + 1)
    before = scene.word(i - 1)
    if _measures(scene, i, clock.last):
        return False
    if before in _CLOCK_PREPOSITIONS and (so_far.preposition == before or so_far.pieces or before in ("at", "@")):
        return not _unit_like(scene, clock.last)
    if so_far.pieces:
        # "june 10 - 13" is a stretch of days, "every 5 ..." counts
        return before != "-" and so_far.every is None and _closes(scene.word(clock.last))
    parts = [piece for piece in _next_pieces(scene, clock.last) if not piece.weak]
    return any(piece.name not in ("noon", "midnight") or clock.hour == 12 for piece in parts)


def _measures(scene: Scene, i: int, last: int) -> bool:
    """ "4 by 4", "8 - 8.5"."""
    if scene.word(i - 1) == "by" and (scene.digits(i - 2) or scene.word(i - 2) in NUMBER_WORDS):
        return True
    return scene.word(last) in ("-", "–") and _decimal(scene, last + 1)


def _closes(follower: str) -> bool:
    """Whether nothing follows that the number could count."""
    return not follower.isalnum() or follower in ("in", "to", "for", "at", "sharp", "tonight", "this")


def _opens_interval(scene: Scene, i: int, clock: Clock, so_far: Expression) -> bool:
    """ "3-4pm", "from 9 to 5", "monday 12-4": the other end makes the number a clock."""
    joint = scene.word(clock.last)
    if joint not in ("-", "to", "until", "till", "and", "through", "–", "—", "~"):
        return False
    ends = [piece for piece in scene.pieces(clock.last + 1) if isinstance(piece, Clock) and _ends(scene, piece.last)]
    if scene.word(i - 1) in ("from", "between") or (so_far.day is not None and joint != "and"):
        return bool(ends)
    return joint != "and" and any(not end.bare or _dated_behind(scene, end) for end in ends)


def _ends(scene: Scene, i: int) -> bool:
    """Whether a number is no count of something: "from 3 to 5 days"."""
    return scene.word(i) not in UNITS or scene.glued(i)


def _decimal(scene: Scene, i: int) -> bool:
    return scene.digits(i) and scene.word(i + 1) == "." and scene.digits(i + 2) and scene.glued(i + 2)


def _dated_behind(scene: Scene, end: Clock) -> bool:
    """ "6-8 next monday", "5 to 7 in the evening": a day or a part of it makes clocks of both numbers."""
    at = scene.skip(end.last, "on", ",")
    return any(isinstance(piece, Day | Part) and not piece.weak and piece.last > at for piece in scene.pieces(at))


def _unit_like(scene: Scene, i: int) -> bool:
    return scene.word(i) in ("%", "people", "km", "miles", "/", "st", "nd", "rd", "th", "percent", "degrees")


def _next_pieces(scene: Scene, i: int) -> list[Part]:
    i = scene.skip(i, ",")
    return [piece for piece in scene.pieces(i) if isinstance(piece, Part)]


def _add(expression: Expression, piece: Piece) -> Expression:
    slots = {
        Day: "day", Clock: "clock", Part: "part", Shift: "shift", Instant: "instant", Every: "every", Zone: "zone",
        Amount: "amount", Impossible: "impossible",
    }  # fmt: skip
    weak = piece.weak and (expression.weak or not expression.pieces)
    changed = {slots[type(piece)]: piece, "last": piece.last, "pieces": expression.pieces + 1, "weak": weak}
    return replace(expression, **changed)  # type: ignore[arg-type]


def _settled(scene: Scene, expression: Expression) -> Expression | None:
    """The expression with what its whole says: whether it is too weak alone, the hour that "eow" carries."""
    if expression.zone is not None and expression.pieces == 1:
        return None
    weak = expression.weak and expression.preposition not in _STRONG
    if expression.day is not None and expression.only_day:
        start = expression.first + bool(expression.preposition)
        hour = edge.closing_hour(scene, start, expression.last)
        if hour is not None:
            expression = replace(expression, clock=hour, closing=True)
    part = expression.part
    if part is not None and part.weak and expression.pieces == 1:
        weak = expression.preposition not in ("in", "at", "by", "until", "on", "after", "before", "around")
    if expression.day is not None and expression.day.grain == "quarter" and expression.preposition in ("for", "from"):
        weak = True  # "sales for last quarter": of which quarter, not when
    return _dated(scene, replace(expression, weak=weak))


def _dated(scene: Scene, expression: Expression) -> Expression:
    """The year that stands behind the clock: "oct 26 15:50:06 2016"."""
    day = expression.day
    if day is None or day.month_day is None or day.stated_year or expression.clock is None:
        return expression
    year = scene.year(expression.last) if scene.digits(expression.last) else None
    month, number = day.month_day
    if year is None or not 1900 <= year[0] <= 2199 or number > length(year[0], month):
        return expression
    dated = replace(day, start=date(year[0], month, number), roll="", stated_year=True)
    return replace(expression, day=dated, last=year[1])
