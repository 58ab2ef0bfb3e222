"""Show or change what holds for all of a workspace: its admins' to change, everybody's to read."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands import _server as server
from core.commands._base import Command, Context, Outcome, Target, action
from core.commands._cards import undo_button
from core.domain.workspace import REPEATS
from core.errors import ForbiddenError, UserError
from core.messages import Button
from core.nlu.reading import Understanding


@dataclass(frozen=True, slots=True)
class ServerSettings(Command):
    """`changes` are (name, value) as text: zone, a zone or a city, "" for none; repeat, in minutes."""

    changes: tuple[tuple[str, str], ...] = ()

    async def handle(self, context: Context) -> Outcome:
        """Write what is new, in one event; nothing to change: show them. ForbiddenError for who is no admin."""
        if self.changes and not context.who.admin:
            raise ForbiddenError("server_admins_only")
        wanted = {server.NAMES.get(name, name): server.value_of(name, value) for name, value in self.changes}
        workspace = await server.row(context, lock=bool(wanted))
        change = workspace.settle(**wanted)
        shown = server.said(workspace, context)
        data = server.written(workspace)
        if not self.changes:
            lines = "\n".join(f"  {line}" for line in shown.values())
            buttons = self._offered(context, workspace.shortest_repeat) if context.who.admin else ()
            return Outcome(context.reply("server_settings_shown", lines=lines, buttons=buttons), data)
        what = "; ".join(shown[name] for name, _ in self.changes)
        if not change:
            return Outcome(context.reply("settings_same", what=what), data)
        await server.save(context, workspace, change)
        undo = undo_button(context, context.tx.correlation)
        return Outcome(context.reply("server_settings_set", buttons=(undo,), what=what), data, context.tx.correlation)

    def _offered(self, context: Context, now: int) -> tuple[Button, ...]:
        return tuple(
            Button(context.book.text("server_repeat", minutes=one), action("server_settings", "repeat", one))
            for one in REPEATS
            if one != now
        )

    @classmethod
    def from_intent(cls, reading: Understanding, target: Target | None, context: Context) -> ServerSettings:
        """What was said."""
        said = (one.partition("=") for one in reading.slots.settings)
        return cls(tuple((name, value) for name, _, value in said))

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> ServerSettings:
        """`server_settings`, or with names and values by turns: `server_settings:zone:Europe/Berlin:repeat:5`."""
        if len(args) % 2:
            raise UserError("action_stale")
        return cls(tuple(zip(args[::2], args[1::2], strict=True)))
