"""Neighbouring pieces joined into one expression: day and clock, part of day and clock, recurrence with its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times import company, edge
from core.nlu.times.calendar import MONTHS, length, step
from core.nlu.times.pieces import Amount, Clock, Day, Every, Expression, Impossible, Instant, Part, Piece, Shift, Zone
from core.nlu.times.scene import Scene

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
_BEFORE_ON = ("due", "starting", "beginning")
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


def join(scene: Scene, i: int) -> Expression | None:
    """The longest expression that starts at `i`, or None."""
    expression = Expression(first=i, last=i)
    piece = _best(scene, i, expression)
    if piece is None and scene.word(i) in PREPOSITIONS:
        after = (
            scene.skip(i + 1, "about", "around", "the", "than", *(("on", "at") if scene.word(i) in _BEFORE_ON else ()))
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
        return so_far.clock is None and not named and company.fits(scene, i, piece, so_far)
    if isinstance(piece, Part):
        counted = so_far.shift is not None and so_far.shift.amount.seconds > 0  # "in 5m lunch"
        meal = so_far.part is not None and so_far.part.weak and not piece.weak  # "lunch on friday at noon"
        free = so_far.part is None or meal or _midnight(so_far.part, piece) is not None
        return free and not counted and _part_fits(piece, so_far.clock)
    if isinstance(piece, Every):
        return so_far.every is None and so_far.day is None and so_far.shift is None
    if isinstance(piece, Zone):
        noon = so_far.part is not None and so_far.part.name in ("noon", "midnight")
        return (so_far.clock is not None or noon) and so_far.zone is None
    return True


def _midnight(part: Part, other: Part) -> Part | None:
    """ "tonight at midnight", "midnight tonight": the midnight that ends the day."""
    tonight, midnight = sorted((part, other), key=lambda one: one.name == "midnight")
    return midnight if (tonight.name, tonight.today, midnight.name) == ("night", True, "midnight") else None


def _part_fits(part: Part, clock: Clock | None) -> bool:
    """A part of the day tells which half a clock means; noon and midnight are times of their own, but "12 noon"."""
    if clock is None or part.name not in ("noon", "midnight", "end"):
        return True
    return part.name != "end" and clock.hour % 12 in (0, 10, 11) and not (clock.sure and clock.hour % 12)


def _add(expression: Expression, piece: Piece) -> Expression:
    slots = {
        Day: "day", Clock: "clock", Part: "part", Shift: "shift", Instant: "instant", Every: "every", Zone: "zone",
        Amount: "amount", Impossible: "impossible",
    }  # fmt: skip
    if isinstance(piece, Part) and expression.part is not None:
        piece = replace(_midnight(expression.part, piece) or piece, last=piece.last)
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
    if expression.preposition == "since" and expression.day is not None:
        expression = replace(expression, day=_gone(scene, expression.day))
    part = expression.part
    if part is not None and part.weak and expression.pieces == 1:
        weak = expression.preposition not in ("in", "at", "by", "until", "on", "after", "before", "around")
    if expression.day is not None and expression.day.grain == "quarter" and expression.preposition in ("for", "from"):
        weak = True  # "sales for last quarter": of which quarter, not when
    return _dated(scene, replace(expression, weak=weak))


def _gone(scene: Scene, day: Day) -> Day:
    """ "since monday" is since the last one."""
    if day.start <= scene.today or day.roll not in ("week", "month", "year"):
        return day
    back = day.start - timedelta(days=7) if day.roll == "week" else step(day.start, day.roll, -1)
    return replace(day, start=back, end=None, roll="", weekday=None)


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
