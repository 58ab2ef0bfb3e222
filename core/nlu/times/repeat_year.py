"""Days of the year that come again: "jan 27th", "1/30 and 9/30", "first monday of september", "christmas", "may"."""

from __future__ import annotations

from collections.abc import Mapping

from core.nlu.times import holiday
from core.nlu.times.calendar import CODES, MONTHS, WEEKDAYS, length
from core.nlu.times.pieces import Every
from core.nlu.times.repeat_days import JOINTS
from core.nlu.times.scene import Scene

_FILLER = ("my", "our", "his", "her", "their", "birthday", "anniversary", "on", "the", ",", "wedding", "bday", "date")


def read(scene: Scene, i: int, interval: int = 1) -> Every | None:
    """The yearly rule of the dates, the weekday of a month, the holiday or the months at `i`."""
    found = _dates(scene, i) or _weekday_of(scene, i) or _holiday(scene, i) or _months(scene, i)
    if found is None:
        return None
    lines, last = found
    return Every(freq="YEARLY", interval=interval, by=lines[0], more=tuple(lines[1:]), last=last)


def onto(scene: Scene, i: int, interval: int) -> Every | None:
    """The same behind "every year", with what people put between ("on my birthday, 3 may")."""
    return read(scene, scene.skip(i, *_FILLER), interval)


Lines = tuple[list[Mapping[str, str]], int]


def _dates(scene: Scene, i: int) -> Lines | None:
    days: dict[int, set[int]] = {}
    last = at = i
    while (found := _date(scene, at)) is not None:
        days.setdefault(found[1], set()).add(found[0])
        last = found[2]
        at = scene.skip(last, *JOINTS, "the")
        if at == last:
            break
    return ([_line(day, months) for day, months in days.items()], last) if days else None


def _line(day: int, months: set[int]) -> Mapping[str, str]:
    """29 February is the last day of February where the year has none."""
    by = {"BYMONTH": ",".join(map(str, sorted(months))), "BYMONTHDAY": str(day)}
    return {**by, "BYMONTHDAY": "28,29", "BYSETPOS": "-1"} if day == 29 and months == {2} else by


def _date(scene: Scene, i: int) -> tuple[int, int, int] | None:
    """(month, day, the place after) of one date without a year."""
    found = _named(scene, i) or _slashed(scene, i)
    if found is None:
        return None
    month, day, _ = found
    return found if 1 <= day <= length(2000, month) else None


def _named(scene: Scene, i: int) -> tuple[int, int, int] | None:
    if scene.word(i) in MONTHS:
        at = scene.skip(i + 1, ".", "the")
        day = scene.ordinal(at) or scene.whole(at)
        return (MONTHS[scene.word(i)], day[0], day[1]) if day else None
    said = scene.ordinal(i) or scene.whole(i)
    if said is None:
        return None
    at = scene.skip(said[1], "of", "-")
    return (MONTHS[scene.word(at)], said[0], at + 1) if scene.word(at) in MONTHS else None


def _slashed(scene: Scene, i: int) -> tuple[int, int, int] | None:
    if not (scene.digits(i) and scene.word(i + 1) == "/" and scene.digits(i + 2)):
        return None
    pair = (int(scene.word(i)[:4]), int(scene.word(i + 2)[:4]))
    said = scene.preferences.day_first
    turned = scene.preferences.usually_day_first if said is None else said
    month, day = (pair[1], pair[0]) if turned or pair[0] > 12 else pair
    return (month, day, i + 3) if 1 <= month <= 12 else None


def _weekday_of(scene: Scene, i: int) -> Lines | None:
    """ "first monday of september", "last friday in november"."""
    place = (-1, i + 1) if scene.word(i) in ("last", "final") else scene.ordinal(i)
    if place is not None and scene.word(place[1]) == "day" and place[0] == -1:
        at = scene.skip(place[1] + 1, "of", "in")
        last = {"BYMONTH": str(MONTHS.get(scene.word(at), 0)), "BYMONTHDAY": "-1"}
        return ([last], at + 1) if scene.word(at) in MONTHS else None
    if place is None or scene.word(place[1]) not in WEEKDAYS or not -1 <= place[0] <= 5:
        return None
    at = scene.skip(place[1] + 1, "of", "in", "every", "each")
    if at == place[1] + 1 or scene.word(at) not in MONTHS:
        return None
    by = {"BYMONTH": str(MONTHS[scene.word(at)]), "BYDAY": f"{place[0]}{CODES[WEEKDAYS[scene.word(place[1])]]}"}
    return [by], at + 1


def _holiday(scene: Scene, i: int) -> Lines | None:
    """Holidays on a fixed date or on the nth weekday of a month; those that follow the moon are no RRULE."""
    found = holiday.rule_at(scene, i)
    if found is None:
        return None
    rule, last = found
    if "-" in rule and rule.replace("-", "").isdigit():
        month, day = rule.split("-")
        return [{"BYMONTH": month, "BYMONTHDAY": day}], last
    parts = rule.split()
    if len(parts) == 3 and parts[1] in CODES:
        return [{"BYMONTH": parts[0], "BYDAY": f"{parts[2]}{parts[1]}"}], last
    return None


def _months(scene: Scene, i: int) -> Lines | None:
    """ "january and july", "june and december on the 5th": the first of them where no day is said."""
    months: set[int] = set()
    last = at = i
    while scene.word(at) in MONTHS:
        months.add(MONTHS[scene.word(at)])
        last = at + 1
        at = scene.skip(last, *JOINTS)
        if at == last:
            break
    day = scene.ordinal(scene.skip(last + 1, "the")) if scene.word(last) == "on" else None
    if day is None or not 1 <= day[0] <= 28:
        day = (1, last)
    by = {"BYMONTH": ",".join(map(str, sorted(months))), "BYMONTHDAY": str(day[0])}
    return ([by], day[1]) if months else None
