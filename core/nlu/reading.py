"""What the language part hands on: one intent, its slots, and every time expression it read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

Grain = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
Noun = Literal["task", "reminder"]
AFTER_DONE = "X-AFTER-DONE"  # a line beside the rules: the next firing counts from when this one was done


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person means by loose words; the defaults are those of the product."""

    morning: time = time(9)
    afternoon: time = time(12)
    evening: time = time(19)
    night: time = time(21)
    day: time = time(9)  # a reminder on a day without a time
    end_of_day: time = time(17)
    day_first: bool | None = None  # 3/4: None = never said, read as is usual and offer the other
    usually_day_first: bool = False  # what is usual where the person is; never stored
    week_start: int = 0  # Monday, as datetime.weekday()
    next_weekday: Literal["next_week", "next_to_occur"] = "next_week"
    bare_hour: Literal["usual", "am", "pm"] = "usual"  # "tomorrow at 8", "at 5"
    due_ring: int | None = 0  # minutes before a due time that it rings; None: it does not
    ring_place: Literal["asked", "private", "here"] = "asked"  # where it rings: as it was asked, or always there


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the person should be told about a reading; `code` names a sentence in core/replies."""

    code: str  # e.g. "moved_to_tomorrow", "part_of_day_passed", "gap_shifted"
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """One time expression: `start` (and `end` of an interval) are aware and in `zone`.

    `has_time` says whether a time of day was stated or follows from the words ("tonight", "in 5 minutes"); without
    it `start` is local midnight of the day and whoever uses it picks the hour. `rrule` holds RFC 5545 RRULE lines
    without DTSTART, `start` is then the first occurrence. `elapsed` marks "in 48 hours" (true time, not wall time).
    `others` are the further readings of the same words, likeliest first. `span` is in characters of the whole text.
    """

    start: datetime
    grain: Grain
    has_time: bool
    zone: str
    span: tuple[int, int]
    text: str
    end: datetime | None = None
    rrule: tuple[str, ...] = ()
    elapsed: bool = False
    zone_stated: bool = False
    notes: tuple[Note, ...] = ()
    others: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """Which thing a sentence points at, as it was said; the assistant finds the row."""

    kind: Literal["this", "number", "title", "last", "all"]
    noun: Noun | None = None  # when the words say which: "reminder 5"
    number: int | None = None
    workspace: str | None = None  # "Acme#12"
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """What was said, cut into named pieces; None or empty = not said."""

    title: str | None = None
    description: str | None = None
    when: When | None = None  # when it shall ring / until when to snooze / which days to list
    due: When | None = None
    zone: str | None = None  # an IANA name that was stated, or the words when they name no zone we know
    ref: Ref | None = None
    priority: int | None = None  # 1 to 4
    tags: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()  # as typed, without @; "me" stays "me"
    target: str | None = None  # "here", "us" or a channel as typed
    list_name: str | None = None
    filter: str | None = None  # list: "today", "week", "overdue", "done", "in", "out", "all"
    topic: str | None = None  # help about what
    nag: int | None = None  # minutes after which it rings again until it is done; `when.rrule` holds the rule
    before: timedelta | None = None  # so long before what `ref` names is due
    settings: tuple[str, ...] = ()  # what is to be set, as name=value


@dataclass(frozen=True, slots=True)
class Understanding:
    """The whole reading of one message.

    `intent` is a command's name (the stem of its file in core/commands) or None: nothing understood. `problem` names
    a sentence in core/replies when the text is a wish that cannot be granted as said ("remind me yesterday").
    `suggestions` are intents worth a "did you mean ...?" when `intent` is None.
    """

    text: str
    intent: str | None
    slots: Slots = field(default_factory=Slots)
    times: tuple[When, ...] = ()  # every expression found, also the ones that stayed in the title
    duration_s: float | None = None  # "in 5 minutes", "for 2 hours": the first duration, in seconds
    confidence: float = 0.0
    rule: str = ""  # which phrase matched: "remind.yaml:3"
    problem: Note | None = None
    suggestions: tuple[str, ...] = ()
