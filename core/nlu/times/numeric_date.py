"""Dates in digits: "2/15", "15.04.2016", "2016-12-22", "20161016", "04/2016", by the person's order."""

from __future__ import annotations

from datetime import date

from core.nlu.reading import Note
from core.nlu.times.calendar import WEEKDAYS, length
from core.nlu.times.calendar_date import dated, impossible, two_digits, yearless
from core.nlu.times.pieces import Day, Impossible
from core.nlu.times.scene import Scene

FIRST = ("#",)
_WHOLES = ("of", "cup", "cups", "majority", "full", "done", "complete", "finished", "mile", "inch")
_DAYS = (*WEEKDAYS, "today", "tomorrow", "tonight", "yesterday", "on")  # "11-1 tomorrow" are hours
_SIGNS = ("/", "-", ".")


def read(scene: Scene, i: int) -> Day | Impossible | None:
    if not scene.digits(i) or _inside(scene, i):
        return None
    if len(scene.word(i)) == 8:
        return _packed(scene, i)
    spelled = _blanks(scene, i)
    if spelled is not None:
        return spelled
    sign = scene.word(i + 1)
    if sign not in _SIGNS or not scene.digits(i + 2):
        return None
    spaced = not scene.glued(i + 1) or not scene.glued(i + 2)
    third = i + 4 if scene.word(i + 3) in (sign, ",") and scene.digits(i + 4) and not spaced else None
    if third is not None and scene.word(i + 3) == sign and not (scene.glued(i + 3) and scene.glued(i + 4)):
        third = None
    last = (third if third is not None else i + 2) + 1
    if _runs_on(scene, last, sign):
        return None
    values = [scene.word(i), scene.word(i + 2)] + ([scene.word(third)] if third is not None else [])
    if max(map(len, values)) > 4:
        return None
    if third is not None:
        return _three(scene, values, sign, last, prepositional=scene.word(i - 1) in ("on", "by", "due"))
    return _two(scene, i, values, sign, last)


def _blanks(scene: Scene, i: int) -> Day | None:
    """ "2027 04 09": year, month and day with blanks."""
    words = [scene.word(i + place) for place in range(3)]
    if not (scene.digits(i + 1) and scene.digits(i + 2)) or [len(word) for word in words] != [4, 2, 2]:
        return None
    if scene.digits(i - 1) or scene.digits(i + 3):
        return None
    return _packed_day("".join(words), i + 3)


def _inside(scene: Scene, i: int) -> bool:
    """Whether the digits are the tail of something longer: 1.10.30, A-4/5, $12."""
    before = scene.word(i - 1)
    if before in ("$", "€", "£", "#"):
        return True
    if before == "-" and scene.word(i - 2) == "." == scene.word(i - 4) and scene.digits(i - 3):
        return False  # "1.4.-15.4."
    if before == "-" and scene.digits(i - 2) and scene.word(i - 3) == "/" and scene.digits(i - 4):
        return False  # "6/2-7/4"
    if before == "-" and scene.word(i - 3) == "." == scene.word(i - 5) and len(scene.word(i - 2)) in (2, 4):
        return False  # "3.3.2026-7.3.2026"
    if before == "/" and scene.word(i + 1) == "-" and scene.word(i - 3) == "-" and len(scene.word(i)) == 4:
        return False
    return bool(before) and scene.glued(i) and ((before in (*_SIGNS, ":", "_", "=", "*") and i > 1) or before.isalnum())


def _runs_on(scene: Scene, last: int, sign: str) -> bool:
    after = scene.word(last)
    if sign == "-" and after == "/" and scene.word(last + 2) == "-":
        return False  # "2027-01-02/2027-01-05"
    if after in (sign, "/", ".") and scene.glued(last) and scene.digits(last + 1) and scene.glued(last + 1):
        return True
    return after == "%" or (after in ("am", "pm") and sign == ".")


def _packed(scene: Scene, i: int) -> Day | None:
    return _packed_day(scene.word(i), i + 1)


def _packed_day(text: str, last: int) -> Day | None:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (1900 <= year <= 2199 and 1 <= month <= 12) or not 1 <= day <= length(year, month):
        return None
    return Day(start=date(year, month, day), stated_year=True, last=last)


def _three(scene: Scene, values: list[str], sign: str, last: int, *, prepositional: bool) -> Day | Impossible | None:
    a, b, c = (int(value) for value in values)
    if len(values[0]) == 4:
        if len(values[2]) > 2 or not 1 <= b <= 12 or not 1 <= c <= length(a or 1, b):
            return None
        return Day(start=date(a, b, c), stated_year=True, last=last) if 1 <= a <= 9999 else None
    if len(values[2]) not in (2, 4) or len(values[0]) > 2 or len(values[1]) > 2:
        return None
    if sign == "." and len(values[2]) == 2 and min(map(len, values)) < 2 and not prepositional:
        return None  # a version, rather
    year = c if len(values[2]) == 4 else two_digits(c)
    order = _order(scene, a, b, dotted=sign == ".")
    if order is None or not 1 <= year <= 9999:
        return None
    month, day = order[0]
    if day > 31:
        return None
    found = dated(scene, year, month, day, last)
    return _with_other(scene, found, order, year)


def _two(scene: Scene, i: int, values: list[str], sign: str, last: int) -> Day | Impossible | None:
    a, b = int(values[0]), int(values[1])
    if scene.word(i - 1) == "and" and scene.digits(i - 2) and a < b <= 4:
        return None  # "9 and 3/4"
    if len(values[0]) == 4 or len(values[1]) == 4:
        return _month_of_year(values, sign, last)
    if max(len(values[0]), len(values[1])) > 2 or not _is_date(scene, i, a, b, sign, last):
        return None
    order = _order(scene, a, b, dotted=False if sign != "." else scene.preferences.day_first is not False and b <= 12)
    if order is None and scene.word(i - 1) in ("on", "by") and sign == "/" and 12 < a <= 31 and 12 < b <= 31:
        return impossible(a, b, last)
    if order is None or order[0][1] > 31:
        return None
    month, day = order[0]
    if sign == "." and scene.word(last) == "." and scene.glued(last):
        last += 1  # "am 3.4."
    return _with_other(scene, yearless(scene, month, day, last), order, None)


def _month_of_year(values: list[str], sign: str, last: int) -> Day | None:
    year_first = len(values[0]) == 4
    year, month = int(values[not year_first]), int(values[year_first])
    if 1 <= month <= 12 and 1000 <= year <= 2999 and sign != "." and len(values[year_first]) <= 2:
        return Day(start=date(year, month, 1), grain="month", stated_year=True, last=last)
    return None


def _is_date(scene: Scene, i: int, a: int, b: int, sign: str, last: int) -> bool:
    """Whether two numbers without a year may be a date rather than a score, a fraction or hours."""
    before, after = scene.word(i - 1), scene.word(last)
    if sign == ".":
        written = len(scene.word(i)) == 2 == len(scene.word(i + 2)) and after == "." and scene.glued(last)
        return before in ("on", "by", "due", "until") or _dotted(scene, i, last, written=written)
    if sign == "/":
        always = (a, b) == (24, 7) and before not in ("on", "by", "due")
        return not always and not (a < b <= 5 and after in _WHOLES)  # "24/7", "2/3 of it"
    if after in ("am", "pm", ":") or before in ("from", "between", "at") or (before in WEEKDAYS and a < b <= 24):
        return False  # "monday 9-17"
    if scene.word(scene.skip(last, "in", "the", "this")) in ("morning", "afternoon", "evening", "night"):
        return False  # "7-9 in the evening"
    return (a <= 12 and b > 12) or (i == 0 and after not in _DAYS)


def _dotted(scene: Scene, i: int, last: int, *, written: bool) -> bool:
    """Whether "16.3." with its second dot is a date: behind a weekday, as the bound of others, or with two digits."""
    if scene.word(last) != "." or not scene.glued(last):
        return False
    before = scene.word(i - 1)
    if (scene.word(i - 2) if before == "," else before) in WEEKDAYS or before in ("from", "between", "since", "-"):
        return True
    if before in ("to", "and") and scene.word(i - 2) == "." and scene.digits(i - 3):
        return True
    ranged = scene.word(last + 1) in ("-", "–", "to") and scene.digits(last + 2) and scene.word(last + 3) == "."
    return ranged or (written and (i == 0 or scene.word(last + 1) != ""))


def _order(scene: Scene, a: int, b: int, *, dotted: bool) -> list[tuple[int, int]] | None:
    """(month, day), the likelier first; dots are the mark of those who write the day first."""
    choices = [(a, b), (b, a)]
    said = scene.preferences.day_first
    if said or _day_first(scene) or (said is None and (dotted or scene.preferences.usually_day_first)):
        choices.reverse()
    real = [(month, day) for month, day in choices if 1 <= month <= 12 and day >= 1]
    return list(dict.fromkeys(real)) or None


def _day_first(scene: Scene) -> bool:
    """Whether another date of the message can only be read day first: "from 24/12 to 2/1"."""
    if scene.preferences.day_first is not None:
        return False
    if scene.day_first is None:
        scene.day_first = any(
            scene.word(at + 1) == "/" and scene.digits(at) and scene.digits(at + 2) and len(scene.word(at)) == 2
            and 12 < int(scene.word(at)) <= 31 and len(scene.word(at + 2)) <= 2 and 1 <= int(scene.word(at + 2)) <= 12
            and scene.word(at - 1) != "/"
            for at in range(len(scene.tokens))
        )  # fmt: skip
    return scene.day_first


def _with_other(
    scene: Scene, found: Day | Impossible, order: list[tuple[int, int]], year: int | None
) -> Day | Impossible:
    """The date, with the swapped one as a further reading where both could be meant."""
    if not isinstance(found, Day) or len(order) < 2 or order[0] == order[1]:
        return found
    month, day = order[1]
    if day > 31:
        return found
    swapped = yearless(scene, month, day, found.last) if year is None else dated(scene, year, month, day, found.last)
    if not isinstance(swapped, Day):
        return found
    other = swapped.start
    note = Note("ambiguous_date", (("chosen", found.start.isoformat()), ("other", other.isoformat())))
    return Day(
        start=found.start,
        roll=found.roll,
        month_day=found.month_day,
        stated_year=found.stated_year,
        others=(other,),
        notes=(note,) if scene.preferences.day_first is None else (),
        last=found.last,
    )
