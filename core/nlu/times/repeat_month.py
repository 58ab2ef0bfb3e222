"""Days of the month that come again: "15th", "1st and 15th", "last friday of each month", "end of every month"."""

from __future__ import annotations

from collections.abc import Mapping

from core.nlu.times.calendar import CODES, MONTHS, PLURALS, WEEKDAYS
from core.nlu.times.numbers import ORDINALS, TENS
from core.nlu.times.pieces import Clock, Every
from core.nlu.times.repeat_days import JOINTS, WORKDAYS, listed
from core.nlu.times.scene import Scene

FIRST = ("#", "last", "final", *ORDINALS, *TENS)
EDGES = ("end", "beginning", "start", "close", "middle", "mid", "month")
_WORK = (("weekday",), ("workday",), ("business", "day"), ("working", "day"), ("work", "day"))
_FROM_THE_END = (("to", "last"), ("last",), ("-", "to", "-", "last"))
_EDGE_MONTHS = {"quarter": ("1,4,7,10", "3,6,9,12"), "year": ("1", "12")}  # where its first and its last day are
_UNITS = ("week", "month", "quarter", "year", "day")


def on_weekday(scene: Scene, i: int) -> Every | None:
    """ "friday the 13th": both must be."""
    said = scene.ordinal(i + 2) if scene.word(i) in WEEKDAYS and scene.word(i + 1) == "the" else None
    if said is None or not 1 <= said[0] <= 31 or scene.word(said[1]) in ("of", *MONTHS):
        return None
    by = {"BYDAY": CODES[WEEKDAYS[scene.word(i)]], "BYMONTHDAY": str(said[0])}
    return Every(freq="MONTHLY", by=by, last=said[1])


def nth(scene: Scene, i: int) -> Every | None:
    """ "3rd friday", "first and last monday", "last business day", "second to last day of the month", "15th"."""
    places: list[int] = []
    last = at = i
    while (one := _place(scene, at)) is not None:
        places.append(one[0])
        last = one[1]
        at = scene.skip(scene.skip(last, *JOINTS), "the") if scene.word(last) in JOINTS else last
        if at == last:
            break
    if not places or not all(-31 <= place <= 31 and place for place in places):
        return None
    return _of_weekdays(scene, places, last) or _of_work(scene, places, last) or _days(scene, places, last)


def _place(scene: Scene, i: int) -> tuple[int, int] | None:
    """Which one; from the end when negative."""
    if scene.word(i) in ("last", "final"):
        return -1, i + 1
    found = scene.ordinal(i)
    if found is None:
        return None
    back = next((end for words in _FROM_THE_END if (end := scene.run(found[1], *words)) is not None), None)
    return (-found[0], back) if back is not None else found


def _of_weekdays(scene: Scene, places: list[int], i: int) -> Every | None:
    """The nth of weekdays: "3rd friday", "first saturday and sunday", "first weekend"."""
    if scene.word(i) in ("weekend", "weekends"):
        days, last = {5, 6}, i + 1
    elif scene.word(i) in WEEKDAYS or scene.word(i) in PLURALS:
        found = listed(scene, i)
        if found is None:
            return None
        days, last = found[0], found[1]
    else:
        return None
    if not all(-5 <= place <= 5 for place in places):
        return None
    by = ",".join(f"{place}{CODES[day]}" for place in places for day in sorted(days))
    return _tailed(scene, {"BYDAY": by}, (), last, final=max(places) < 0)


def _of_work(scene: Scene, places: list[int], i: int) -> Every | None:
    for words in _WORK:
        last = scene.run(i, *words)
        if last is not None:
            by = {"BYDAY": WORKDAYS, "BYSETPOS": ",".join(map(str, places))}
            return _tailed(scene, by, (), last, final=max(places) < 0)
    return None


def _days(scene: Scene, places: list[int], i: int) -> Every | None:
    """Days of the month by number; "the last" alone is no day."""
    last = scene.run(i, "day") or scene.run(i, "days") or i
    if last == i and min(places) < 0:
        return None
    if last == i and (scene.word(i) in MONTHS or scene.word(scene.skip(i, "of", "the")) in MONTHS):
        return None
    by, more = month_days(places)
    return _tailed(scene, by, more, last, final=max(places) < 0)


def numbered(scene: Scene, i: int) -> Every | None:
    """ "day 20" and a plain "20" behind "on the"."""
    at = scene.skip(i, "day", "days", "the")
    found = scene.whole(at)
    if found is None or not 1 <= found[0] <= 31:
        return None
    by, more = month_days([found[0]])
    return Every(freq="MONTHLY", by=by, more=more, last=_of_month(scene, found[1]) or found[1])


def month_days(days: list[int]) -> tuple[Mapping[str, str], tuple[Mapping[str, str], ...]]:
    """The parts of the lines: where a month has no 29th, 30th or 31st its last day stands in."""
    plain = sorted({day for day in days if day <= 28} | ({-1} if 31 in days and len(set(days)) > 1 else set()))
    lines: list[Mapping[str, str]] = []
    if plain:
        ordered = [day for day in plain if day > 0] + [day for day in plain if day < 0]
        lines.append({"BYMONTHDAY": ",".join(map(str, ordered))})
    for day in sorted({day for day in days if day > 28 and not (day == 31 and plain)}):
        lines.append({"BYMONTHDAY": ",".join(map(str, range(28, day + 1))), "BYSETPOS": "-1"})
    return lines[0], tuple(lines[1:])


def _tailed(
    scene: Scene, by: Mapping[str, str], more: tuple[Mapping[str, str], ...], last: int, *, final: bool
) -> Every:
    unit = scene.word(last + 2)
    if scene.word(last) in ("of", "in") and scene.word(last + 1) in ("each", "every") and unit in _EDGE_MONTHS:
        by = {"BYMONTH": _EDGE_MONTHS[unit][final], **by}
        return Every(freq="MONTHLY", by=by, more=more, last=last + 3)
    return Every(freq="MONTHLY", by=by, more=more, last=_of_month(scene, last) or last)


def _of_month(scene: Scene, i: int) -> int | None:
    for tail in (("of", "the", "month"), ("of", "each", "month"), ("of", "every", "month"), ("each", "month"),
                 ("every", "month"), ("in", "the", "month"), ("of", "month"), ("in", "every", "month"),
                 ("in", "each", "month"), ("of", "any", "month")):  # fmt: skip
        end = scene.run(i, *tail)
        if end is not None:
            return end
    return None


def says_every(scene: Scene, every: Every) -> bool:
    """Whether its own words end in "each month" or the like, so that it comes again without an "every" before."""
    days = every.by.get("BYDAY", "")
    several = "," in every.by.get("BYMONTHDAY", "") and "BYSETPOS" not in every.by
    several = several or ("," in days and any(sign.isdigit() for sign in days))
    if several and scene.word(every.last - 1) == "month":
        return True  # "the 2nd and 4th wednesday of the month"
    ends = scene.word(every.last - 1) == "month" or "BYMONTH" in every.by
    return scene.word(every.last - 2) in ("each", "every", "any") and ends


def edge(scene: Scene, i: int, *, alone: bool) -> Every | None:
    """ "end of every month", "start of each quarter"; behind "every" also "end of month", "month end"."""
    word = scene.word(i)
    if word == "month" and alone:
        end = scene.run(i, "month", "end") or scene.run(i, "month", "'s", "end") or scene.run(i, "month's", "end")
        return _edge_of("month", "end", end, scene) if end is not None else None
    if word not in EDGES or word == "month":
        return None
    at = scene.skip(i + 1, "of", "-")
    said = scene.word(at) in ("every", "each")
    at = scene.skip(at, "every", "each", "the")
    if not (said or alone) or scene.word(at) not in _UNITS:
        return None
    return _edge_of(scene.word(at), word, at + 1, scene)


def _edge_of(unit: str, word: str, last: int, scene: Scene) -> Every | None:
    end, mid = word in ("end", "close"), word in ("mid", "middle")
    closing = scene.preferences.end_of_day
    clock = Clock(hour=closing.hour, minute=closing.minute, sure=True, last=last)
    if unit == "day":
        return Every(freq="DAILY", clock=clock if end else None, part=None if end else "morning", last=last)
    if unit == "week":
        day = "FR" if end else "WE" if mid else CODES[scene.preferences.week_start]
        return Every(freq="WEEKLY", by={"BYDAY": day}, clock=clock if end else None, last=last)
    day_of = "-1" if end else "15" if mid else "1"
    if unit == "month":
        return Every(freq="MONTHLY", by={"BYMONTHDAY": day_of}, last=last)
    if unit == "quarter":
        months = "3,6,9,12" if end else "2,5,8,11" if mid else "1,4,7,10"
        return Every(freq="MONTHLY", by={"BYMONTH": months, "BYMONTHDAY": day_of}, last=last)
    by = {"BYMONTH": "12" if end else "7" if mid else "1", "BYMONTHDAY": "31" if end else "1"}
    return Every(freq="YEARLY", by=by, last=last)
