"""What comes again so long after it was done: "3 days after completion", "every 3 days after it's done"."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.times import units
from core.nlu.times.pieces import Amount, Every
from core.nlu.times.scene import Scene

FIRST = ("#", "a", "an")
_DONE = (
    ("after", "completion"), ("after", "each", "completion"), ("after", "every", "completion"), ("from", "completion"),
    ("after", "it's", "done"), ("after", "it", "is", "done"), ("after", "it", "was", "done"),
    ("after", "being", "done"),
    ("after", "done"), ("after", "finishing"), ("after", "finishing", "it"), ("after", "doing", "it"),
    ("after", "completing", "it"), ("after", "i", "do", "it"), ("after", "i", "did", "it"), ("after", "i", "finish"),
    ("after", "i", "finish", "it"), ("after", "i", "complete", "it"), ("after", "the", "last", "time"),
)  # fmt: skip


def said(scene: Scene, i: int) -> int | None:
    """The place after "after completion" and its like at `i`."""
    ends = [end for words in _DONE if (end := scene.run(i, *words)) is not None]
    return max(ends, default=None)


def read(scene: Scene, i: int) -> Every | None:
    """A length and when it begins to count."""
    amount = units.read(scene, i)
    end = said(scene, amount.last) if amount is not None else None
    every = _step(amount) if amount is not None and end is not None else None
    return None if every is None or end is None else replace(every, last=end)


def _step(amount: Amount) -> Every | None:
    """The rule of a length in one unit."""
    parts = [(amount.months, "MONTHLY"), (amount.days, "DAILY"), (amount.seconds / 60, "MINUTELY")]
    given = [(count, freq) for count, freq in parts if count]
    if len(given) != 1 or given[0][0] != int(given[0][0]):
        return None
    count, freq = int(given[0][0]), given[0][1]
    if freq == "MINUTELY" and count % 60 == 0:
        count, freq = count // 60, "HOURLY"
    if freq == "DAILY" and count % 7 == 0 and amount.grain == "week":
        count, freq = count // 7, "WEEKLY"
    return Every(freq=freq, interval=count, after_done=True, last=amount.last)  # type: ignore[arg-type]
