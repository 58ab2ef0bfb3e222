"""The typed pieces that forms read and that join into one time expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from core.nlu.reading import Grain, Note

Roll = Literal["", "week", "month", "year"]
Freq = Literal["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
DayPart = Literal["morning", "afternoon", "evening", "night", "noon"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one form read; `last` is the token after it, `weak` means that it needs a preposition to count."""

    last: int
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Piece):
    """A length of time: whole months and days on the calendar, seconds on the clock."""

    months: int = 0
    days: int = 0
    seconds: float = 0.0
    grain: Grain = "second"
    short: bool = False  # "3y", "5m": an abbreviation, which alone is no time

    @property
    def total(self) -> float:
        """Seconds, a month counted as 30 days."""
        return self.months * 2592000.0 + self.days * 86400.0 + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Piece):
    """A stretch of the calendar from `start` to before `end`; `roll` says by which period it may move to be ahead."""

    start: date
    grain: Grain = "day"
    end: date | None = None
    roll: Roll = ""
    weekday: int | None = None  # a bare weekday: may be today when a later time is given
    today: bool = False  # said as "today": a passed time of day is then a mistake, not tomorrow
    month_day: tuple[int, int] | None = None  # to move by a year when it is 29 February
    others: tuple[date, ...] = ()
    notes: tuple[Note, ...] = ()
    stated_year: bool = False
    through: date | None = None  # the last day of a stretch that is said as one: "22-23 feb"
    day_first: bool = False  # "8 March": who writes so writes 2:30 for the night's half past two


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Piece):
    """A time of day; without `sure` the hour may be am or pm, `bare` means only a number, which needs company."""

    hour: int
    minute: int = 0
    second: int = 0
    grain: Grain = "hour"
    sure: bool = False
    bare: bool = False
    spoken: bool = False  # "quarter past three", not "3:15"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Piece):
    """A part of the day: "tonight" carries its day, "in the morning" does not."""

    name: Literal["morning", "afternoon", "evening", "night", "noon", "midnight", "end"]
    today: bool = False
    shift_days: int = 0  # "last night" is yesterday's


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Piece):
    """So much from now on, or back."""

    amount: Amount
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Piece):
    """A point in true time that needs nothing else."""

    at: datetime
    grain: Grain = "minute"
    until: datetime | None = None  # of a stretch of hours or minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Piece):
    """A stated zone, as an IANA name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Every(Piece):
    """A recurrence: parts of an RRULE; `more` are the parts of further lines of the same step."""

    freq: Freq
    interval: int = 1
    by: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Mapping[str, str], ...] = ()
    part: DayPart | None = None
    clock: Clock | Part | None = None  # said inside: "monday to friday at 9 every week"
    count: int = 0  # said before: "12 times every month"
    after_done: bool = False  # it counts from when it was done, not from when it rang: "every! 3 days"
    span: Amount | None = None  # said before: "for the next 4 weeks every thursday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible(Piece):
    """Words that are a time in form but name none: "feb 30"."""

    note: Note


@dataclass(frozen=True, slots=True)
class Expression:
    """One time expression over tokens `first` to before `last`; `until` and `end` are expressions of their own."""

    first: int
    last: int
    preposition: str = ""
    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    shift: Shift | None = None
    instant: Instant | None = None
    every: Every | None = None
    zone: Zone | None = None
    amount: Amount | None = None
    impossible: Impossible | None = None
    count: int = 0
    pieces: int = 0
    weak: bool = False
    start: Expression | None = None  # "every day ... starting friday"
    until: Expression | None = None
    end: Expression | None = None  # of an interval
    lasting: Amount | None = None  # "from 9 for 2.5 hours"
    closing: bool = False  # the clock is the hour at which a working day ends, not said
    times: tuple[Clock | Part, ...] = ()  # further times of day of a recurrence
    without: tuple[Day, ...] = ()  # days that a recurrence leaves out
    also: Expression | None = None  # a second recurrence beside it
    extra: tuple[tuple[int, int], ...] = ()  # token ranges that stand apart but belong here

    @property
    def only_day(self) -> bool:
        return self.day is not None and self.clock is None and self.part is None and self.end is None

    @property
    def only_clock(self) -> bool:
        lone = self.day is None and self.shift is None and self.every is None and self.instant is None
        return (self.clock is not None or self.part is not None) and lone and self.end is None
