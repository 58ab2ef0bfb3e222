"""What is left out of a recurrence: "except sundays", "except in august", "but not on april 3", "except the 24th"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.nlu.times.calendar import CODES, MONTHS
from core.nlu.times.expression import join
from core.nlu.times.pieces import Day, Every, Expression
from core.nlu.times.repeat_days import JOINTS, listed
from core.nlu.times.scene import Scene

_LEADS = (
    ("except", "for"), ("except",), ("excluding",), ("but", "not"), ("but", "never"), ("not",), ("besides",),
    ("apart", "from"), ("other", "than"), ("excepting",), ("but",), ("skipping",), ("without",), ("unless", "it", "is"),
)  # fmt: skip
_MOST = 12


def excepted(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """The recurrence without the weekdays, months or days that are named."""
    after = next((end for words in _LEADS if (end := scene.run(at, *words)) is not None), None)
    if after is None or expression.every is None:
        return None
    start = scene.skip(after, "on", "in", "the", "every", "during")
    return _weekdays(scene, expression, start) or _months(scene, expression, start) or _days(scene, expression, start)


def _weekdays(scene: Scene, expression: Expression, at: int) -> Expression | None:
    found = listed(scene, at)
    every = expression.every
    if found is None or every is None or every.freq not in ("DAILY", "WEEKLY", "HOURLY", "MINUTELY"):
        return None
    kept = every.by["BYDAY"].split(",") if "BYDAY" in every.by else list(CODES)
    left = [code for code in kept if CODES.index(code) not in found[0]]
    if not left or len(left) == len(kept) or scene.word(found[1]) in MONTHS or scene.ordinal(found[1]):
        return None
    every = _filtered(every, {"BYDAY": ",".join(left)})
    return _timed(scene, replace(expression, every=every, last=found[1]), found[1])


def _filtered(every: Every, by: Mapping[str, str]) -> Every:
    freq = "WEEKLY" if every.freq == "DAILY" and every.interval == 1 and "BYDAY" in by else every.freq
    return replace(every, freq=freq, by={**by, **{name: value for name, value in every.by.items() if name not in by}})


def _timed(scene: Scene, expression: Expression, at: int) -> Expression:
    """ "every day except weekends at 8am": the time of day is that of the rule."""
    every = expression.every
    if scene.word(at) not in ("at", "@") or expression.clock is not None or expression.part is not None or not every:
        return expression
    found = join(scene, at)
    if found is None or not found.only_clock:
        return expression
    return replace(expression, clock=found.clock, part=found.part, last=found.last)


def _months(scene: Scene, expression: Expression, at: int) -> Expression | None:
    gone: set[int] = set()
    last = place = at
    while scene.word(place) in MONTHS and scene.whole(place + 1) is None and scene.ordinal(place + 1) is None:
        gone.add(MONTHS[scene.word(place)])
        last = place + 1
        place = scene.skip(last, *JOINTS)
        if place == last:
            break
    every = expression.every
    if not gone or every is None or "BYMONTH" in every.by or len(gone) == 12:
        return None
    by = {"BYMONTH": ",".join(str(month) for month in range(1, 13) if month not in gone)}
    return _timed(scene, replace(expression, every=_filtered(every, by), last=last), last)


def _days(scene: Scene, expression: Expression, at: int) -> Expression | None:
    """Single days, each with its date."""
    days: list[Day] = []
    last = place = at
    while len(days) < _MOST:
        day = next((piece for piece in scene.pieces(place) if isinstance(piece, Day)), None)
        if day is None and scene.word(place - 1) in ("the", "on"):
            day = next((piece for piece in scene.pieces(place - 1) if isinstance(piece, Day)), None)
        if day is None or day.grain != "day":
            break
        days.append(day)
        last = day.last
        place = scene.skip(last, *JOINTS, "on", "the")
        if place == last:
            break
    if not days:
        return None
    return _timed(scene, replace(expression, without=(*expression.without, *days), last=last), last)
