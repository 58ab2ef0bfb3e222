"""The pipe: what Slack sends goes to the assistant, and what that says to the way out; the same for both transports."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.slack import events
from bot.slack.adapter import Ask, account_of_ours, foreign, read_home, read_message, read_reaction, tenant_of
from bot.slack.answering import FAILED, STRANGER, Answers
from bot.slack.people import People
from core import log
from core.errors import PermanentError, TransientError
from core.messages import Address, Incoming, Outcome, Reply
from core.ports import Assistant, Sessions

ANSWER_S = 2.5  # Slack gives up after 3 s and sends the event again
REMEMBERED = 1_000
ANSWERED_S = 3_600  # for so long an answer is known to be given; Slack repeats an event for six minutes
GRACE_S = 5.0

_log = log.get(__name__)


class Account(Protocol):
    """Our account in a workspace."""

    @property
    def bot_user(self) -> str: ...


class Workspaces(Protocol):
    """The workspaces that let us in. PermanentError for others."""

    async def of(self, workspace: str) -> Account: ...
    async def ended(self, workspace: str, reason: str, at: float = 0.0) -> None: ...


class Homes(Protocol):
    """Shows people what is theirs."""

    async def show_home(self, address: Address, sections: Sequence[Reply]) -> None: ...


class Unfurls(Protocol):
    """Shows what is behind links of ours."""

    async def unfurl(self, event: Mapping[str, Any], team: str, me: str) -> None: ...


class AgainError(Exception):
    """Nothing was done: Slack shall send it again."""


class Pipe:
    """Wishes in, answers out. An event that is here already is joined by its repeats."""

    def __init__(
        self,
        assistant: Assistant,
        answers: Answers,
        people: People,
        workspaces: Workspaces,
        homes: Homes,
        sessions: Sessions,
        links: Unfurls,
    ) -> None:
        self._assistant, self.answers, self._people = assistant, answers, people
        self._workspaces, self._homes, self._sessions, self._links = workspaces, homes, sessions, links
        self._handled: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        self._arriving: set[asyncio.Task[bool]] = set()

    async def event(self, envelope: Mapping[str, Any], *, last: bool = False) -> bool:
        """Whether what this event asks for is committed, in 2.5 s at most; if not it has to come again.

        `last`: it will not come again, so a failure is said. KeyError or TypeError for what Slack never sends.
        """
        task = asyncio.create_task(self._event(envelope, last))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)
        await asyncio.wait({task}, timeout=ANSWER_S)
        return task.result() if task.done() else False

    async def _event(self, envelope: Mapping[str, Any], last: bool) -> bool:
        event = envelope["event"]
        kind, team = event["type"], tenant_of(envelope)
        if kind in events.CHANGES:
            moved = events.follow(self._people, envelope, team)
            return moved is None or await self._settled(moved, False, last)
        if kind in events.ENDINGS:
            return await self._ended(team, event, float(envelope.get("event_time") or 0))
        if kind == "app_home_opened":
            return await self._opened(team, event)
        if kind not in events.WISHES and kind != "link_shared":
            return True
        try:
            me = account_of_ours(envelope) or (await self._workspaces.of(team)).bot_user
            self._people.ours(team, me)
            if kind == "link_shared":
                self.answers.start(self._links.unfurl(event, team, me))
                return True
            ask = await self._asked(envelope, team, me)
        except PermanentError as error:
            _log.info("event.foreign", reason=error.reason)
            return True
        except TransientError:
            return False
        return ask is None or await self._settled(ask, foreign(event, team), last)

    async def _asked(self, envelope: Mapping[str, Any], team: str, me: str) -> Ask | None:
        event = envelope["event"]
        if event["type"] in ("reaction_added", "reaction_removed"):
            return read_reaction(envelope, team, me)
        ask = read_message(event, team, me)
        if ask is None or ask.incoming.reference is None:
            return ask
        return read_message(event, team, me, await self._people.base(team))

    async def _settled(self, ask: Ask, stranger: bool, last: bool) -> bool:
        # A repeat while the first is still running joins it: it waits for the same task.
        key = ask.incoming.key
        task = self._handled.get(key)
        if task is None:
            task = self._handled[key] = asyncio.create_task(self._handle(ask, stranger, last))
            while len(self._handled) > REMEMBERED:
                self._handled.popitem(last=False)
        await asyncio.wait({task})
        if task.cancelled() or task.exception() is not None:
            self._handled.pop(key, None)
            _log.warning("event.failed", key=key, error=type(task.exception()).__name__)
            return False
        return True

    async def _handle(self, ask: Ask, stranger: bool, last: bool) -> None:
        try:
            ask, outcome = await self.outcome(ask, stranger)
            if outcome.status == 503 and not last:
                raise AgainError
        except Exception:
            if last:
                self.answers.later(ask, FAILED)
            raise
        self.answers.start(self._answer(ask, outcome))

    async def outcome(self, ask: Ask, stranger: bool = False) -> tuple[Ask, Outcome]:
        """Who asks, and what comes of it. People of other teams may use cards and nothing else."""
        team, author = ask.team, ask.incoming.author
        # The channels are asked for at the same time: the assistant needs them next.
        profile, _ = await asyncio.gather(
            self._people.profile(team, author), self._people.channels(team, author.account), return_exceptions=True
        )
        if isinstance(profile, BaseException):
            raise profile
        ask = ask.by(profile.author)
        if (stranger or profile.team != team) and not ask.on_card:
            return ask, Outcome(STRANGER)
        said = await self._people.named(team, ask.incoming.text)
        return ask, await self._assistant.handle(replace(ask.incoming, text=said))

    async def _answer(self, ask: Ask, outcome: Outcome) -> None:
        """Say it, unless another process has had the same event and says it."""
        mark = f"slack:answered:{ask.incoming.key}"
        if outcome.repeated:
            await asyncio.sleep(1.0)
            if await self._sessions.get(mark) is not None:
                return
        if outcome.reply:
            await self._sessions.put(mark, {}, ttl_s=ANSWERED_S)
            await self.answers.give(ask, outcome.reply)

    def respond(self, ask: Ask, stranger: bool = False) -> None:
        """A command or a click, acknowledged already: do it, and say what came of it or that it takes longer."""
        task = self.answers.start(self._respond(ask, stranger))
        self.answers.start(self.answers.working(ask, task))

    async def _respond(self, ask: Ask, stranger: bool) -> None:
        known, reply = await self.reply(ask, stranger)
        await self.answers.give(known, reply)

    async def reply(self, ask: Ask, stranger: bool = False) -> tuple[Ask, Reply]:
        """What is to be said; a failure is said too, since nobody sends a command or a click again."""
        try:
            ask, outcome = await self.outcome(ask, stranger)
        except Exception as error:  # noqa: BLE001 (whatever it was, the person waits)
            _log.warning("wish.failed", key=ask.incoming.key, error=type(error).__name__)
            return ask, FAILED
        return ask, outcome.reply

    async def suggest(self, incoming: Incoming, kind: str, typed: str) -> list[tuple[str, str]]:
        """Completions (label, value); none when there is no time for them."""
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._assistant.suggest(incoming, kind, typed)
        except Exception as error:  # noqa: BLE001 (an empty menu is better than Slack's error in it)
            _log.warning("suggestion.failed", error=type(error).__name__)
            return []

    async def _opened(self, team: str, event: Mapping[str, Any]) -> bool:
        incoming = read_home(event, team)
        if incoming is not None:
            self.answers.start(self._show_home(incoming))
        return True

    async def _show_home(self, incoming: Incoming) -> None:
        team = incoming.address.workspace
        profile = await self._people.profile(team, incoming.author)
        if profile.team != team:
            return
        ask = Ask(incoming, incoming.address).by(profile.author)
        try:
            await self._homes.show_home(incoming.address, await self._assistant.home(ask.incoming))
        except (TransientError, PermanentError) as error:
            _log.warning("home.refused", reason=error.reason)

    async def _ended(self, team: str, event: Mapping[str, Any], at: float) -> bool:
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return True  # a person's consent, of which we keep none
        try:
            await self._workspaces.ended(team, event["type"], at)
        except Exception as error:  # noqa: BLE001 (Slack sends it again)
            _log.warning("installation.end_failed", error=type(error).__name__)
            return False
        return True

    async def stop(self) -> None:
        """Let what is being handled and said come to its end, for five seconds at most."""
        waiting = {task for task in (*self._handled.values(), *self._arriving) if not task.done()}
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=GRACE_S)
            for task in late:
                task.cancel()
        await self.answers.stop(GRACE_S)
