"""What a person's corrections teach: the second one of a kind in a row becomes their setting, and they are told."""

from __future__ import annotations

from dataclasses import replace

from core.commands._base import Context, Outcome, action
from core.commands._preferences import CHOICES, TAUGHT, said, save, stored, written
from core.domain import Person
from core.messages import Button

TIMES = 2


async def learn(context: Context, outcome: Outcome, lesson: str) -> Outcome:
    """The outcome of a correction, with what was learned from it; `lesson` is name.value of a setting.

    Part of the same command, so undo takes both back; the button takes back the setting alone.
    """
    name, _, value = lesson.partition(".")
    if value not in CHOICES.get(name, ()) or outcome.correlation is None:
        return outcome
    if written(context.who.preferences)[name] == value:
        return outcome
    rows = await context.tx.rows(
        "SELECT * FROM persons WHERE id = %(id)s FOR UPDATE /* %(workspace)s: no tenant */", id=context.who.id
    )
    person = Person(**rows[0])
    taught = dict(person.preferences.get(TAUGHT, {}))
    before, count = taught.get(name, (value, 0))
    count = count + 1 if before == value else 1
    wanted = dict(person.preferences)
    if count < TIMES:
        await save(context, person, person.prefer(wanted | {TAUGHT: taught | {name: [value, count]}}))
        return outcome
    taught.pop(name, None)
    await save(context, person, person.prefer(wanted | {TAUGHT: taught, name: stored(name, value)}))
    forget = Button(context.book.text("button_not_always"), action("settings", name, ""))
    parts = (*outcome.reply.parts, " ", *context.say("learned", what=said(name, value, context)))
    return replace(outcome, reply=replace(outcome.reply, parts=parts, buttons=(*outcome.reply.buttons, forget)))
