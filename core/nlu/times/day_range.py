"""Days of one month, the month said once at the end: "22-23 feb", "from the 3rd to the 12th of september"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.nlu.times.calendar import MONTHS, length
from core.nlu.times.calendar_date import impossible, yearless
from core.nlu.times.numbers import ORDINALS, TENS
from core.nlu.times.pieces import Day, Impossible
from core.nlu.times.scene import Scene

_TO = ("-", "–", "—", "to", "until", "till", "til", "through", "thru")
FIRST = ("#", "the", *ORDINALS, *TENS)


def read(scene: Scene, i: int) -> Day | Impossible | None:
    first = _number(scene, scene.skip(i, "the"))
    if scene.word(i - 1) in ("of", "for") and scene.word(i - 2) in ("date", "due", "deadline", "time"):
        return None  # "the due date of 5 to 10 march"
    if first is None or not _joint(scene, i, first[1]):
        return None
    at = scene.skip(first[1] + 1, "the")
    if scene.word(at) in MONTHS:  # "from 02 to april 07"
        second = _number(scene, at + 1)
        if second is None or scene.word(i - 1) not in ("from", "between"):
            return None
        return _range(scene, MONTHS[scene.word(at)], first[0], second[0], second[1])
    second = _number(scene, at)
    if second is None:
        return None
    month = scene.skip(second[1], "of", "the", "in", "-") if scene.word(second[1]) in ("of", "in", "-") else second[1]
    if scene.word(month) not in MONTHS:
        return None
    return _range(scene, MONTHS[scene.word(month)], first[0], second[0], month + 1)


def _joint(scene: Scene, i: int, at: int) -> bool:
    return scene.word(at) in _TO or (scene.word(at) in ("and", "&") and scene.word(i - 1) == "between")


def _number(scene: Scene, i: int) -> tuple[int, int] | None:
    found = scene.ordinal(i) or scene.whole(i)
    return found if found is not None and 1 <= found[0] <= 39 else None


def _range(scene: Scene, month: int, first: int, second: int, last: int) -> Day | Impossible | None:
    if first >= second:
        return None
    year = scene.year(scene.skip(last, ",", "of", "in"))
    if year is not None:
        last = year[1]
        if not 1 <= year[0] <= 9998 or second > length(year[0], month):
            return impossible(second, month, last)
        start = date(year[0], month, first)
        final = date(year[0], month, second)
        return Day(start=start, end=final, through=final, stated_year=True, last=last)
    closing = yearless(scene, month, second, last)
    if not isinstance(closing, Day):
        return closing
    end = closing.start
    return replace(closing, start=end - timedelta(days=second - first), end=end, through=end, roll="", month_day=None)
