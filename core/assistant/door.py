"""The assistant: handles one incoming message in one transaction, exactly once per key."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.assistant.describe import describe
from core.assistant.elsewhere import Elsewhere, may_be_own, own_space
from core.assistant.explain import in_words, readings, typed_at
from core.assistant.gathered import Gathered
from core.assistant.plan import Plan
from core.assistant.planner import Planner
from core.assistant.presence import Presence, open_context, peek_context
from core.assistant.questions import Memory
from core.assistant.rehearsal import named, rehearsed
from core.assistant.standing import Standing
from core.assistant.suggesting import SUGGESTED
from core.assistant.zone import continued
from core.commands import _base as base
from core.commands._lessons import learn
from core.commands._people import with_names
from core.commands.follow_zone import offered
from core.db.directory import OWN_SPACE, Directory, Known
from core.db.engine import Database
from core.db.handled import stored_outcome
from core.db.numbers import filled_text
from core.db.transcript import Feed, turn
from core.db.uow import Scope, Transaction
from core.domain.firings import Firing
from core.domain.wording import cleaned
from core.errors import UnavailableError, UserError
from core.log import get
from core.messages import OUTCOME, REPLY, Incoming, Instant, Outcome, Reply, in_language
from core.telemetry import COMMAND_SECONDS
from core.telemetry import COMMANDS as COUNTED
from core.tracing import span

log = get(__name__)

Wish = base.Command | Callable[[base.Context], Awaitable[base.Command]]
"""A command, or what makes one when the person's zone and what they see are known; it only reads."""


class Door(Standing):
    """Implements core.ports.Assistant; also `execute` for the doors that build commands themselves."""

    def __init__(
        self, db: Database, directory: Directory, planner: Planner, memory: Memory, presence: Presence, feed: Feed
    ) -> None:
        super().__init__(db, directory, presence, Elsewhere(db, directory, presence, planner))
        self._gathered = Gathered(db, directory, presence, self._elsewhere)
        self._planner = planner
        self._memory = memory
        self._feed = feed

    async def handle(self, incoming: Incoming) -> Outcome:
        """Answer one message. Never raises for what a person typed or for a database that is away."""
        incoming = _clean(incoming)
        try:
            routed = await self._elsewhere.of(incoming)
            outcome, plan = await self._handle(routed.incoming, None)
            if outcome.reply.code == "no_number" and may_be_own(routed):
                own = own_space(routed.incoming)
                second, _ = await self._handle(replace(own, key=f"{own.key}/own"), None)
                return outcome if second.reply.code == "no_number" else self._gathered.from_own(second, incoming)
            return await self._gathered.complete(incoming, routed, plan, outcome)
        except UnavailableError:
            COUNTED.labels("unknown", "error").inc()
            book = self._presence.book(incoming)
            return Outcome(Reply(book.parts("unavailable"), kind="refusal", code="unavailable"), status=503)

    async def _handle(self, incoming: Incoming, about: UUID | None) -> tuple[Outcome, Plan | None]:
        async def decide(context: base.Context) -> Plan:
            return await self._planner.plan(incoming, context, about)

        outcome, plan = await self._once(incoming, decide)
        if plan is not None and plan.pending and plan.command is not None and _settled(outcome):
            then, plan = await self._handle(*continued(plan.pending, incoming))
            return _joined(outcome, then), plan
        return outcome, plan

    async def execute(self, wish: Wish, incoming: Incoming) -> Outcome:
        """Run a command that a door has built; `incoming` says who, where and under which key.

        Raises UserError as the command does, and UnavailableError when the database is away: nothing was done then.
        """

        async def decide(context: base.Context) -> Plan:
            return Plan(command=await _command(wish, context), kind="command")

        outcome, _ = await self._once(incoming, decide)
        if outcome.status >= 400:
            raise Refused(outcome)
        return outcome

    async def look(self, wish: Wish, incoming: Incoming) -> Outcome:
        """Run a command that only reads: no key is taken and nothing is kept. Raises as `execute` does."""
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> Outcome:
            context = await peek_context(tx, incoming, known, self._presence)
            try:
                outcome = await (await _command(wish, context)).handle(context)
                return replace(outcome, reply=await with_names(context, outcome.reply))
            except UserError as error:
                return refusal(error, context)

        outcome = await self._db.run(Scope.of(known.workspace_id), work)
        if outcome.status >= 400:
            raise Refused(outcome)
        return outcome

    async def explain(self, incoming: Incoming) -> dict[str, Any]:
        """What `handle` would do, in data and in words, with no effect: granted, and all of it taken back."""
        typed = incoming.text
        incoming = (await self._elsewhere.of(_clean(incoming))).incoming
        known = await self._directory.identify(incoming.address, incoming.author)
        places = typed_at(typed, incoming.text)

        async def work(tx: Transaction) -> dict[str, Any]:
            context = await peek_context(tx, incoming, known, self._presence)
            plan, firings, refused = Plan(), list[list[Firing]](), None
            try:
                plan = await self._planner.plan(incoming, context)
                firings = await rehearsed(await self._planner.commands(plan, context), context)
            except UserError as error:
                refused = refusal(error, context).reply
            wishes = plan.wishes or ((plan.reading or self._planner.read(incoming, context)),)
            firings = [named(rings, wish) for rings, wish in zip(firings, wishes, strict=False)]
            told = in_words(plan, context.zone, refused)
            return told | {"readings": readings(wishes, firings, incoming.text, places, context.book)}

        return await self._db.run(Scope.of(known.workspace_id), work)

    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]:
        """Completions (label, value) of what is being typed: kind "task", "reminder", "time" or "zone"."""
        known = await self._directory.identify(incoming.address, incoming.author)

        async def work(tx: Transaction) -> list[tuple[str, str]]:
            context = await peek_context(tx, incoming, known, self._presence)
            return await self._planner.suggest(kind, cleaned(typed)[:200], context)

        found = await self._db.run(Scope.of(known.workspace_id), work)
        return found if kind != "task" else [*found, *await self._gathered.suggested(incoming, typed)][:SUGGESTED]

    async def _once(
        self, incoming: Incoming, decide: Callable[[base.Context], Awaitable[Plan]]
    ) -> tuple[Outcome, Plan | None]:
        known = await self._directory.identify(incoming.address, incoming.author)
        started = time.perf_counter()

        async def work(tx: Transaction) -> tuple[str, Plan | None, Transaction]:
            context = await open_context(tx, incoming, known, self._presence, incoming.key)
            if context is None:
                stored = await stored_outcome(tx, incoming.key)
                if stored is None:
                    raise UnavailableError("the first answer to this message is not known yet")
                return stored, None, tx
            plan, outcome = await self._grant(tx, context, decide)
            outcome = replace(outcome, reply=in_language(outcome.reply, context.book.language))
            self._remember_turn(tx, incoming, known, outcome.reply, context)
            document = OUTCOME.dump_json(outcome).decode()
            tx.tail.answer = (incoming.key, document)
            return document, plan, tx

        with span("turn", address=str(known.address_id)):
            document, plan, tx = await self._db.run(Scope.of(known.workspace_id), work)
        outcome = OUTCOME.validate_json(filled_text(document, tx.number_base))
        if plan is not None:
            name = plan.command.name if plan.command else plan.kind
            await self._memory.keep(known, plan, outcome)
            self._feed.tell(known.address_id)
            COUNTED.labels(name, "refused" if outcome.status >= 400 else "ok").inc()
            COMMAND_SECONDS.labels(name).observe(time.perf_counter() - started)
            return outcome, plan
        return replace(outcome, repeated=True), None

    async def _grant(
        self, tx: Transaction, context: base.Context, decide: Callable[[base.Context], Awaitable[Plan]]
    ) -> tuple[Plan, Outcome]:
        plan = Plan()
        try:
            async with tx.attempt():
                plan = await decide(context)
                if plan.command is None:
                    return plan, Outcome(plan.reply)
                outcome = await plan.command.handle(context)
                outcome = describe(plan, outcome, context, tx.correlation)
                outcome = await offered(context, replace(outcome, reply=await with_names(context, outcome.reply)))
                return plan, await learn(context, outcome, plan.lesson) if plan.lesson else outcome
        except UserError as error:
            return plan, refusal(error, context)

    def _remember_turn(
        self, tx: Transaction, incoming: Incoming, known: Known, reply: Reply, context: base.Context
    ) -> None:
        if incoming.address.platform not in OWN_SPACE or not (incoming.text or incoming.action):
            return
        shown = REPLY.dump_python(reply, mode="json") if reply else None
        turn(tx, known.workspace_id, known.address_id, incoming.text[:4000], shown, context.now)


class Refused(UserError):
    """A command's refusal as its outcome tells it, for doors that answer with an HTTP status."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reply.code)
        self.outcome = outcome
        self.status = outcome.status


async def _command(wish: Wish, context: base.Context) -> base.Command:
    return wish if isinstance(wish, base.Command) else await wish(context)


def _settled(outcome: Outcome) -> bool:
    """Whether what was asked is answered now; "EST" may be asked back about."""
    return outcome.status < 400 and outcome.reply.kind != "question"


def _joined(first: Outcome, then: Outcome) -> Outcome:
    """Two answers as one: what was set, and what was waiting for it."""
    return replace(then, reply=replace(then.reply, parts=(*first.reply.parts, "\n", *then.reply.parts)))


def refusal(error: UserError, context: base.Context) -> Outcome:
    """What a person reads when a wish cannot be granted."""
    params = {name: _in_zone(value, context.zone) for name, value in error.params.items()}
    name = error.code if context.book.has(error.code) else "refused"
    reply = Reply(context.say(name, **params), kind="refusal", private=context.private, code=error.code)
    return Outcome(reply, status=error.status)


def _in_zone(value: object, zone: str) -> object:
    return Instant(value, zone) if isinstance(value, datetime) else value


def _clean(incoming: Incoming) -> Incoming:
    form = incoming.form and {name: cleaned(value) for name, value in incoming.form.items()}
    action = None if incoming.action is None else cleaned(incoming.action)
    return replace(incoming, text=cleaned(incoming.text), key=cleaned(incoming.key)[:200], action=action, form=form)
