"""Feasts that no rule names: "every easter" moves with the moon, which RFC 5545 has no words for."""

from __future__ import annotations

from core.nlu.reading import Note
from core.nlu.times.holiday import rule_at
from core.nlu.times.pieces import Impossible
from core.nlu.times.scene import Scene

FIRST = ("every", "each", "yearly", "annually")


def read(scene: Scene, i: int) -> Impossible | None:
    """The whole of "every year on easter"; what has a rule is read as a recurrence before."""
    start = scene.skip(i + 1, "single", "year", "on", "at")
    start = scene.skip(start, "the")
    found = rule_at(scene, start)
    if found is None:
        return None
    said = " ".join(scene.word(at) for at in range(start, found[1]))
    return Impossible(note=Note("no_rule", (("said", said),)), last=found[1])
