"""Which numbers are clocks: a bare one only in company, as in "at 5", "tomorrow 8", "8 tonight", "9 to 5"."""

from __future__ import annotations

from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Clock, Day, Expression, Part
from core.nlu.times.scene import Scene
from core.nlu.times.units import UNITS

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
# What a number behind is the name of.
_NUMBERED = frozenset(
    (
        "building", "room", "floor", "gate", "platform", "terminal", "apartment", "apt", "flat", "unit", "suite",
        "chapter", "page", "pages", "episode", "season", "version", "level", "table", "track", "line", "bus", "tram",
        "route", "zone", "section", "group", "phase", "stage", "step", "number", "no", "nr", "size", "box", "exercise",
        "question", "item", "ticket", "issue", "task", "reminder", "invoice", "lesson", "grade", "class", "volume",
        "vol", "part", "hall", "pier",
    )
)  # fmt: skip


def fits(scene: Scene, i: int, clock: Clock, so_far: Expression) -> bool:
    """A bare number is a clock only in company: "at 5", "tomorrow 8", "8 tonight"."""
    part = so_far.part
    if part is not None and not part.weak and part.name in ("noon", "midnight", "end"):  # a meal may be at one
        return False
    if not clock.bare:
        return True
    if clock.hour > 23 or _counts(scene, i, clock.last):
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


def _counts(scene: Scene, i: int, last: int) -> bool:
    """ "3 times", "building 4 this afternoon"."""
    named = scene.word(i - 1) in _NUMBERED and scene.digits(i)
    return named or scene.word(last) in ("%", "minutes", "hours", "days", "weeks", "times")


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
