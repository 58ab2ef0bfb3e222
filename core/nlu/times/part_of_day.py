"""Parts of the day: "tonight", "this morning", "in the evening", "noon", "last night"."""

from __future__ import annotations

from typing import Literal

from core.nlu.times.pieces import Part
from core.nlu.times.scene import Scene

Name = Literal["morning", "afternoon", "evening", "night", "noon", "midnight", "end"]
_NAMES: dict[str, Name] = {
    "morning": "morning", "mornings": "morning", "am": "morning", "afternoon": "afternoon", "afternoons": "afternoon",
    "evening": "evening", "evenings": "evening", "night": "night", "nights": "night", "noon": "noon",
    "midday": "noon", "noonish": "noon", "midnight": "midnight", "lunch": "noon", "lunchtime": "noon",
    "dinner": "evening", "dinnertime": "evening", "supper": "evening",
}  # fmt: skip
_ALONE = ("noon", "midday", "noonish", "midnight")
_TONIGHT = ("tonight", "tonite", "2nite", "tonigh")
FIRST = (
    *_NAMES, *_TONIGHT, "first", "this", "in", "at", "the", "last", "next", "late", "early", "mid", "during",
    "yesterday", "tomorrow", "later", "overnight",
)  # fmt: skip


def read(scene: Scene, i: int) -> Part | None:
    first = scene.run(i, "first", "thing")
    if first is not None:
        return Part(name="morning", last=scene.run(first, "in", "the", "morning") or first)
    before = scene.run(scene.skip(i, "the"), "night", "before", "last")
    if before is not None:
        return Part(name="night", shift_days=-2, last=before)
    start = scene.skip(i, "in", "at", "during") if scene.word(i) in ("in", "at", "during") else i
    pointed = start > i
    the = scene.word(start) == "the"
    start += the
    this = scene.word(start) in ("this", "later", "last", "next")
    shift = {"last": -1, "next": 1}.get(scene.word(start), 0)
    start = scene.skip(start, "this", "later", "last", "next") if this else start
    said = scene.skip(start, "late", "early", "mid", "-", "very")
    if scene.word(said) in _TONIGHT and not the:
        return Part(name="night", today=True, last=said + 1)
    if scene.word(said) == "mid" or (said > start and scene.word(said) == "day" and scene.word(start) == "mid"):
        return Part(name="noon", last=said + 1)
    said = _hours_of(scene, start) or said
    name = _NAMES.get(scene.word(said))
    if name is None or (name == "noon" and shift) or scene.word(said) == "am":
        return None
    if scene.word(said) in ("lunch", "dinner", "supper", "night", "nights") and not (
        pointed or this or the or scene.word(said - 1) == "late"
    ):
        # "lunch with bob", "night shift": things; "good night": a greeting.
        return Part(name=name, weak=True, last=said + 1)
    alone = scene.word(said) in _ALONE or this or (pointed and (the or name in ("night", "noon")))
    last = said + 1
    if scene.word(last) == "-" and scene.run(last, "-", "time"):
        last += 2
    return Part(name=name, today=this and not shift, shift_days=shift, weak=not alone, last=last)


def _hours_of(scene: Scene, i: int) -> int | None:
    """ "early hours of the morning"."""
    return scene.run(i, "early", "hours", "of", "the") or scene.run(i, "early", "in", "the")
