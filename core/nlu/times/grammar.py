"""The ordered list of forms of time, and which of them may start with a given word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.nlu.times import (
    after_done,
    beside,
    calendar_date,
    clock,
    compact,
    day_range,
    edge,
    feast,
    holiday,
    nth,
    numeric_date,
    part_of_day,
    period,
    recurrence,
    relative_day,
    rest,
    same_time,
    season,
    shift,
    spoken_clock,
    stamp,
    stretch,
    units,
    week_ahead,
    week_number,
    weekday,
    workdays,
    year,
    zone,
)
from core.nlu.times.numbers import NUMBER_WORDS
from core.nlu.times.pieces import Piece
from core.nlu.times.scene import Scene

Form = Callable[[Scene, int], Piece | None]

# Where two readings are equally long the earlier form wins.
FORMS: tuple[tuple[Sequence[str], Form], ...] = (
    (stamp.FIRST, stamp.read),
    (recurrence.FIRST, recurrence.read),
    (feast.FIRST, feast.read),
    (compact.FIRST, compact.read),
    (after_done.FIRST, after_done.read),
    (holiday.FIRST, holiday.read),
    (numeric_date.FIRST, numeric_date.read),
    (day_range.FIRST, day_range.read),
    (calendar_date.FIRST, calendar_date.read),
    (nth.FIRST, nth.read),
    (workdays.FIRST, workdays.read),
    (week_ahead.FIRST, week_ahead.read),
    (weekday.FIRST, weekday.read),
    (relative_day.FIRST, relative_day.read),
    (beside.FIRST, beside.read),
    (edge.FIRST, edge.read),
    (stretch.FIRST, stretch.read),
    (week_number.FIRST, week_number.read),
    (period.FIRST, period.read),
    (rest.FIRST, rest.read),
    (season.FIRST, season.read),
    (same_time.FIRST, same_time.read),
    (shift.FIRST, shift.read),
    (spoken_clock.FIRST, spoken_clock.read),
    (clock.FIRST, clock.read),
    (part_of_day.FIRST, part_of_day.read),
    (year.FIRST, year.read),
    (units.FIRST, units.read),
    (zone.FIRST, zone.read),
)
# "#" stands for numbers in digits or words, "*" for any word at all.


class Grammar:
    """The forms, indexed by first word."""

    def __init__(self) -> None:
        zone.cities()  # read now, so that the first message need not wait
        self._by_word: dict[str, list[Form]] = {}
        index: dict[str, list[Form]] = {}
        for first, read in FORMS:
            for word in first:
                forms = index.setdefault(word, [])
                if read not in forms:
                    forms.append(read)
        order = {read: place for place, (_, read) in enumerate(FORMS)}
        for word, forms in index.items():
            number = index["#"] if word in NUMBER_WORDS else []
            self._by_word[word] = sorted({*forms, *number, *index.get("*", [])}, key=order.__getitem__)
        for word in NUMBER_WORDS - index.keys():
            self._by_word[word] = index["#"]
        self._any = index.get("*", [])
        self._number = self._by_word["#"]

    def pieces(self, scene: Scene, i: int) -> Sequence[Piece]:
        """Every reading at `i`, the longest first."""
        word = scene.word(i)
        if not word:
            return ()
        forms = self._number if scene.digits(i) else self._by_word.get(word, self._any)
        found = [piece for read in forms if (piece := read(scene, i)) is not None]
        return sorted(found, key=lambda piece: -piece.last) if len(found) > 1 else found
