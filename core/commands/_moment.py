"""A stated time as a command carries it: wall time and zone, so that it survives JSON and every change of clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.reminder import instant_of, zone_name
from core.errors import UserError
from core.messages import Day, Instant
from core.nlu.reading import Preferences, When

SOON = timedelta(minutes=2)
STAMP, STAMP_OF_DAY = "%Y%m%dT%H%M%S", "%Y%m%d"


@dataclass(frozen=True, slots=True)
class Moment:
    """`wall` is naive, in `zone` (IANA). Without `has_time` only its date counts."""

    wall: datetime
    zone: str
    has_time: bool = True

    @classmethod
    def of(cls, when: When) -> Moment:
        """The time of a reading; in a gap the wall time that was said, since a rule goes on with it on other days."""
        moment = cls.at(when.start, has_time=when.has_time)
        skipped = next((dict(note.params)["said"] for note in when.notes if note.code == "gap_shifted"), None)
        if skipped is None or instant_of(said := _at_clock(moment.wall, skipped), moment.zone) != moment.instant:
            return moment
        return replace(moment, wall=said)

    @classmethod
    def at(cls, moment: datetime, *, has_time: bool = True) -> Moment:
        """An aware time in an IANA zone."""
        return cls(moment.replace(tzinfo=None), zone_name(moment), has_time)

    @classmethod
    def typed(cls, words: str, shape: str, zone: str, *, has_time: bool = True) -> Moment:
        """A wall time in the shape of `strptime`. ValueError when it is none, or has no instant in any calendar."""
        found = cls(datetime.strptime(words, shape), zone, has_time)  # noqa: DTZ007 (wall time)
        try:
            _ = found.local
        except OverflowError as error:
            raise ValueError(words) from error
        return found

    @classmethod
    def stamped(cls, stamp: str, zone: str) -> Moment:
        """The time behind a button's stamp. UserError("action_stale") when it is none."""
        has_time = "T" in stamp
        try:
            return cls.typed(stamp, STAMP if has_time else STAMP_OF_DAY, zone, has_time=has_time)
        except ValueError as error:
            raise UserError("action_stale") from error

    def stamp(self, zone: str) -> str:
        """As a button's action holds it, by the clock of `zone`; a day stays a day."""
        if not self.has_time:
            return self.wall.strftime(STAMP_OF_DAY)
        return self.wall.strftime(STAMP) if self.zone == zone else f"{self.instant.astimezone(ZoneInfo(zone)):{STAMP}}"

    @property
    def local(self) -> datetime:
        """Aware, in its zone; a time in a gap as RFC 5545 reads it."""
        return self.instant.astimezone(ZoneInfo(self.zone))

    @property
    def instant(self) -> datetime:
        """In UTC."""
        return instant_of(self.wall, self.zone)

    def shown(self, now: datetime) -> Instant | Day:
        """As a reply shows it: what is less than two minutes away to the second."""
        if not self.has_time:
            return Day(self.wall.date())
        return Instant(self.instant, self.zone, seconds=self.instant - now < SOON)

    def timed(self, preferences: Preferences, now: datetime) -> Moment:
        """With the person's usual hour where only a day was said; today after that hour, the next full one."""
        if self.has_time:
            return self
        hour = preferences.day
        usual = Moment(self.wall.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0), self.zone)
        here = now.astimezone(ZoneInfo(self.zone))
        if usual.instant > now or here.date() != self.wall.date():
            return usual
        soon = here.replace(tzinfo=None, minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return Moment(soon, self.zone)


def _at_clock(wall: datetime, said: str) -> datetime:
    """The same day at a time of day as "02:30"."""
    return datetime.combine(wall.date(), time.fromisoformat(said))
