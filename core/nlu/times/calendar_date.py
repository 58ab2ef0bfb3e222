"""Dates with a month's name or an ordinal: "march 5th 2014", "5 of march", "the 15th", "20th of next month"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.nlu.reading import Note
from core.nlu.times.calendar import MONTHS, WEEKDAYS, add_months, length
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Day, Impossible
from core.nlu.times.scene import Scene
from core.nlu.times.units import UNITS

FIRST = ("#", "the", *MONTHS, "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
         "eighteenth", "nineteenth", "twentieth", "thirtieth", "this", "next", "last", "month")  # fmt: skip
_YEARS = range(-7, 12)  # in which a date without one may have been on its weekday
Found = Day | Impossible | None
_FOLLOWERS = (
    "at", "in", "on", "to", "for", "by", "and", "or", "until", "till", "before", "after", "around", "about", "noon",
    "from", "with", "this", "please", "through", "morning", "evening", "midnight", "remind", "a", "is",
)  # fmt: skip


def read(scene: Scene, i: int) -> Found:
    word = scene.word(i)
    if word in MONTHS:
        return _month_first(scene, i) or _month_alone(scene, i)
    named = scene.run(scene.skip(i, "the"), "month", "of")
    if named is not None and scene.word(named) in MONTHS:
        found = _month_alone(scene, named)
        return replace(found, weak=False) if found is not None else None
    if word in ("this", "next", "last"):
        return _pointed_month(scene, i)
    year = _leading_year(scene, i)
    return year or _day_first(scene, scene.skip(i, "the"), article=word == "the")


def _leading_year(scene: Scene, i: int) -> Found:
    """ "2018 march 18", "2019-sep-1", "2016 november"."""
    if not (scene.digits(i) and len(scene.word(i)) == 4):
        return None
    month_at = i + 2 if scene.word(i + 1) in ("-", "/", ",") else i + 1
    month = MONTHS.get(scene.word(month_at))
    if month is None:
        return None
    year = int(scene.word(i))
    day_at = month_at + 2 if scene.word(month_at + 1) in ("-", "/") else month_at + 1
    day = scene.ordinal(day_at) or scene.whole(day_at)
    if day is not None and 1 <= day[0] <= 31 and scene.word(day[1]) not in (":", "am", "pm"):
        return dated(scene, year, month, day[0], day[1])
    return _whole_month(year, month, month_at + 1)


def _month_first(scene: Scene, i: int) -> Found:
    month = MONTHS[scene.word(i)]
    after = i + 1
    if scene.word(after) in (".", "/", "-") and scene.glued(after):
        after += 1
    after = scene.skip(after, "the", ",") if scene.word(after) == "the" else after
    day = scene.ordinal(after) or scene.whole(after)
    if day is None or not (len(scene.word(after)) <= 2 or not scene.digits(after)):
        return None
    if scene.word(day[1]) in UNITS and not scene.glued(day[1]):
        return None  # "june two years ago"
    spelled = None if scene.digits(after) else scene.year(after)
    if spelled is not None and spelled[1] > day[1] and spelled[0] >= 1700:
        return None
    if scene.word(day[1]) in (":", "am", "pm", "a.m") or (scene.word(day[1]) == "%" or day[0] > 39):
        return None
    value, last = day
    read_year = _year_after(scene, last)
    if read_year is not None:
        return dated(scene, read_year[0], month, value, read_year[1])
    return _of_weekday(scene, yearless(scene, month, value, last), last)


def _day_first(scene: Scene, i: int, *, article: bool) -> Found:
    said = scene.ordinal(i)
    if scene.word(i - 1) in ("$", "€", "£") or (scene.glued(i) and scene.word(i - 1) == "." and scene.digits(i - 2)):
        return None
    day = said or (scene.whole(i) if len(scene.word(i)) <= 2 or not scene.digits(i) else None)
    if day is None:
        return None
    value, after = day
    after = scene.run(after, "day") or after
    joint = scene.skip(after, "of", "the", "-", "/", ",", "in", ".")
    if said is None and not scene.digits(i) and scene.word(joint) in ("may", "march") and joint == after:
        return None  # "one may ask"
    if joint - after <= 2 and scene.word(joint) in MONTHS and 1 <= value <= 39:
        last = joint + 1
        if scene.word(last) == "." and scene.glued(last) and len(scene.word(joint)) <= 4:
            last += 1
        year = _year_after(scene, last)
        month = MONTHS[scene.word(joint)]
        found = dated(scene, year[0], month, value, year[1]) if year else yearless(scene, month, value, last)
        return replace(found, day_first=True) if isinstance(found, Day) else found
    year_end = scene.run(after, "of", "the", "year")
    if year_end is not None and value == 1 and said is not None and not scene.year(year_end):
        return Day(start=date(scene.today.year + 1, 1, 1), last=year_end)
    of_month = _of_unit_month(scene, after)
    if of_month is not None:
        start = add_months(scene.today.replace(day=1), of_month[0])
        if scene.run(of_month[1] - 2, "the", "month") is not None and value < scene.today.day:
            start = add_months(start, 1)  # "the first of the month" that has passed
        return dated(scene, start.year, start.month, value, of_month[1])
    return _day_of_month(scene, value, after, article=article, ordinal=said is not None)


def _of_unit_month(scene: Scene, i: int) -> tuple[int, int] | None:
    """How many months ahead "of next month", "of the month" are."""
    i = scene.skip(i, "of", "in")
    i = scene.skip(i, "the")
    shift = {"next": 1, "following": 1, "this": 0, "current": 0, "last": -1, "previous": -1, "month": 0}
    word = scene.word(i)
    if word == "month" and scene.word(i - 1) == "the":
        return 0, i + 1
    if word in shift and scene.word(i + 1) == "month":
        return shift[word], i + 2
    return None


def _day_of_month(scene: Scene, value: int, after: int, *, article: bool, ordinal: bool) -> Found:
    """ "the 15th", "15th", "on the 15": the next such day."""
    preposition = scene.word(after - (3 if ordinal and scene.digits(after - 2) else 2) - article) in ("on", "by")
    digits = scene.digits(after - 2) or scene.digits(after - 1)
    if not 1 <= value <= 31 or not (ordinal or (article and preposition)):
        return None
    if (not digits and not article) or _names_something(scene, after):
        return None
    month = scene.today.replace(day=1)
    for ahead in range(12):
        start = add_months(month, ahead)
        if value <= length(start.year, start.month):
            found = start.replace(day=value)
            if found >= scene.today:
                return Day(start=found, roll="month", weak=not preposition, last=after)
    return None


def _names_something(scene: Scene, i: int) -> bool:
    """Whether a noun follows: "the second half", "the 1st week", "the second one"."""
    word = scene.word(i)
    return word == "one" or (word.isalpha() and word not in _FOLLOWERS and word not in NUMBER_WORDS)


def _year_after(scene: Scene, i: int) -> tuple[int, int] | None:
    """A year behind a date; of two digits only where nothing else can be meant."""
    at = scene.skip(i, ",", "of", "in", "-", "/", ".")
    if at - i > 2 or (scene.word(i) == "-" and scene.word(i - 2) not in ("-", "/") and len(scene.word(at)) == 2):
        return None  # "march 9-13" is a stretch
    shift = {"next": 1, "this": 0, "last": -1}.get(scene.word(at))
    if shift is not None and scene.word(at + 1) == "year":
        return scene.today.year + shift, at + 2
    year = scene.year(at)
    if year is not None and scene.word(year[1]) != ":" and not (scene.glued(year[1]) and scene.word(year[1]) == "-"):
        return year
    word = scene.word(at)
    if not scene.digits(at) or scene.word(at + 1) in (":", "am", "pm", "st", "nd", "rd", "th", "a", "p", "h"):
        return _era(scene, at)
    era = _era(scene, at)
    if era is not None:
        return era
    if len(word) == 2 and (
        int(word) > (23 if at == i else 31) or (scene.word(at - 1) in ("/", "-") and scene.glued(at))
    ):
        return two_digits(int(word)), at + 1
    return None


def _era(scene: Scene, i: int) -> tuple[int, int] | None:
    if not scene.digits(i) or not 0 < int(scene.word(i)) <= 9999:
        return None
    end = scene.run(i + 1, "ad") or scene.run(i + 1, "a", ".", "d", ".") or scene.run(i + 1, "a", ".", "d")
    return (int(scene.word(i)), end) if end else None


def two_digits(value: int) -> int:
    """The year that two digits mean: 1950 to 2049."""
    return 1900 + value if value >= 50 else 2000 + value


def dated(scene: Scene, year: int, month: int, day: int, last: int) -> Day | Impossible:
    """A full date, or the note that there is no such day."""
    if not 1 <= year <= 9999 or not 1 <= day <= length(year, month):
        return impossible(day, month, last)
    return Day(start=date(year, month, day), stated_year=True, last=_with_weekday(scene, last))


def _of_weekday(scene: Scene, day: Day | Impossible, last: int) -> Day | Impossible:
    """The year in which the date falls on the weekday that follows it."""
    after = _with_weekday(scene, last)
    if after == last or not isinstance(day, Day) or day.month_day == (2, 29):
        return day
    weekday = WEEKDAYS[scene.word(scene.skip(last, ",", "("))]
    fitting = [
        found for years in _YEARS if (found := day.start.replace(year=day.start.year + years)).weekday() == weekday
    ]
    if not fitting:
        return day
    return replace(day, start=nearest(fitting, scene.today), roll="", last=after)


def nearest(days: list[date], today: date) -> date:
    """The one ahead, but one that has just gone by rather than one that is years away."""
    ahead = min((day for day in days if day >= today), default=None)
    gone = max((day for day in days if day < today), default=None)
    if ahead is None or (gone is not None and (today - gone).days * 8 < (ahead - today).days):
        return gone or days[0]
    return ahead


def _with_weekday(scene: Scene, last: int) -> int:
    """ "jul 18, fri": the weekday adds nothing."""
    after = scene.skip(last, ",", "(")
    if after > last and scene.word(after) in WEEKDAYS:
        return after + 2 if scene.word(after + 1) == ")" else after + 1
    return last


def yearless(scene: Scene, month: int, day: int, last: int) -> Day | Impossible:
    """The next such date, today included."""
    if day < 1 or day > (29 if month == 2 else length(2001, month)):
        return impossible(day, month, last)
    for year in range(scene.today.year, scene.today.year + 9):
        if day <= length(year, month) and date(year, month, day) >= scene.today:
            return Day(start=date(year, month, day), roll="year", month_day=(month, day), last=last)
    return impossible(day, month, last)


def impossible(day: int, month: int, last: int) -> Impossible:
    """No month has such a day; `month` and `day` as numbers."""
    return Impossible(note=Note("no_such_day", (("day", str(day)), ("month", str(month)))), last=last)


def _month_alone(scene: Scene, i: int) -> Day | None:
    month = MONTHS[scene.word(i)]
    last = i + 1
    if scene.word(last) == "." and scene.glued(last) and len(scene.word(i)) <= 4:
        last += 1
    year_at = scene.skip(last, ",", "of", "in", "/", "-", "'")
    year = scene.year(year_at)
    if scene.word(year_at - 1) == "'" and scene.digits(year_at) and len(scene.word(year_at)) == 2:
        year = (two_digits(int(scene.word(year_at))), year_at + 1)  # "march '27"
    if year is not None and year_at - last <= 2:
        return _whole_month(year[0], month, year[1])
    for words, shift in ((("next", "year"), 1), (("this", "year"), 0), (("last", "year"), -1)):
        end = scene.run(scene.skip(last, "of"), *words)
        if end is not None:
            return _whole_month(scene.today.year + shift, month, end)
    this = scene.today.replace(month=month, day=1)
    start = this if month >= scene.today.month else this.replace(year=this.year + 1)
    return Day(start=start, grain="month", roll="year", weak=True, last=last)


def _in_month(scene: Scene, i: int) -> Found:
    """ "last month on the 15th"."""
    said = scene.ordinal(scene.skip(i + 2, "on", "the", ","))
    if said is None or scene.word(i + 2) not in ("on", "the", ",") or _names_something(scene, said[1]):
        return None
    shift = {"this": 0, "next": 1, "last": -1}[scene.word(i)]
    first = add_months(scene.today.replace(day=1), shift)
    return dated(scene, first.year, first.month, said[0], said[1])


def _whole_month(year: int, month: int, last: int) -> Day | None:
    return Day(start=date(year, month, 1), grain="month", stated_year=True, last=last) if 1 <= year <= 9999 else None


def _pointed_month(scene: Scene, i: int) -> Found:
    """ "next june", "last sept", "this may"; also "next 6th of april"."""
    month = MONTHS.get(scene.word(i + 1))
    verb = scene.word(i) == "this" and scene.word(i + 1) in ("may", "march")
    if verb and scene.word(i + 2).isalpha() and scene.word(i + 2) not in ("to", "until", "and", "or"):
        return None  # "this may take long"
    if month is None and scene.word(i + 1) == "month":
        return _in_month(scene, i)
    if month is None:
        return _day_first(scene, i + 1, article=False) if scene.ordinal(i + 1) and scene.word(i) != "last" else None
    full = _month_first(scene, i + 1)
    if full is not None:
        return full
    year = scene.today.year
    passed = scene.word(i) == "next" and month <= scene.today.month
    if scene.word(i) == "last":
        year -= month >= scene.today.month
    elif passed:
        year += 1
    found = _whole_month(year, month, i + 2)
    return None if found is None else replace(found, weak=False)
