"""Steps within hours of the day: "every 2 hours from 9 to 17 on weekdays" as BYHOUR of a daily or weekly rule."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.times.pieces import Clock, Every
from core.nlu.times.scene import Scene


def windowed(scene: Scene, every: Every, i: int) -> Every | None:
    """The rule of hours when a window of the day stands at `i`; None when there is none or it holds no step."""
    if every.freq not in ("HOURLY", "MINUTELY") or scene.word(i) not in ("from", "between"):
        return None
    first = _hour(scene, i + 1)
    if first is None or scene.word(first.last) not in ("to", "until", "till", "and", "-"):
        return None
    last = _hour(scene, first.last + 1)
    if last is None:
        return None
    start, end = first.hour, last.hour
    if end <= start and not last.sure:
        end += 12
    step = every.interval if every.freq == "HOURLY" else max(1, every.interval // 60)
    if not start < end <= 23 or (every.freq == "MINUTELY" and every.interval % 60 and 60 % every.interval):
        return None
    minutes = range(0, 60, every.interval) if every.freq == "MINUTELY" and every.interval < 60 else range(1)
    by = {"BYHOUR": ",".join(map(str, range(start, end + 1, step))), "BYMINUTE": ",".join(map(str, minutes))}
    return _on(scene, replace(every, freq="DAILY", interval=1, by=by, last=last.last))


def _hour(scene: Scene, i: int) -> Clock | None:
    """A full hour; of a bare one the hour as it stands, for windows are said in the 24 hours of a working day."""
    clock = scene.piece(i, Clock)
    return clock if clock is not None and clock.minute == 0 else None


def _on(scene: Scene, every: Every) -> Every:
    """The days that follow: "on weekdays", "every weekday", "on mondays"."""
    days = scene.piece(every.last, Every)
    if days is None or days.freq != "WEEKLY" or days.interval != 1 or "BYDAY" not in days.by:
        return every
    return replace(every, freq="WEEKLY", by={"BYDAY": days.by["BYDAY"], **every.by}, last=days.last)
