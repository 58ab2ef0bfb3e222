"""Seasons of the northern half: "this summer", "winter of 2027", "in the spring"; from the equinox or solstice on."""

from __future__ import annotations

from datetime import date

from core.nlu.times.pieces import Day
from core.nlu.times.scene import Scene

_STARTS = {"spring": (3, 20), "summer": (6, 21), "autumn": (9, 23), "fall": (9, 23), "winter": (12, 21)}
_ENDS = {"spring": (6, 21), "summer": (9, 23), "autumn": (12, 21), "fall": (12, 21), "winter": (3, 20)}
_POINT = {"this": 0, "next": 1, "coming": 0, "last": -1, "past": -1, "previous": -1}
_FOLLOWERS = ("to", "and", "or", "at", "on", "with", "i", "we", "please", "when", "if", "remind")
_IN = ("in", "during", "over")
FIRST = (*_STARTS, *_POINT, *_IN, "the")


def read(scene: Scene, i: int) -> Day | None:
    inside = scene.word(i) in _IN
    at = scene.skip(i, *_IN, "the") if inside or scene.word(i) == "the" else i
    point = _POINT.get(scene.word(at))
    at += point is not None
    name = scene.word(at)
    if name not in _STARTS:
        return None
    last = at + 1
    year = scene.year(scene.skip(last, "of", ",", "in"))
    if year is not None and 1 <= year[0] <= 9998:
        return _season(name, year[0], year[1])
    shift = {"next": 1, "this": 0, "last": -1}.get(scene.word(scene.skip(last, "of")))
    if shift is not None and scene.word(scene.skip(last, "of") + 1) == "year":
        return _season(name, scene.today.year + shift, scene.skip(last, "of") + 2)
    noun = scene.word(last).isalpha() and scene.word(last) not in _FOLLOWERS
    edged = scene.word(at - 1) == "of" or (scene.word(at - 1) == "the" and scene.word(at - 2) == "of")
    if point is None and ((not inside and not edged) or noun):
        return None
    running = next(here for ahead in (-1, 0, 1) if (here := _ended(scene, name, ahead, last)) is not None)
    if not point:
        return running
    ahead = point == 1 and running.start > scene.today and (running.start - scene.today).days > 120
    return running if ahead else _season(name, running.start.year + point, last)


def _ended(scene: Scene, name: str, ahead: int, last: int) -> Day | None:
    """The season of a year when it is not over."""
    here = _season(name, scene.today.year + ahead, last)
    return here if here.end is not None and here.end > scene.today else None


def _season(name: str, year: int, last: int) -> Day:
    """The season that begins in a year."""
    start = date(year, *_STARTS[name])
    return Day(start=start, end=date(year + (name == "winter"), *_ENDS[name]), last=last)
