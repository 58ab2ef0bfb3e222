"""Turns an incoming message into a command, a question or nothing; it only reads."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from core.assistant import lessons, many, meant
from core.assistant.offers import quiet, wants_quiet
from core.assistant.plan import Plan
from core.assistant.questions import Memory, Recalled, says_when
from core.assistant.resolve import Several, resolve
from core.assistant.suggesting import tasks_for, times_for, zones_for
from core.assistant.timed import dated, time_of
from core.assistant.which import which
from core.assistant.zone import ask_zone, by_the_clock, is_timed, needs_zone
from core.commands import _zones as zones
from core.commands._base import Command, Context, Target
from core.commands._moment import Moment
from core.commands.bulk import Bulk
from core.commands.registry import COMMANDS
from core.commands.remind import Remind
from core.commands.set_timezone import SetTimezone
from core.commands.several import Several as Together
from core.domain import Task
from core.domain.task import DONE, OPEN
from core.errors import NotFoundError, UserError
from core.messages import INCOMING, Incoming, Reply
from core.nlu import several
from core.nlu.languages import Languages
from core.nlu.reading import Ref, Understanding
from core.telemetry import PARSE_SECONDS

VERSION = "1"
SHORT = 60  # only what is short can be the answer to a question
LABEL = re.compile(r"#?(\d{1,2})[.)]?$")
TAKES_AWAY = ("delete_task", "cancel_reminder")  # what these take away has to be named clearly
OF_MANY = frozenset({"complete_task", "delete_task"})
# What people say for the answers Yes and No, besides the words on the buttons.
SAID = {
    "button_yes": frozenset({"y", "yep", "yeah", "yup", "sure", "ok", "okay", "yes please", "yes!", "do it", "yes."}),
    "button_no": frozenset({"n", "nope", "nah", "no thanks", "no!", "no.", "never mind", "nevermind", "don't", "stop"}),
}


class Planner:
    """Reads text with the language part, buttons by their action, short answers by what was asked."""

    def __init__(self, language: Languages, memory: Memory) -> None:
        self._language = language
        self._memory = memory

    async def plan(self, incoming: Incoming, context: Context, about: UUID | None = None) -> Plan:
        """What this message asks for; `about`: the task for which it answers when to remind. UserError says why it
        cannot be."""
        if incoming.action is not None:
            return await self._clicked(incoming.action, incoming, context)
        if not incoming.text.strip():
            return Plan(reply=_refusal(context, "empty"))
        if about is None and not (incoming.typed and incoming.typed.when):
            together = await many.plan(incoming, context, partial(self._one, context), self._wish)
            if together is not None:
                return together
        reading = self.read(incoming, context)
        if about is not None and reading.times:
            return _at(about, reading)
        answered = await self._answer(incoming, reading, context)
        if answered is not None:
            return answered
        if reading.problem is not None and not needs_zone(reading, context):
            raise UserError(reading.problem.code, **dict(reading.problem.params))
        if needs_zone(reading, context):
            return ask_zone(incoming, reading, context)
        if incoming.typed is not None and incoming.typed.when:
            self._timed(incoming.typed.when, context)
        return meant.asked(incoming, reading, context, partial(self._as, context)) or await self._wish(reading, context)

    async def commands(self, plan: Plan, context: Context) -> tuple[Command, ...]:
        """What this plan does, wish by wish; of a list that is asked about first, what a yes does."""
        if plan.command is None and plan.wishes:
            made = await many.granted(list(plan.wishes), context, self._wish)
            return await self.commands(made, context) if made is not None else ()
        if isinstance(plan.command, Together):
            return plan.command.commands
        return (plan.command,) if plan.command is not None else ()

    async def _clicked(self, chosen: str, incoming: Incoming, context: Context) -> Plan:
        if is_timed(incoming, context):
            return ask_zone(incoming, None, context)
        if chosen == many.CLICKED:
            return await self._agreed(context)
        if chosen.startswith(meant.CLICKED):
            return await self._chosen(chosen, context)
        chosen, taught = lessons.parted(chosen)
        form = incoming.form
        if form is not None and form.get("when"):
            form = form | {"when": self._stamped(form["when"], context)}
        if form is not None and form.get("date"):
            form = form | dated(form, partial(self._meant, context=context))
        command = _from_action(chosen, form, context)
        return Plan(command, kind="command", pending=await self._held(command.name, context), lesson=taught)

    async def _held(self, name: str, context: Context) -> dict[str, Any] | None:
        """The message that goes on when this command is through: one that waited for the zone."""
        held = (await self._memory.recall(context)).pending if name == "set_timezone" else None
        return None if meant.is_asked(held) else held

    async def _chosen(self, chosen: str, context: Context) -> Plan:
        """The message that was asked about last, as what the person says that they meant."""
        held = (await self._memory.recall(context)).pending
        incoming, reading = meant.clicked(chosen, held, partial(self._as, context))
        if needs_zone(reading, context):
            return ask_zone(incoming, reading, context)
        if reading.problem is not None:
            raise UserError(reading.problem.code, **dict(reading.problem.params))
        return await self._wish(reading, context)

    def _as(self, context: Context, words: str, slash: str | None, name: str) -> Understanding:
        return self._meant(words, context, slash, name)

    def _one(self, context: Context, words: str) -> Understanding:
        return self._meant(words, context)

    async def _agreed(self, context: Context) -> Plan:
        """The list that was asked about last is what shall be added."""
        held = (await self._memory.recall(context)).pending
        found = held and several.parted(INCOMING.validate_python(held["incoming"]).text, partial(self._one, context))
        if not found:
            raise UserError("action_stale")
        made = await many.granted([self._one(context, one) for one in found.wishes], context, self._wish)
        if made is None:
            raise UserError("several_one")
        return made

    def _stamped(self, words: str, context: Context) -> str:
        """The time that was typed into a form's field for it."""
        reading = self._meant(words, context)
        if reading.problem is not None:
            raise UserError(reading.problem.code, **dict(reading.problem.params))
        if not reading.times or reading.times[0].rrule:
            raise UserError("when_unclear", said=words[:80])
        return Moment.of(reading.times[0]).stamp(context.zone)

    def _timed(self, words: str, context: Context) -> None:
        """UserError when what was typed where a time belongs is none."""
        if time_of(words, partial(self._meant, context=context, language=context.book.language)) is None:
            raise UserError("when_unclear", said=words[:80])

    def glance(self, incoming: Incoming) -> Understanding:
        """What kind of message this is; its times are nobody's."""
        locale = incoming.author.locale
        return self._language.understand(incoming.text, datetime.now(UTC), slash=incoming.slash, locale=locale)

    def _meant(
        self,
        words: str,
        context: Context,
        slash: str | None = None,
        name: str | None = None,
        language: str | None = None,
    ) -> Understanding:
        who, spoken = context.who, context.book.language
        return self._language.understand(
            words, context.local, preferences=who.preferences, slash=slash, locale=spoken, meant=name, language=language
        )

    def read(self, incoming: Incoming, context: Context) -> Understanding:
        """What the language part makes of the text."""
        started = time.perf_counter()
        language = None if incoming.typed is None else context.book.language
        reading = self._meant(incoming.text, context, incoming.slash, language=language)
        PARSE_SECONDS.observe(time.perf_counter() - started)
        return reading

    async def suggest(self, kind: str, typed: str, context: Context) -> list[tuple[str, str]]:
        """Completions (label, value) of kind task, time or zone."""
        if kind == "zone":
            return zones_for(typed, context)
        if kind == "time":
            language = self._language.spoken(typed, context.book.language)
            return times_for(typed, context, partial(self._meant, context=context, language=language))
        return await tasks_for(typed, context)

    async def _wish(self, reading: Understanding, context: Context) -> Plan:
        if wants_quiet(reading):
            reply = await quiet(reading, context)
            return Plan(reply=reply, kind="question" if reply.buttons else "nothing", reading=reading)
        if reading.intent is None or reading.intent not in COMMANDS:
            return Plan(reply=_not_understood(reading, context), reading=reading)
        kind = _kind(reading)
        target: Target | None = None
        ref = reading.slots.ref
        if ref is not None and ref.kind == "all" and kind.name in OF_MANY:
            return Plan(Bulk.from_intent(reading, None, context), kind="command", reading=reading)
        if kind.wants is not None and ref is not None:
            found = await self._pointed(ref, kind, reading, context)
            if isinstance(found, Plan):
                return found
            target = found
        elif kind.wants is not None and kind.name != "remind":
            raise UserError("which_reminder" if kind.wants == "reminder" else "which_task")
        # A zone that was asked for may be given in any words that set it.
        held = await self._held(kind.name, context)
        command = kind.from_intent(reading, target, context)
        taught = await lessons.in_words(command, target, context, partial(self._again, context))
        return Plan(command, kind="command", reading=reading, pending=held, lesson=taught)

    async def _pointed(self, ref: Ref, kind: type[Command], reading: Understanding, context: Context) -> Target | Plan:
        """What the words point at; where that is several things, or none by that name, what is to be done instead."""
        assert kind.wants is not None
        recalled = await self._memory.recall(context) if ref.kind == "this" else Recalled()
        status = {"complete_task": OPEN, "reopen_task": DONE, "remind": OPEN}.get(kind.name)
        try:
            gone = kind.name in TAKES_AWAY
            found = await resolve(ref, kind.wants, context, status=status, shown=recalled.shown, sure=gone)
        except NotFoundError:
            together = await many.named(reading, context, self._wish)
            if together is None:
                raise
            return together
        if isinstance(found, Several):
            return await many.named(reading, context, self._wish) or which(found, kind, reading, context)
        return found

    def _again(self, context: Context, words: str, task: Task) -> Understanding:
        """What the words of a task meant when it was made."""
        then = task.created_at.astimezone(context.local.tzinfo)
        spoken = context.book.language
        return self._language.understand(words, then, preferences=context.who.preferences, locale=spoken)

    async def _answer(self, incoming: Incoming, reading: Understanding, context: Context) -> Plan | None:
        """The message as an answer to what was asked or shown last."""
        text = incoming.text.strip()
        bare_time = says_when(reading, text)
        number = LABEL.match(text)
        if len(text) > SHORT or not (bare_time or number or reading.intent is None):
            return None
        recalled = await self._memory.recall(context)
        if recalled.waits_for_time is not None and bare_time:
            if by_the_clock(reading.times[0], context):
                return ask_zone(incoming, reading, context, about=recalled.waits_for_time)
            return _at(recalled.waits_for_time, reading)
        plain = _as_button(text.casefold(), context)
        waits = recalled.pending is not None and not meant.is_asked(recalled.pending)
        if waits and reading.intent is None and zones.resolve(text):
            return Plan(SetTimezone(text), kind="command", reading=reading, pending=recalled.pending)
        for index, (label, chosen) in enumerate(recalled.choices, start=1):
            if (number and int(number.group(1)) == index) or plain == label.casefold():
                return replace(await self._clicked(chosen, incoming, context), reading=reading)
        return None


def _at(task_id: UUID, reading: Understanding) -> Plan:
    """The answer to when to remind of a task."""
    when = reading.times[0]
    return Plan(Remind(task_id=task_id, when=Moment.of(when), rrule=when.rrule), kind="command", reading=reading)


def _as_button(said: str, context: Context) -> str:
    """ "yep" is what the button calls Yes."""
    name = next((name for name, words in SAID.items() if said in words), None)
    return context.book.text(name).casefold() if name else said


def _kind(reading: Understanding) -> type[Command]:
    """What recurs is a reminder, however it was said: "every day at 9 stretch"."""
    when = reading.slots.due or reading.slots.when
    if reading.intent == "create_task" and when is not None and when.rrule:
        return Remind
    return COMMANDS[reading.intent or ""]


def _from_action(text: str, form: dict[str, str] | None, context: Context) -> Command:
    version, _, rest = text.partition(":")
    name, *args = rest.split(":")
    if version != VERSION or name not in COMMANDS:
        raise UserError("action_stale")
    if form is not None:
        return COMMANDS[name].from_form(args, form, context)
    return COMMANDS[name].from_action(args, context)


def _refusal(context: Context, name: str) -> Reply:
    return replace(context.reply(name), kind="refusal")


def _not_understood(reading: Understanding, context: Context) -> Reply:
    courteous, _, kind = reading.rule.partition(":")
    if courteous == "courtesy":
        return context.reply(f"courtesy_{kind}")
    known = [name for name in reading.suggestions if context.book.has(f"example_{name}")]
    if not known:
        return _refusal(context, "not_understood")
    near = context.book.text("or").join(f"“{context.book.text(f'example_{name}')}”" for name in known[:3])
    return replace(context.reply("did_you_mean", near=near), kind="refusal")
