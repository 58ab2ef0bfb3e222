"""Remind of somebody's message: of its task where there is one, else of what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands._base import Command, Context, Outcome, action
from core.commands._moment import Moment
from core.commands.add_message import made_from, parted
from core.commands.remind import Remind, about_message, delayed
from core.errors import UserError
from core.messages import Field, Form

CHOICES = ("20m", "1h", "3h", "tomorrow", "week")


@dataclass(frozen=True, slots=True)
class RemindMessage(Command):
    """The message that the context refers to, at `when`; without it a form asks."""

    when: Moment | None = None

    async def handle(self, context: Context) -> Outcome:
        """As "remind me about this" does."""
        if self.when is None:
            reply = context.reply("remind_message", title=about_message(context)[:80])
            return Outcome(replace(reply, form=_form(context)))
        task = await made_from(context)
        link = context.reference.link if context.reference else None
        if task is not None:
            return await Remind(task_id=task.id, when=self.when, link=link).handle(context)
        text, description = parted(context)
        made_of = context.reference.message_id if context.reference else ""
        wish = Remind(text=text, description=description, when=self.when, link=link, of_message=made_of)
        return await wish.handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> RemindMessage:
        """`remind_message` or `remind_message:<20m | 1h | 3h | tomorrow | week>`, with a reference."""
        if context.reference is None:
            raise UserError("action_stale")
        return cls(delayed(args[0], context) if args else None)

    @classmethod
    def from_form(cls, args: list[str], values: dict[str, str], context: Context) -> RemindMessage:
        """The form's submit: `delay`, or `when` in words (which come here as a stamp)."""
        if context.reference is None:
            raise UserError("action_stale")
        if values.get("when"):
            return cls(Moment.stamped(values["when"], context.zone))
        labels = {context.book.text(f"delay_{one}"): one for one in CHOICES}
        chosen = labels.get(values.get("delay", ""))
        if chosen is None:
            raise UserError("remind_when_missing")
        return cls(delayed(chosen, context))


def _form(context: Context) -> Form:
    label = context.book.text
    delays = tuple(label(f"delay_{one}") for one in CHOICES)
    fields = (
        Field("delay", label("field_delay"), delays[0], "choice", delays),
        Field("when", label("field_when")),
    )
    return Form(label("form_remind"), action("remind_message"), fields)


RemindMessage.spoken = False
