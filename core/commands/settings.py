"""Show or change a person's settings: what loose words mean to them, and how they are rung."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import undo_button
from core.commands._preferences import CHOICES, NAMES, TAUGHT, preferences_of, said, save, stored, written
from core.domain import Person
from core.errors import UserError
from core.messages import Button
from core.nlu.reading import Understanding

OFFERED = {
    "week_start": ("monday", "sunday"),
    "day_first": CHOICES["day_first"],
    "next_weekday": CHOICES["next_weekday"],
    "bare_hour": CHOICES["bare_hour"],
    "due_ring": CHOICES["due_ring"],
    "ring_place": CHOICES["ring_place"],
}


@dataclass(frozen=True, slots=True)
class Settings(Command):
    """`changes` are (name, value) as text; the value "" is the usual one again, the name "all" all of them."""

    changes: tuple[tuple[str, str], ...] = ()

    async def handle(self, context: Context) -> Outcome:
        """Write what is new, in one event; nothing to change: show them."""
        if not self.changes:
            return self._show(context)
        rows = await context.tx.rows(
            "SELECT * FROM persons WHERE id = %(id)s FOR UPDATE /* %(workspace)s: no tenant */", id=context.who.id
        )
        person = Person(**rows[0])
        wanted = dict(person.preferences)
        for name, value in self.changes:
            if name == "all" and not value:
                wanted = {key: kept for key, kept in wanted.items() if key not in (*NAMES, TAUGHT)}
            elif not value and name in NAMES:
                wanted.pop(name, None)
            else:
                wanted[name] = stored(name, value)
        change = person.prefer(wanted)
        shown = written(preferences_of(person.preferences))
        text = "; ".join(said(name, shown[name], context) for name, _ in self.changes if name in shown)
        if not change:
            return Outcome(context.reply("settings_same", what=text or context.book.text("settings_usual")), shown)
        await save(context, person, change)
        undo = undo_button(context, context.tx.correlation)
        reply = context.reply("settings_set", buttons=(undo,), what=text or context.book.text("settings_usual"))
        return Outcome(reply, shown, context.tx.correlation)

    def _show(self, context: Context) -> Outcome:
        shown = written(context.who.preferences)
        lines = "\n".join(f"  {said(name, shown[name], context)}" for name in NAMES)
        buttons = tuple(
            Button(context.book.text("settings_button", what=said(name, value, context))[:75], _action(name, value))
            for name, values in OFFERED.items()
            for value in values
            if value != shown[name]
        )
        return Outcome(context.reply("settings_shown", lines=lines, zone=context.zone, buttons=buttons), shown)

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> Settings:
        """What was said."""
        said = (one.partition("=") for one in reading.slots.settings)
        return cls(tuple((name, value) for name, _, value in said))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> Settings:
        """`settings` or `settings:<name>:<value>`, without a value the usual one."""
        if not args:
            return cls()
        if len(args) != 2 or args[1] not in ("", *CHOICES.get(args[0], ())) or args[0] not in CHOICES:
            raise UserError("action_stale")
        return cls(((args[0], args[1]),))


def _action(name: str, value: str) -> str:
    return action("settings", name, value)
