"""Steps within hours of the day: "every 2 hours from 9 to 17 on weekdays" as BYHOUR of a daily or weekly rule."""

from __future__ import annotations

from dataclasses import replace

from core.nlu.times.pieces import Clock, Every, Part
from core.nlu.times.repeat_days import codes, listed
from core.nlu.times.scene import Scene

_ENDS = ("to", "until", "till", "and", "-", "–", "through")


def windowed(scene: Scene, every: Every, i: int) -> Every | None:
    """The rule of hours when a window of the day stands at `i`; None when there is none or it holds no step."""
    if every.freq not in ("HOURLY", "MINUTELY") or scene.word(i) not in ("from", "between"):
        return None
    first = _hour(scene, i + 1)
    if first is None or scene.word(first.last) not in _ENDS:
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
    return _on(scene, _stepped(every, range(start, end + 1, step), last.last))


def _stepped(every: Every, hours: range, last: int) -> Every:
    """Each of the hours; of steps within the hour the last hour is only reached."""
    days = {name: every.by[name] for name in ("BYDAY",) if name in every.by}
    freq = "WEEKLY" if days else "DAILY"
    if every.freq == "HOURLY" or every.interval >= 60:
        by = {**days, "BYHOUR": ",".join(map(str, hours)), "BYMINUTE": "0"}
        return replace(every, freq=freq, interval=1, by=by, last=last)  # type: ignore[arg-type]
    minutes = ",".join(map(str, range(0, 60, every.interval)))
    by = {**days, "BYHOUR": ",".join(map(str, hours[:-1])), "BYMINUTE": minutes}
    closing = {**days, "BYHOUR": str(hours[-1]), "BYMINUTE": "0"}
    return replace(every, freq=freq, interval=1, by=by, more=(closing,), last=last)  # type: ignore[arg-type]


def _hour(scene: Scene, i: int) -> Clock | None:
    """A full hour; of a bare one the hour as it stands, for windows are said in the 24 hours of a working day."""
    for piece in scene.pieces(i):
        if isinstance(piece, Part) and piece.name == "noon":
            return Clock(hour=12, sure=True, last=piece.last)
        if isinstance(piece, Clock):
            return piece if piece.minute == 0 else None
    return None


def _on(scene: Scene, every: Every) -> Every:
    """The days that follow: "on weekdays", "every weekday", "on mondays"."""
    days = listed(scene, scene.skip(every.last, "on", "every", "each", "the"))
    if days is None or "BYDAY" in every.by:
        return every
    by = {"BYDAY": codes(days[0])}
    more = tuple({**by, **one} for one in every.more)
    return replace(every, freq="WEEKLY", by={**by, **every.by}, more=more, last=days[1])
