"""Set the person's time zone: by hand, so it beats what a platform's profile says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import undo_button
from core.commands._zones import likely, resolve
from core.domain import Person
from core.domain.events import PersonUpdated
from core.errors import UserError
from core.messages import Button, Instant, is_zone
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class SetTimezone(Command):
    """`zone` is an IANA name, a city, or an abbreviation; empty: say which one is set."""

    zone: str = ""

    async def handle(self, context: Context) -> Outcome:
        """Remember it; an abbreviation that two places share is asked about."""
        if not self.zone:
            return Outcome(context.reply("zone_now", zone=context.zone, when=Instant(context.now, context.zone)))
        choices = [self.zone] if is_zone(self.zone) and "/" in self.zone else resolve(self.zone)
        if not choices:
            near = ", ".join(likely(self.zone)) or "Europe/Berlin"
            raise UserError("zone_unknown", zone=self.zone[:50], near=near)
        if len(choices) > 1:
            buttons = tuple(Button(one, action("set_timezone", one)) for one in choices)
            return Outcome(replace(context.reply("zone_which", buttons=buttons, zone=self.zone), kind="question"))
        return await self._set(context, choices[0])

    async def _set(self, context: Context, zone: str) -> Outcome:
        rows = await context.tx.rows(
            "SELECT * FROM persons WHERE id = %(id)s FOR UPDATE /* %(workspace)s: no tenant */", id=context.who.id
        )
        person = Person(**rows[0])
        change = person.set_zone(zone)
        shown = Instant(context.now, zone)
        if not change:
            return Outcome(context.reply("zone_same", zone=zone, when=shown), {"zone": zone})
        await context.tx.save(person, change)
        context.tx.emit(PersonUpdated(person.id, person.version, change))
        undo = undo_button(context, context.tx.correlation)
        reply = context.reply("zone_set", buttons=(undo,), zone=zone, when=shown)
        return Outcome(reply, {"zone": zone}, context.tx.correlation)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> SetTimezone:
        """The zone as it was said."""
        return cls(reading.slots.zone or "")

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> SetTimezone:
        """`set_timezone:<zone>`."""
        return cls(":".join(args))

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> SetTimezone:
        """The submit of the form that asks for it."""
        return cls(values.get("zone", "").strip())
