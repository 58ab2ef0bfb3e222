"""Several wishes in one message: a list is asked about once, commands that were joined are granted together."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.assistant.plan import Plan
from core.assistant.zone import ask_zone, needs_zone
from core.commands._base import Command, Context, action
from core.commands.several import Several
from core.errors import NotFoundError, UserError
from core.messages import INCOMING, Button, Incoming
from core.nlu import several
from core.nlu.reading import Understanding

CLICKED = "1:several"
OF_SEVERAL = ("complete_task", "reopen_task", "delete_task")
_JOINT = re.compile(r"\s*,\s*(?:and\s+|und\s+)?|\s+(?:and|und|&)\s+", re.IGNORECASE)
NAMED = 3  # the question names so many of them
Read = Callable[[str], Understanding]
Wish = Callable[[Understanding, Context], Awaitable[Plan]]


async def plan(incoming: Incoming, context: Context, read: Read, wish: Wish) -> Plan | None:
    """What a message with several wishes asks for; None when it holds one. UserError says why it cannot be."""
    if incoming.slash or incoming.form is not None:
        return None
    found = several.parted(incoming.text, read)
    if found is None:
        return None
    readings = [read(one) for one in found.wishes]
    late = next((one for one in readings if needs_zone(one, context)), None)
    if late is not None:
        return ask_zone(incoming, late, context)
    if found.listed:
        return _asked(incoming, context, readings)
    return await granted(readings, context, wish)


async def granted(readings: list[Understanding], context: Context, wish: Wish) -> Plan | None:
    """All of them as one command; None when one of them has to be asked about, and the message is read as one wish."""
    commands: list[Command] = []
    for reading in readings:
        if reading.problem is not None:
            raise UserError(reading.problem.code, **dict(reading.problem.params))
        made = await wish(reading, context)
        if made.command is None:
            return None
        commands.append(made.command)
    return Plan(Several(tuple(commands)), kind="command", wishes=tuple(readings))


async def named(reading: Understanding, context: Context, wish: Wish) -> Plan | None:
    """Each of the things that are named one after the other ("done flour and sugar"); None when they are not that.

    For a title that nothing is called by as a whole.
    """
    ref = reading.slots.ref
    if reading.intent not in OF_SEVERAL or ref is None or ref.kind != "title":
        return None
    titles = [one.strip() for one in _JOINT.split(ref.title or "")]
    if not 1 < len(titles) <= several.MOST or not all(titles):
        return None
    each = [replace(reading, slots=replace(reading.slots, ref=replace(ref, title=title))) for title in titles]
    try:
        made = await granted(each, context, wish)
    except NotFoundError:
        return None
    together = made.command if made is not None else None
    things = {getattr(one, "task_id", None) for one in together.commands} if isinstance(together, Several) else set()
    return made if len(things) == len(titles) else None  # two words of one title are one thing


def _asked(incoming: Incoming, context: Context, readings: list[Understanding]) -> Plan:
    """The question that names the first of them; the message is kept until it is answered."""
    label = context.book.text
    titles = [reading.slots.title or reading.text for reading in readings]
    first = ", ".join(titles[:NAMED])
    if len(titles) > NAMED:
        first = label("bulk_more", first=first, count=len(titles) - NAMED)
    buttons = (Button(label("button_yes"), CLICKED, "primary"), Button(label("button_no"), action("never_mind")))
    sentence = "several_ask_remind" if readings[0].intent == "remind" else "several_ask"
    count = context.book.text("tasks_many", count=len(titles)) if sentence == "several_ask" else len(titles)
    reply = replace(context.reply(sentence, buttons=buttons, count=count, first=first), kind="question")
    held = {"incoming": INCOMING.dump_python(incoming, mode="json"), "about": None}
    return Plan(reply=reply, kind="question", pending=held, wishes=tuple(readings))
