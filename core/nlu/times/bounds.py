"""What bounds an expression: intervals ("3-4pm", "from monday to friday") and recurrences ("until june", "5 times")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times import units
from core.nlu.times.calendar import MONTHS, length
from core.nlu.times.calendar_date import impossible
from core.nlu.times.expression import extended, join
from core.nlu.times.limits import DAYWISE, limited
from core.nlu.times.pieces import Amount, Clock, Day, Expression
from core.nlu.times.scene import Scene

_SINCE = ("from", "starting", "beginning", "since")
_STARTING = ("starting", "beginning", "commencing")
_CHANGES = ("change", "set", "move", "update", "make", "reschedule", "push", "shift", "reminder", "task",
    "verschiebe", "verschieb", "verlege", "verleg", "ändere", "setze", "aufgabe", "erinnerung")  # fmt: skip
_BEHIND_LENGTHS = ("to", "and", "with", "in", "at", "on", "about", "please")
_TO = ("-", "to", "until", "till", "til", "through", "thru", "–", "—", "~")


def bounded(scene: Scene, expression: Expression | None) -> Expression | None:
    """The expression with the end that follows it."""
    if expression is None:
        return None
    if expression.every is not None:
        return limited(scene, expression)
    return _of_week(scene, expression) or _times_first(scene, expression) or _interval(scene, expression)


def _times_first(scene: Scene, expression: Expression) -> Expression | None:
    """ "at 8am and 8pm every day": the times of the day stand before the rule."""
    at = scene.skip(expression.last, ",", "and", "&")
    clock = expression.clock
    if at == expression.last or clock is None or clock.bare or not expression.only_clock:
        return None
    rule = bounded(scene, join(scene, at))
    if rule is None or rule.every is None or rule.clock is None or rule.every.freq not in DAYWISE:
        return None
    times = (rule.clock, *rule.times)
    return replace(rule, first=expression.first, preposition=expression.preposition, clock=clock, times=times)


def _of_week(scene: Scene, expression: Expression) -> Expression | None:
    """ "next week between tuesday and thursday": weekdays of that week."""
    week = expression.day
    if week is None or week.grain != "week" or not expression.only_day or week.end is None:
        return None
    if scene.word(expression.last) not in ("between", "from"):
        return None
    days = join(scene, expression.last)
    inner = _interval(scene, days) if days is not None and days.only_day else None
    if inner is None or inner.end is None or inner.day is None or inner.end.day is None or inner.end.clock is not None:
        return None
    if inner.day.weekday is None or inner.end.day.weekday is None:
        return None
    first, last = (_in_week(week, one) for one in (inner.day.weekday, inner.end.day.weekday))
    end = replace(inner.end, day=Day(start=last, last=inner.last))
    return replace(expression, day=Day(start=first, last=inner.last), end=end, last=inner.last)


def _in_week(week: Day, weekday: int) -> date:
    return week.start + timedelta(days=(weekday - week.start.weekday()) % 7)


def _interval(scene: Scene, expression: Expression) -> Expression:
    """ "from 9 to 5", "monday - friday", "between 3 and 4pm", "from 9 for 2.5 hours"."""
    lasting = _lasting(scene, expression)
    if lasting is not None:
        return lasting
    if expression.shift is not None or expression.amount is not None or not _joined(scene, expression):
        return expression
    if expression.only_day and expression.pieces == 1:
        days = _same_month(scene, expression)
        if days is not None:
            return _at_time(scene, days)
    end = join(scene, expression.last + 1) or _bare_end(scene, expression)
    if end is None or end.every is not None or end.amount is not None:
        return _ruled(expression, end)
    if end.impossible is not None:
        return replace(expression, impossible=end.impossible, last=end.last)
    if expression.instant is not None or end.instant is not None or end.shift is not None:
        return _open(expression, end)
    expression, end = _noon(expression), _noon(end)
    same = (end.clock is not None) == (expression.clock is not None) or (expression.day and end.day)
    if not same or (end.day is None and end.clock is None):
        return expression
    return _closed(expression, end)


def _is_number(scene: Scene, expression: Expression) -> bool:
    """ "change 5 to 17:00" moves number 5."""
    clock = expression.clock
    bare = clock is not None and clock.bare and expression.only_clock and not expression.preposition
    return bare and scene.word(expression.first - 1) in _CHANGES and scene.word(expression.last) == "to"


def _noon(expression: Expression) -> Expression:
    """Noon and midnight bound an interval as clocks do."""
    part = expression.part
    meal = part is not None and part.weak and not expression.preposition  # "move lunch to 1"
    if part is None or meal or expression.clock is not None or part.name not in ("noon", "midnight"):
        return expression
    return replace(expression, clock=Clock(hour=12 if part.name == "noon" else 0, sure=True, last=part.last), part=None)


def _joined(scene: Scene, expression: Expression) -> bool:
    word = scene.word(expression.last)
    day = expression.day
    if word == "/" and scene.glued(expression.last + 1) and (expression.instant or (day and day.stated_year)):
        return expression.only_day or expression.instant is not None  # ISO 8601's "2027-01-02/2027-01-05"
    between = "between" in (scene.word(at) for at in range(expression.first, expression.last))
    return (word in _TO and not _is_number(scene, expression)) or (word == "and" and between)


def _open(expression: Expression, end: Expression) -> Expression:
    """It begins or ends now or so much from now: "between now and friday", "from today to 2 days later"."""
    if expression.instant is not None:
        known = end.day is not None or end.clock is not None or end.instant is not None
        return replace(expression, end=end, last=end.last) if known and expression.instant.until is None else expression
    shift = end.shift
    if expression.day is None or (shift is not None and shift.amount.seconds):
        return expression
    return replace(expression, end=end, last=end.last)


def _closed(expression: Expression, end: Expression) -> Expression:
    """Both ends are days, or both are clocks; what is said of one of them holds for the other."""
    clock, last_clock = expression.clock, end.clock
    part = expression.part
    if clock is not None and last_clock is not None and not clock.sure:
        if last_clock.sure:
            expression = replace(expression, clock=_like(clock, last_clock))
        else:
            part = part or end.part
    if part is None and end.part is not None and end.part.shift_days:
        part = end.part
    if end.day is None and end.part is None and part is not None and part.shift_days:
        end = replace(end, part=part)  # "last night 8pm-10pm"
    day = _with_year(expression.day, end.day) or end.day
    months = [one.day is not None and one.day.grain == "month" for one in (expression, end)]
    weak = expression.weak and end.weak and not all(months)
    return replace(expression, day=day, part=part, end=replace(end, day=end.day or day), last=end.last, weak=weak)


def _lasting(scene: Scene, expression: Expression) -> Expression | None:
    """ "from 9 for 2.5 hours", "for a week starting tomorrow"."""
    said = _SINCE if expression.preposition == "for" else () if expression.preposition else _STARTING
    if expression.amount is not None and scene.word(expression.last) in said:
        start = join(scene, expression.last)
        if start is None or (start.day is None and start.clock is None) or start.every is not None:
            return None
        return replace(start, first=expression.first, preposition="for", lasting=expression.amount, weak=False)
    timed = expression.day is not None or expression.clock is not None
    if not timed or scene.word(expression.last) != "for":
        return None
    amount = units.read(scene, scene.skip(expression.last + 1, "about"))
    if amount is None or scene.word(amount.last) == "of":
        return None
    if expression.preposition not in _SINCE and not _runs_for(scene, expression, amount):
        return None
    return extended(scene, replace(expression, lasting=amount, last=amount.last))


def _runs_for(scene: Scene, expression: Expression, amount: Amount) -> bool:
    """ "at 4pm for 2 hours", "monday for 3 days": hours behind a clock, days behind a day, and no noun behind them."""
    behind = scene.word(amount.last)
    if (behind.isalpha() and behind not in _BEHIND_LENGTHS) or expression.weak:
        return False
    if expression.clock is not None:
        return amount.seconds > 0 and not amount.days and not amount.months
    day = expression.day
    return day is not None and day.grain == "day" and day.end is None and not amount.seconds


def _bare_end(scene: Scene, expression: Expression) -> Expression | None:
    """The plain number of "from 9 to 17"."""
    start = expression.last + 1
    clock = scene.piece(start, Clock)
    if (
        clock is None
        or _noon(expression).clock is None
        or scene.word(clock.last) in ("people", "%", "times", *units.UNITS)
    ):
        return None
    return extended(scene, Expression(first=start, last=clock.last, clock=clock, pieces=1))


def _with_year(day: Day | None, end: Day | None) -> Day | None:
    """ "aug 10 - nov 12, 2013": the year at the end counts for both."""
    if day is None or end is None or not end.stated_year or day.stated_year or day.roll != "year":
        return day
    year = end.start.year - (day.start.replace(year=2000) > end.start.replace(year=2000))
    try:
        return replace(day, start=day.start.replace(year=year), roll="", stated_year=True)
    except ValueError:
        return day


def _same_month(scene: Scene, expression: Expression) -> Expression | None:
    """ "june 10 - 13, 2022", "april ninth through seventeenth": the second day is of the first one's month."""
    start = scene.skip(expression.last + 1, "the")
    number = scene.ordinal(start) or scene.whole(start)
    day = expression.day
    if (
        number is None
        or day is None
        or day.month_day is None
        or scene.word(number[1]) in (*MONTHS, ":", "/", "am", "pm")
    ):
        return None
    if scene.word(number[1]) in ("of", "-", "."):
        return None
    year = scene.year(scene.skip(number[1], ","))
    last = year[1] if year is not None else number[1]
    at = year[0] if year is not None else day.start.year
    if not 1 <= at <= 9998 or not day.month_day[1] <= number[0]:
        return None
    if number[0] > length(at, day.month_day[0]):
        return replace(expression, impossible=impossible(number[0], day.month_day[0], last), last=last)
    first = replace(day, start=day.start.replace(year=at), roll="" if year is not None else day.roll)
    end = replace(first, start=first.start.replace(day=number[0]), last=last)
    return replace(expression, day=first, end=Expression(first=start, last=last, day=end), last=last)


def _ruled(expression: Expression, end: Expression | None) -> Expression:
    """ "13:00-14:00 every day": the rule rings when that begins."""
    clock = expression.clock
    if clock is None or end is None or end.every is None or end.clock is None or not expression.only_clock:
        return expression
    clock = _like(clock, end.clock) if end.clock.sure and not clock.sure else clock
    return replace(end, clock=clock, first=expression.first, preposition=expression.preposition)


def _at_time(scene: Scene, days: Expression) -> Expression:
    """The time of day behind a stretch of days: "june 5 to 7 at 3pm" begins and ends at three."""
    timed = extended(scene, replace(days, end=None))
    if timed.clock is None or timed.end is not None or days.end is None:
        return days
    return replace(timed, end=replace(days.end, clock=timed.clock, part=timed.part))


def _like(clock: Clock, end: Clock) -> Clock:
    """ "3-4pm": the first hour is on the side of noon that lies before the second."""
    hour = clock.hour % 12 + (12 if end.hour >= 12 and clock.hour % 12 <= end.hour - 12 else 0)
    return replace(clock, hour=hour, sure=True)
