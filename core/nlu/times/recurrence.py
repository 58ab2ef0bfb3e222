"""What comes again: "every day", "on fridays", "twice a week", "last friday of each month", "on 4 july every year"."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.times import repeat_days, repeat_month, repeat_step, repeat_year, units
from core.nlu.times.calendar import MONTHS, PLURALS, WEEKDAYS
from core.nlu.times.holiday import FIRST as HOLIDAYS
from core.nlu.times.holiday import rule_at
from core.nlu.times.pieces import Clock, Every, Part
from core.nlu.times.scene import Scene

_LEADS = ("every", "each")
_ENTRIES = (
    *_LEADS, "all", "next", "coming", "following", "on", "at", "in", "the", "for", "from", "alternate", "alternating",
    "any", *repeat_days.PARTS,
)  # fmt: skip
FIRST = (
    *_ENTRIES, *repeat_step.FIRST, *repeat_days.FIRST, *repeat_month.FIRST, *repeat_month.EDGES, *MONTHS, *HOLIDAYS,
)  # fmt: skip
# What follows an adverb that says how often; before any other word it is an adjective.
_BEHIND_ADVERBS = (
    "to", "at", "on", "in", "from", "for", "by", "about", "around", "until", "till", "til", "through", "starting",
    "start", "beginning", "ending", "between", "during", "before", "after", "except", "excluding", "but", "and", "or",
    "with", "without", "as", "that", "please", "pls", "remind", "ping", "tell", "not", "if", "when", "unless", "since",
    "take", "do", "send", "pay", "feed", "make", "get", "go", "eat", "bring", "wash", "submit", "remember", "me", "us",
    "i", "we", "so", "then", "thanks", "x",
)  # fmt: skip
_REMINDERS = ("reminder", "reminders", "alarm", "alarms", "task", "todo")
_DEFINITE = ("the", "my", "our", "your", "his", "her", "their", "this", "that")
_ARTICLES = ("on", "at", "in", "the", "from", "all")


def read(scene: Scene, i: int) -> Every | None:
    """The recurrence at `i`, at most its own words; where it begins and ends is read behind it."""
    word = scene.word(i)
    if word in _LEADS:
        return _lead(scene, i)
    found = _counted(scene, i) or _onto(scene, repeat_step.often(scene, i)) or _adverb(scene, i)
    if found is not None:
        return found
    start = scene.skip(i, *_ARTICLES) if word in _ARTICLES else i
    if start - i > 2:
        return None
    if scene.word(start) in _LEADS:
        return _lead(scene, start) if word == "on" else None
    return _plural(scene, i, start) or _by_itself(scene, start) or _trailing(scene, start)


def _lead(scene: Scene, i: int) -> Every | None:
    at = scene.skip(i + 1, "single", "!", "one", "of", "and", "every")
    every = _onto(scene, _every(scene, at))
    return replace(every, after_done=True) if every is not None and scene.word(i + 1) == "!" else every


def _every(scene: Scene, i: int) -> Every | None:
    """What stands behind "every"."""
    interval, at = _interval(scene, i)
    if interval > 1:
        found = repeat_step.step(scene, at, interval) or repeat_days.every(scene, at, interval)
        return found or _part(scene, at, interval)
    if scene.run(i, "day", "of", "the", "week") is not None:
        return Every(freq="DAILY", last=i + 4)
    found = repeat_month.edge(scene, i, alone=True) or repeat_month.on_weekday(scene, i)
    found = found or repeat_days.every(scene, i, 1)
    found = found or repeat_step.step(scene, i, 1) or _part(scene, i, 1)
    return found or repeat_year.read(scene, i) or repeat_month.nth(scene, i)


def _interval(scene: Scene, i: int) -> tuple[int, int]:
    """ "other", "second" and "third" before a unit; not "third day of the month" and "3rd friday"."""
    if scene.word(i) in ("other", "alternate", "alternating"):
        return 2, i + 1
    said = scene.ordinal(i)
    if said is None or not 1 < said[0] <= 31:
        return 1, i
    value, at = said
    unit = scene.word(at)
    back = scene.run(at + 1, "to", "last") is not None  # "third day to last"
    of = back or (scene.word(at + 1) in ("of", "each", "in", "last") and scene.word(at + 2) not in WEEKDAYS)
    if of or unit in ("to", "last", "-"):
        return 1, i
    if unit in units.UNITS or (scene.word(i) == "second" and (unit in WEEKDAYS or unit in repeat_days.PARTS)):
        return value, at
    return (value, at) if scene.word(i) == "second" and unit in ("weekend", "weekday") else (1, i)


def _part(scene: Scene, i: int, interval: int) -> Every | None:
    part = repeat_days.PARTS.get(scene.word(i))
    return Every(freq="DAILY", interval=interval, part=part, last=i + 1) if part is not None else None


def _adverb(scene: Scene, i: int) -> Every | None:
    start = i + 1 if scene.word(i) == "on" else i
    found = _onto(scene, repeat_step.adverb(scene, start))
    if found is not None and scene.word(found.last - 1) in repeat_step.ADJECTIVES and _tells_which(scene, found.last):
        return replace(found, weak=True)
    return found


def _tells_which(scene: Scene, i: int) -> bool:
    """Whether the adverb before `i` is an adjective: "the weekly report" says which report, not how often."""
    word = scene.word(i)
    if not word.isalpha() or word in _BEHIND_ADVERBS or scene.pieces(i):
        return False
    return word not in _REMINDERS or scene.word(i - 2) in _DEFINITE


def _onto(scene: Scene, every: Every | None) -> Every | None:
    """The step with the days that it falls on: "every month on the 3rd", "weekly on fridays"."""
    if every is None:
        return None
    every = repeat_step.on_the_hour(scene, every)
    if every.by and every.freq != "WEEKLY":
        return every
    at = scene.skip(every.last, ",")
    if scene.word(at) not in ("on", "in"):
        days = repeat_days.every(scene, at, every.interval) if every.freq == "WEEKLY" and not every.by else None
        return days or every
    at = scene.skip(at, "on", "in", "the", "every")
    found: Every | None = None
    if every.freq == "WEEKLY":
        found = repeat_days.every(scene, at, every.interval)
    elif every.freq == "MONTHLY":
        found = repeat_month.nth(scene, at) or repeat_month.edge(scene, at, alone=True)
        if found is None and (scene.word(at - 1) == "the" or scene.word(at) == "day"):
            found = repeat_month.numbered(scene, at)
    elif every.freq == "YEARLY":
        found = repeat_year.onto(scene, at, every.interval)
        if found is None and rule_at(scene, at) is not None:
            return None  # a feast of the moon: no rule names its days
    return every if found is None else replace(found, interval=every.interval)


def _plural(scene: Scene, i: int, start: int) -> Every | None:
    """ "fridays", "all weekdays", "on alternate thursdays", "in the mornings"."""
    if scene.word(start) in ("alternate", "alternating"):
        return repeat_days.every(scene, start + 1, 2)
    word = scene.word(start)
    if word.endswith("s") and repeat_days.part_at(scene, start) is not None and start > i:
        return Every(freq="DAILY", part=repeat_days.part_at(scene, start), last=start + 1)
    return repeat_days.plural(scene, start)


def _by_itself(scene: Scene, i: int) -> Every | None:
    """What says itself that it comes again: "first monday of each month", "the end of every quarter"."""
    found = repeat_month.edge(scene, i, alone=False)
    if found is not None:
        return found
    found = repeat_month.nth(scene, i)
    return found if found is not None and repeat_month.says_every(scene, found) else None


def _trailing(scene: Scene, i: int) -> Every | None:
    """Days with their "every" behind them: "on 4 july every year", "monday to friday at 9 every week"."""
    for read_days, unit in ((_week, "week"), (_month, "month"), (_year, "year")):
        found = read_days(scene, i)
        if found is None or found.last == i:
            continue
        at, clock = _clock(scene, found.last)
        end = _says(scene, at, unit)
        if end is None and clock is not None:
            at, clock = found.last, None
            end = _says(scene, at, unit)
        if end is not None:
            return replace(found, last=end, clock=clock)
    return None


def _week(scene: Scene, i: int) -> Every | None:
    return repeat_days.every(scene, i, 1)


def _month(scene: Scene, i: int) -> Every | None:
    if scene.word(i) in ("mid", "end", "start", "beginning", "middle"):
        return repeat_month.edge(scene, i, alone=True)
    return repeat_month.nth(scene, i)


def _year(scene: Scene, i: int) -> Every | None:
    return repeat_year.read(scene, i)


def _says(scene: Scene, i: int, unit: str) -> int | None:
    at = scene.skip(i, ",")
    if scene.word(at) in (*_LEADS, "per"):
        return scene.run(at + 1, unit)
    adverbs = {"week": ("weekly",), "month": ("monthly",), "year": ("yearly", "annually")}
    return at + 1 if scene.word(at) in adverbs[unit] else None


def _clock(scene: Scene, i: int) -> tuple[int, Clock | Part | None]:
    """The time of day that stands between the days and their "every"."""
    at = scene.skip(i, "at", "@", ",")
    for piece in scene.pieces(at):
        if isinstance(piece, Clock) and (not piece.bare or at > i):
            return piece.last, piece
        if isinstance(piece, Part):
            return piece.last, piece
    return i, None


def _counted(scene: Scene, i: int) -> Every | None:
    """How often or how long, said before: "12 times every month", "for the next 4 weeks every thursday"."""
    ones = _next_ones(scene, i)
    if ones is not None:
        return ones
    if scene.word(i) == "for":
        at = scene.skip(i + 1, "the", "next", "coming")
        amount = units.read(scene, at)
        if amount is None or amount.seconds:
            return None
        found = _again(scene, scene.skip(amount.last, ","))
        return replace(found, span=amount) if found is not None else None
    if scene.word(i) == "once" and scene.word(i + 1) in _LEADS:
        return _lead(scene, i + 1)
    count = scene.whole(i)
    if count is None or scene.word(count[1]) != "times" or not 0 < count[0] <= repeat_step.MAX:
        return None
    found = _again(scene, count[1] + 1)
    return replace(found, count=count[0]) if found is not None else None


def _next_ones(scene: Scene, i: int) -> Every | None:
    """ "the next five mondays", "for the next 3 weekends"."""
    at = scene.skip(i, "for", "on", "the")
    count = scene.whole(at + 1) if scene.word(at) in ("next", "coming", "following") else None
    days = repeat_days.listed(scene, count[1]) if count is not None and 1 < count[0] <= 99 else None
    if count is None or days is None or scene.word(count[1]) not in (*PLURALS, "weekends"):
        return None
    found = repeat_days.every(scene, count[1], 1)
    return replace(found, count=count[0] * len(days[0])) if found is not None else None


def _again(scene: Scene, i: int) -> Every | None:
    """A recurrence that begins with its own word: nothing else is looked for, so that this cannot go deep."""
    if scene.word(i) in _LEADS:
        return _lead(scene, i)
    return _adverb(scene, i)
