"""Days told from today: "today", "tomorrow", "the day after tomorrow", "yesterday"."""

from __future__ import annotations

from datetime import date, timedelta

from core.nlu.reading import Note
from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_WORDS = {
    "today": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tomorrows": 1, "tmrw": 1, "tmr": 1,
    "tom": 1, "tmw": 1, "2moro": 1, "yesterday": -1, "todays": 0, "tomo": 1,
}  # fmt: skip
_WEAK = ("tom",)  # also a name
_BEFORE_NAMES = (
    "to", "with", "for", "from", "and", "about", "of", "ask", "call", "tell", "email", "meet", "text", "ping", "see",
    "invite", "phone", "help", "pay", "thank", "visit", "dear", "uncle", "assign", "remind", "message", "mail", "let",
)  # fmt: skip
_PHRASES = (
    (("day", "after", "tomorrow"), 2),
    (("day", "before", "yesterday"), -2),
    (("same", "day"), 0),
    (("following", "day"), 1),
    (("previous", "day"), -1),
    (("this", "day"), 0),
    (("next", "day"), 1),
    (("the", "next", "day"), 1),
)
FIRST = (*_WORDS, "day", "my", "the", "same", "this", "next", "following", "previous")


def read(scene: Scene, i: int) -> Day | None:
    start = i + 1 if scene.word(i) == "the" else i
    for words, shift in _PHRASES:
        end = scene.run(start, *words)
        if end is not None and not (words == ("same", "day") and scene.word(end).isalpha()):
            return _day(scene, shift, end)  # "same day delivery" names a thing
    end = scene.run(i, "the", "day") or scene.run(i, "my", "day")
    if end is not None and not scene.word(end).isalnum() and scene.word(end) not in ("-", "'", "'s"):
        return _day(scene, 0, end, weak=True)  # "blocked for the day"
    shift_by = _WORDS.get(scene.word(i))
    if shift_by is None:
        return None
    later = {"week": 7, "fortnight": 14}.get(scene.word(i + 1), 0)
    if later and not scene.word(i + 2).isalpha() and shift_by >= 0:
        return _day(scene, shift_by + later, i + 2)  # "tomorrow week"
    if scene.word(i) in _WEAK and scene.word(i - 1) in _BEFORE_NAMES:
        return None  # "send it to Tom at 6pm"
    return _day(scene, shift_by, i + 1, weak=scene.word(i) in _WEAK)


def _day(scene: Scene, shift: int, last: int, *, weak: bool = False) -> Day | None:
    notes: tuple[Note, ...] = ()
    others: tuple[date, ...] = ()
    if shift == 1 and scene.now.hour < 4:
        # After midnight people may mean the day that has already begun.
        notes, others = (Note("tomorrow_after_midnight"),), (scene.today,)
    try:
        start = scene.today + timedelta(days=shift)
    except OverflowError:
        return None
    return Day(start=start, today=shift == 0, notes=notes, others=others, weak=weak, last=last)
