"""Set the profile: the zone and the language that a page or a form offers, of which null means: as elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target
from core.commands._preferences import NAMES
from core.domain import Person
from core.domain.events import Change, PersonUpdated
from core.errors import UserError
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class SetProfile(Command):
    """What is None stays as it is, "" is forgotten; with nothing to set it only reads."""

    zone: str | None = None
    language: str | None = None

    async def handle(self, context: Context) -> Outcome:
        """Data: the zone when it was set by hand, the language, and which settings are not the usual ones."""
        lock = "" if self.zone is None and self.language is None else " FOR UPDATE"
        sql = f"SELECT * FROM persons WHERE id = %(id)s{lock} /* %(workspace)s: no tenant */"
        person = Person(**(await context.tx.rows(sql, id=context.who.id))[0])
        change = self._change(person)
        if change:
            await context.tx.save(person, change)
            context.tx.emit(PersonUpdated(person.id, person.version, change))
        shown: dict[str, object] = {"zone": person.zone if person.zone_set else None, "language": person.locale}
        shown["chosen"] = [name for name in NAMES if name in person.preferences]
        shown |= {"name": context.who.name, "admin": context.who.admin, "zone_now": context.zone}
        return Outcome(context.reply("settings_same", what=context.zone), shown)

    def _change(self, person: Person) -> Change:
        before = {"zone": person.zone, "zone_set": person.zone_set, "locale": person.locale}
        after = dict(before)
        if self.zone is not None:
            after |= {"zone": self.zone or person.zone, "zone_set": bool(self.zone)}
        if self.language is not None:
            after["locale"] = self.language or None
        names = [name for name in after if after[name] != before[name]]
        if not names:
            return Change()
        for name in names:
            setattr(person, name, after[name])
        person.version += 1
        return Change({name: before[name] for name in names}, {name: after[name] for name in names})

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SetProfile:
        """Said in words it is SetTimezone."""
        raise UserError("not_understood")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SetProfile:
        """No button asks for it."""
        raise UserError("action_stale")


SetProfile.undoable = False
SetProfile.spoken = False
