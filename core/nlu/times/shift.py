"""So much from now or from a day: "in 2 days", "3 hours ago", "+15min", "a week from friday"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times import units
from core.nlu.times.calendar import add_months
from core.nlu.times.pieces import Amount, Clock, Day, Piece, Shift
from core.nlu.times.scene import Scene

FIRST = (*units.FIRST, "in", "within", "after", "upcoming", "three", "two")
_NOW = (("from", "now"), ("from", "right", "now"), ("hence",), ("later",), ("in", "the", "future"), ("from", "today"))
_BACK = (("ago", "today"), ("ago",), ("back",), ("earlier",), ("prior",), ("before", "now"))
_ASKING = ("remind", "ping", "nudge", "alert", "ring", "wake")
_LOOSE = ("about", "around", "approximately", "exactly", "just", "roughly", "another", "under")


def read(scene: Scene, i: int) -> Piece | None:
    word = scene.word(i)
    if word in ("in", "within", "after"):
        return _ahead(scene, i)
    if word in ("+", "-"):
        return _signed(scene, i)
    if word == "upcoming":
        return _upcoming(scene, scene.whole(i + 1))
    found = scene.whole(i)
    if found is not None and scene.word(found[1]) == "upcoming":
        return _upcoming(scene, (found[0], found[1] + 1))
    amount = units.read(scene, i)
    if amount is None:
        return None
    told = _told(scene, amount)
    if told is not None:
        return told
    lasting = scene.word(i - 1) == "for" and scene.word(amount.last) == "from"  # "for 90 minutes from 3pm"
    return None if lasting else _anchored(scene, amount) or _today(scene, amount)


def _told(scene: Scene, amount: Amount) -> Shift | None:
    """The shift from now with the words that say so behind it; from today on it is a day, as from friday on."""
    for tail in _NOW:
        end = scene.run(amount.last, *tail)
        if end is not None and (tail[-1] != "today" or amount.seconds):
            return Shift(amount=amount, last=end)
    for tail in _BACK:
        end = scene.run(amount.last, *tail)
        if end is not None:
            return Shift(amount=amount, back=True, last=end)
    return None


def _beside_clock(scene: Scene, amount: Amount, sign: int) -> Clock | None:
    """ "an hour before noon", "2 hours after midnight", within the same day."""
    at = amount.last + 1
    named = {"noon": 12, "midday": 12, "midnight": 0}.get(scene.word(at))
    clock = Clock(hour=named, sure=True, last=at + 1) if named is not None else scene.piece(at, Clock)
    if clock is None or clock.bare or amount.days or amount.months:
        return None
    base = 1440 if named == 0 and sign < 0 else clock.hour * 60 + clock.minute
    minutes = base + sign * int(amount.seconds // 60)
    if not 0 <= minutes < 1440 or amount.seconds % 60:
        return None
    return replace(clock, hour=minutes // 60, minute=minutes % 60, grain="minute", sure=True)


def _today(scene: Scene, amount: Amount) -> Day | None:
    """ "a week today", "a fortnight tomorrow"."""
    ahead = {"today": 0, "tomorrow": 1}.get(scene.word(amount.last))
    if ahead is None or amount.seconds or amount.grain not in ("week", "month", "year") or amount.short:
        return None
    start = add_months(scene.today, amount.months) + timedelta(days=amount.days + ahead)
    return Day(start=start, last=amount.last + 1)


def _ahead(scene: Scene, i: int) -> Piece | None:
    """ "in 5 minutes", "in about an hour", "within the next 2 weeks", "in -5 minutes"."""
    hour = scene.run(i, "within", "the", "hour")
    if hour is not None:
        return Shift(amount=Amount(seconds=3600, grain="hour", last=hour), last=hour)
    start = scene.skip(i + 1, *_LOOSE)
    for loose in (("less", "than"), ("the", "next"), ("the", "upcoming")):
        start = scene.run(start, *loose) or start
    back = scene.word(start) == "-" and scene.digits(start + 1) and scene.word(i) == "in"
    amount = units.read(scene, start + 1 if back else start)
    if amount is None:
        return _minutes(scene, i)
    if scene.word(amount.last - 1).startswith(("decade", "centur")) and scene.word(i + 1) == "the":
        return None  # "in the next two decades" are those of the calendar
    if scene.word(i) == "after" and amount.last < len(scene.tokens) and scene.word(amount.last) in ("of",):
        return None
    tail = (
        scene.run(amount.last, "from", "now")
        or scene.run(amount.last, "time")
        or scene.run(amount.last, "'", "time")
        or scene.run(amount.last, "or", "so")
    )
    if tail is None and scene.word(amount.last) in ("'s", "'"):
        return None
    return Shift(amount=amount, back=back, last=tail or amount.last)


def _minutes(scene: Scene, i: int) -> Shift | None:
    """ "remind me in 10", "remind me in 30 to leave": nobody says so but of minutes."""
    asked = scene.word(i) == "in" and scene.word(i - 1) in ("me", "us") and scene.word(i - 2) in _ASKING
    number = scene.whole(i + 1) if asked else None
    if number is None or not 0 < number[0] < 100:
        return None
    value, last = number
    if scene.word(last) and scene.word(last) not in (",", ".", "!", "please", "to", "about", "that"):
        return None
    return Shift(amount=Amount(seconds=60 * value, grain="minute", last=last), last=last)


def _signed(scene: Scene, i: int) -> Piece | None:
    if scene.glued(i) or not scene.glued(i + 1) or not scene.digits(i + 1):
        return None
    amount = units.read(scene, i + 1)
    return None if amount is None else Shift(amount=amount, back=scene.word(i) == "-", last=amount.last)


def _upcoming(scene: Scene, count: tuple[int, int] | None) -> Piece | None:
    if count is None or scene.word(count[1]) not in units.UNITS:
        return None
    amount = units.sized(count[0], scene.word(count[1]), count[1] + 1)
    return Shift(amount=amount, last=amount.last)


def _anchored(scene: Scene, amount: Amount) -> Piece | None:
    """ "2 days after next saturday", "2 weeks before christmas", "a week from friday"."""
    joint = scene.word(amount.last)
    if joint not in ("from", "after", "before", "on"):
        return None
    if amount.seconds:
        return _beside_clock(scene, amount, -1 if joint == "before" else 1)
    anchor = scene.piece(scene.skip(amount.last + 1, "the"), Day)
    if anchor is None or anchor.grain != "day":
        return None
    if joint == "on" and (anchor.weekday is None or amount.grain != "week"):
        return None  # "a week on tuesday"
    sign = -1 if joint == "before" else 1
    start = anchor.start
    try:
        if anchor.weekday is not None and anchor.roll == "week" and start == scene.today:
            start += timedelta(days=7)
        moved: date = add_months(start, sign * amount.months) + timedelta(days=sign * amount.days)
    except (ValueError, OverflowError):
        return None
    return replace(
        anchor, start=moved, roll="", weekday=None, others=(), notes=(), end=None, weak=False, last=anchor.last
    )
