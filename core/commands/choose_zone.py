"""Choose one's time zone while typing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, action
from core.messages import Field, Form


@dataclass(frozen=True, slots=True)
class ChooseZone(Command):
    """Reads only; the form's submit is `set_timezone`."""

    async def handle(self, context: Context) -> Outcome:
        """The form, with the zone that is set."""
        field = Field("zone", context.book.text("field_zone"), context.zone, "suggest", required=True, source="zone")
        form = Form(context.book.text("form_zone"), action("set_timezone"), (field,))
        return Outcome(replace(context.reply("zone_choose"), form=form))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ChooseZone:
        """`choose_zone`."""
        return cls()


ChooseZone.undoable = False
ChooseZone.spoken = False
