"""Make a task of somebody's message, once: the second time its number is told."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands._base import Command, Context, Outcome
from core.commands._cards import seer, task_card, task_json
from core.commands.create_task import CreateTask
from core.commands.remind import about_message
from core.db import cards, tasks
from core.domain import Task
from core.domain.wording import split_title
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class AddMessage(Command):
    """The message that the context refers to: its first line is the title, its link is kept."""

    async def handle(self, context: Context) -> Outcome:
        """Create it, and remember which message it was made from."""
        there = await made_from(context)
        if there is not None:
            card = task_card(there, context)
            reply = context.reply("already_a_task", cards=(card,), number=there.number, title=there.title)
            return Outcome(reply, task_json(there))
        title, description = parted(context)
        link = context.reference.link if context.reference else None
        made_of = context.reference.message_id if context.reference else ""
        return await CreateTask(title, description, source_link=link, of_message=made_of).handle(context)

    @classmethod
    def from_action(cls, args: list[str], context: Context) -> AddMessage:
        """`add_message`, with a reference."""
        if context.reference is None:
            raise UserError("action_stale")
        return cls()


def parted(context: Context) -> tuple[str, str]:
    """A title and a description of the message: its first line, and the rest."""
    first, _, rest = about_message(context).partition("\n")
    return split_title(first, rest.strip())


async def made_from(context: Context) -> Task | None:
    """The task that was made from the message, if this person sees it."""
    assert context.reference is not None
    place = context.address
    subjects = await cards.subjects_of(
        context.tx, context.reference.message_id, platform=place.platform, channel=place.channel, account=place.person
    )
    found = await tasks.by_ids(context.tx, subjects, seer(context)) if subjects else {}
    return next(iter(found.values()), None)


AddMessage.spoken = False
