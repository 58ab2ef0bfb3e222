"""What bounds a recurrence: "until june", "for 8 weeks", "5 times", "from april 7", "between 9 and 17", "in may"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times import after_done, during, exceptions, repeat_days, repeat_month, units
from core.nlu.times.calendar import step
from core.nlu.times.expression import join
from core.nlu.times.pieces import Clock, Day, Every, Expression, Part
from core.nlu.times.repeat_days import JOINTS, PARTS, codes, listed, part_at
from core.nlu.times.scene import Scene
from core.nlu.times.window import windowed

_UNTIL = (("until",), ("till",), ("til",), ("through",), ("thru",), ("up", "to"), ("ending", "on"), ("ending",),
          ("ends", "on"), ("up", "until"), ("to",))  # fmt: skip
_FROM = (("starting",), ("from",), ("beginning",), ("start",), ("as", "of"), ("effective",), ("begin",), ("between",),
         ("since",))  # fmt: skip
_BEHIND_ON = ("", ".", ",", "to", "about", "that", "please")  # "from monday on"; "on friday" says another day
DAYWISE = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TURNS = ("times", "occurrences", "repetitions", "repeats")
_BOUNDS_OF_HOURS = ("and", "to", "-", "until", "till", "–")
_LONG = ("week", "month", "quarter", "year")


def limited(scene: Scene, expression: Expression) -> Expression:
    """The recurrence with all that bounds it, in any order."""
    every = expression.every
    assert every is not None
    if every.clock is not None and expression.clock is None and expression.part is None:
        expression = with_time(expression, every.clock)
    if every.span is not None or every.count:
        expression = replace(expression, amount=every.span, count=every.count)
    while True:
        at = scene.skip(expression.last, ",")
        bounded = next((found for one in _BOUNDS if (found := one(scene, expression, at)) is not None), None)
        if bounded is None or bounded.last <= expression.last:
            return expression
        expression = bounded


def with_time(expression: Expression, time: Clock | Part) -> Expression:
    """The expression at that time of day."""
    return replace(expression, clock=time) if isinstance(time, Clock) else replace(expression, part=time)


def _window(scene: Scene, expression: Expression, at: int) -> Expression | None:
    every = expression.every
    found = windowed(scene, every, at) if every is not None else None
    return replace(expression, every=found, last=found.last) if found is not None else None


def _done(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every 3 days after completion"."""
    end = after_done.said(scene, at)
    if end is None or expression.every is None:
        return None
    return replace(expression, every=replace(expression.every, after_done=True), last=end)


def _steps(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "on weekdays every 2 hours": the days were said before the step."""
    days = expression.every
    timeless = expression.clock is None and expression.part is None
    if days is None or not timeless or days.freq != "WEEKLY" or days.interval != 1 or days.part is not None:
        return None
    if scene.word(at) not in ("every", "each"):
        return None
    step_of = scene.piece(at, Every)
    if step_of is not None and step_of.freq == "WEEKLY" and step_of.interval > 1 and not step_of.by:
        return replace(expression, every=replace(days, interval=step_of.interval), last=step_of.last)
    if step_of is None or step_of.freq not in ("HOURLY", "MINUTELY") or "BYDAY" in step_of.by:
        return None
    return replace(expression, every=replace(step_of, by={**days.by, **step_of.by}), last=step_of.last)


def _on_days(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every hour on weekdays": the days on which the hours count."""
    every = expression.every
    if every is None or "BYDAY" in every.by or scene.word(at) != "on":
        return None
    daily = every.freq == "DAILY" and every.interval == 1
    days = listed(scene, scene.skip(at + 1, "the")) if daily or every.freq in ("HOURLY", "MINUTELY") else None
    if days is None:
        return None
    every = replace(every, freq="WEEKLY" if daily else every.freq, by={"BYDAY": codes(days[0]), **every.by})
    return replace(expression, every=every, last=days[1])


def _more_times(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "at 9am and 5pm", "every morning and evening": further times of the same day."""
    every = expression.every
    if every is None or every.freq not in DAYWISE:
        return None
    joint = scene.word(expression.last)
    if joint not in JOINTS or (expression.clock is None and expression.part is None and every.part is None):
        return None
    start = scene.skip(at, "and", "&", "at", "or")
    every_too = scene.word(start) in ("every", "each")
    start += every_too
    if scene.word(start) in PARTS and (every_too or every.part is not None):
        name = part_at(scene, start)
        further: Clock | Part = Part(name=name or "morning", last=start + 1)
        return replace(expression, times=(*expression.times, further), last=start + 1)
    for piece in () if every_too else scene.pieces(start):
        if isinstance(piece, Clock) and (not piece.bare or _closes(scene, piece.last)):
            return replace(expression, times=(*expression.times, piece), last=piece.last)
        if isinstance(piece, Part) and piece.name in ("noon", "midnight") and not piece.weak:
            return replace(expression, times=(*expression.times, piece), last=piece.last)
    return None


def _closes(scene: Scene, i: int) -> bool:
    word = scene.word(i)
    return not word.isalnum() or word in ("until", "from", "for", "except", "starting", "to", "and", "on")


def _also(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "mondays at 10 and thursdays at 14:30": a second rule with its own time."""
    timed = expression.clock is not None or expression.part is not None
    if not timed or expression.also is not None or scene.word(expression.last) not in (",", "and", "&"):
        return None
    other = join(scene, scene.skip(at, "and", "&"))
    if other is None or other.every is None or (other.clock is None and other.part is None):
        return None
    return replace(expression, also=other, last=other.last)


def _also_part(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every monday morning and thursday evening": each day with its own part."""
    every = expression.every
    if every is None or every.part is None or every.freq != "WEEKLY" or expression.clock or expression.also is not None:
        return None
    other = repeat_days.every(scene, at + 1, every.interval) if scene.word(at) in ("and", "&") else None
    if other is None or other.part is None:
        return None
    return replace(expression, also=Expression(first=at + 1, last=other.last, every=other, pieces=1), last=other.last)


def _on_numbered_days(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every month except july on the 1st": the day behind what else is said of the months."""
    every = expression.every
    if every is None or every.freq != "MONTHLY" or not every.by or every.by.keys() - {"BYMONTH"}:
        return None
    found = repeat_month.nth(scene, scene.skip(at + 1, "the")) if scene.word(at) == "on" else None
    if found is None:
        return None
    more = tuple({**every.by, **by} for by in found.more)
    return replace(expression, every=replace(every, by={**every.by, **found.by}, more=more), last=found.last)


def _end(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """The last day; until June is the end of May, through June takes in all of June."""
    after = _after(scene, at, _UNTIL)
    if after is None or expression.until is not None or (scene.word(at) == "to" and expression.start is None):
        return None
    return ended(scene, expression, after, inclusive=scene.word(at) in ("through", "thru", "to"))


def ended(scene: Scene, expression: Expression, at: int, *, inclusive: bool) -> Expression | None:
    """The expression until the day at `at`; a time of day that the rule lacks and that stands there is the rule's."""
    until = _year(scene, at) or join(scene, at)
    if until is None or until.every is not None or until.amount is not None:
        return None
    day, every = until.day, expression.every
    timeless = expression.clock is None and expression.part is None and every is not None and every.part is None
    if timeless and day is not None and every is not None and every.freq in DAYWISE:
        expression = replace(expression, clock=until.clock, part=until.part)
        until = replace(until, clock=None, part=None)
    return replace(expression, until=closing(until, inclusive=inclusive), last=until.last)


def closing(until: Expression, *, inclusive: bool) -> Expression:
    """The bound as its last day: until June is the end of May, through June takes in all of June."""
    day = until.day
    if day is None or day.grain not in _LONG:
        return until
    behind = step(day.start, day.grain, 1) if inclusive else day.start
    return replace(until, day=replace(day, start=behind - timedelta(days=1), end=None, grain="day", roll=""))


def _year(scene: Scene, at: int) -> Expression | None:
    """ "until 2027" ends at a year, not at a clock that shows 20:27."""
    year = scene.year(at)
    if year is None or not scene.digits(at) or not scene.today.year < year[0] <= scene.today.year + 100:
        return None
    if scene.word(year[1]) in ("am", "pm", "-", "/", ":"):
        return None
    first = Day(start=date(year[0], 1, 1), grain="year", stated_year=True, last=year[1])
    return Expression(first=at, last=year[1], day=first, pieces=1)


def _start(scene: Scene, expression: Expression, at: int) -> Expression | None:
    after = _after(scene, at, _FROM)
    if after is None or expression.start is not None:
        return None
    start = join(scene, scene.skip(after, "on", "from", "in", "at"))
    if start is not None and start.instant is not None and start.pieces == 1:
        return replace(expression, last=start.last)  # "from now until june"
    if start is None or start.day is None:
        return None
    if expression.clock is None and expression.part is None:
        expression = replace(expression, clock=start.clock, part=start.part)
    word = scene.word(start.last)
    on = word in ("onward", "onwards") or (word == "on" and scene.word(start.last + 1) in _BEHIND_ON)
    expression = replace(expression, start=start, last=start.last + on)
    if scene.word(at) == "between" and scene.word(start.last) in ("and", "-"):
        return ended(scene, expression, start.last + 1, inclusive=True) or expression
    return expression


def _hours(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every tuesday between 2 and 3pm": it rings when that begins."""
    every = expression.every
    timeless = expression.clock is None and expression.part is None and every is not None and every.part is None
    if not timeless or every is None or every.freq not in DAYWISE or scene.word(at) not in ("between", "from"):
        return None
    begin = join(scene, at)
    if begin is None or begin.clock is None or begin.day is not None or scene.word(begin.last) not in _BOUNDS_OF_HOURS:
        return None
    end = scene.piece(begin.last + 1, Clock)  # a bare one too: "from 9 to 17"
    return replace(expression, clock=_before(begin.clock, end), last=end.last) if end is not None else None


def _hours_behind(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "every friday 2-3pm": the clock that was read is where that begins."""
    every, clock = expression.every, expression.clock
    if clock is None or every is None or every.freq not in DAYWISE or scene.word(expression.last) not in ("-", "–"):
        return None
    end = scene.piece(expression.last + 1, Clock)
    if end is None:
        return None
    return replace(expression, clock=_before(clock, end), last=end.last)


def _before(clock: Clock, end: Clock) -> Clock:
    """The first hour of "2-3pm", on the side of noon that lies before the second."""
    if clock.sure or not end.sure:
        return clock
    late = end.hour >= 12 and clock.hour % 12 <= end.hour - 12
    return replace(clock, hour=clock.hour % 12 + (12 if late else 0), sure=True)


def _lasting(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "for 8 weeks", "for the next two months"."""
    if scene.word(at) != "for" or expression.amount is not None:
        return None
    start = scene.skip(at + 1, "the", "next", "coming")
    if start > at + 2 and scene.word(start) in units.UNITS and not scene.word(start).endswith("s"):
        one = units.sized(1, scene.word(start), start + 1)  # "for the next hour"
        return replace(expression, amount=one, last=one.last)
    span = join(scene, start)
    if span is None or span.amount is None or span.pieces != 1:
        return None
    return replace(expression, amount=span.amount, last=span.last)


def _count(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """ "5 times", "for 6 occurrences", "x5"."""
    at = scene.skip(at, "for")
    if expression.count:
        return None
    if scene.word(at) in ("x", "×") and scene.digits(at + 1):
        found: tuple[int, int] | None = (int(scene.word(at + 1)[:6]), at + 2)
    else:
        said = scene.whole(at)
        found = (said[0], said[1] + 1) if said is not None and scene.word(said[1]) in _TURNS else None
    if found is None or not 0 < found[0] <= 10000:
        return None
    return replace(expression, count=found[0], last=found[1])


def _clock_behind(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """The time of day that follows a bound: "every tuesday until june at 9am"."""
    every = expression.every
    if expression.clock is not None or expression.part is not None or every is None or every.part is not None:
        return None
    if scene.word(at) not in ("at", "@") or every.freq not in DAYWISE:
        return None
    found = join(scene, at)
    if found is None or not found.only_clock:
        return None
    return replace(expression, clock=found.clock, part=found.part, last=found.last)


def _after(scene: Scene, at: int, phrases: tuple[tuple[str, ...], ...]) -> int | None:
    return next((end for words in phrases if (end := scene.run(at, *words)) is not None), None)


_BOUNDS = (
    _done, _steps, _window, _hours, _hours_behind, _on_days, exceptions.excepted, _end, _start, during.within, _lasting,
    _count, _clock_behind, _more_times, _also, _also_part, _on_numbered_days,
)  # fmt: skip
