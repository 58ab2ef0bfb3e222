"""Rules in short: "-/mon-fri 12-18/3h" is every 3 hours from 12 to 18, monday to friday."""

from __future__ import annotations

from core.nlu.times.pieces import Every
from core.nlu.times.repeat_days import codes, listed
from core.nlu.times.scene import Scene

FIRST = ("-",)


def read(scene: Scene, i: int) -> Every | None:
    """The rule behind "-/": days if any, the hours of the day, the step between them."""
    if scene.word(i) != "-" or scene.word(i + 1) != "/" or not scene.glued(i + 1):
        return None
    days = listed(scene, i + 2)
    at = days[1] if days is not None else i + 2
    if not (scene.digits(at) and scene.word(at + 1) == "-" and scene.digits(at + 2) and scene.word(at + 3) == "/"):
        return None
    first, last, step = scene.word(at), scene.word(at + 2), scene.word(at + 4)
    if (
        not scene.digits(at + 4)
        or scene.word(at + 5) not in ("h", "m", "min")
        or max(map(len, (first, last, step))) > 2
    ):
        return None
    hours = _hours(int(first), int(last), int(step), scene.word(at + 5))
    if hours is None:
        return None
    by = {"BYDAY": codes(days[0])} if days is not None else {}
    return Every(freq="WEEKLY" if by else "DAILY", by={**by, **hours}, last=at + 6)


def _hours(first: int, last: int, step: int, unit: str) -> dict[str, str] | None:
    """The hours and minutes of the step; steps within the hour must divide it."""
    if not 0 <= first < last <= 23 or not step:
        return None
    if unit == "h":
        return {"BYHOUR": ",".join(map(str, range(first, last + 1, step))), "BYMINUTE": "0"}
    if 60 % step:
        return None
    return {"BYHOUR": ",".join(map(str, range(first, last))), "BYMINUTE": ",".join(map(str, range(0, 60, step)))}
