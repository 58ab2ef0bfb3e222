"""The pipe: what Discord sends goes to the assistant, and what that says to the way out."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

import discord

from bot.discord import interactions as reads
from bot.discord.adapter import Ask, is_unread, read_message, read_reaction
from bot.discord.answering import Answers, refused
from bot.discord.forms import SAY, Carried, modal
from bot.discord.text import label
from bot.discord.words import word
from core import log
from core.errors import PermanentError, TransientError
from core.messages import Field, Form, Incoming, Outcome, Reply
from core.ports import Assistant, Sessions

REMEMBERED = 2_000
SUGGEST_S = 2.2
GRACE_S = 5.0
AWAY = 503
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # Discord sends nothing again: while the database is away we try again
HELP = "help"  # the code of its first page
NAMED = 30  # letters of a name that a form carries

_log = log.get(__name__)


class Names(Protocol):
    """Tells what those are called whom a text mentions by their id alone."""

    async def named(self, guild: str, text: str) -> str: ...


class Pipe:
    """Wishes in, answers out. An event that is here already has its one effect and its one answer."""

    def __init__(
        self,
        assistant: Assistant,
        answers: Answers,
        sessions: Sessions,
        me: Callable[[], Awaitable[int]],
        people: Names | None = None,
        *,
        hears_all: bool = False,
    ) -> None:
        self._assistant, self.answers, self._sessions, self._me = assistant, answers, sessions, me
        self._people = people
        self._hears = "hears_all" if hears_all else "hears"
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def message(self, message: discord.Message) -> None:
        """A message that addresses us is answered where it stands."""
        try:
            ask = read_message(message, await self._me())
        except (TransientError, PermanentError) as error:
            _log.warning("message.unread", reason=error.reason)
            return
        if ask is None or not self._is_new(ask.incoming.key):
            return
        if is_unread(message):
            await self.answers.say(ask, refused("unread", _locale_of(message)))
        else:
            await self._said(ask)

    async def reaction(
        self, payload: discord.RawReactionActionEvent, added: bool, moment: str, parent: int | None = None
    ) -> None:
        """A tick on a message, or one that was taken away."""
        ask = read_reaction(payload, added, moment, await self._me(), parent)
        if ask is not None and self._is_new(ask.incoming.key):
            await self._said(ask)

    async def interaction(self, interaction: discord.Interaction) -> None:
        """Whatever was typed, clicked or filled in; the first answer goes out within three seconds."""
        if interaction.type is discord.InteractionType.autocomplete:
            await self._complete(interaction)
            return
        if not self._is_new(f"discord:interaction:{interaction.id}"):
            return
        if interaction.type is discord.InteractionType.modal_submit:
            await self._submitted(interaction)
        elif interaction.type is discord.InteractionType.component:
            pressed = reads.read_click(interaction)
            if pressed is not None:
                await self._responded(pressed.ask, pressed.part)
        elif interaction.type is discord.InteractionType.application_command:
            await self._commanded(interaction)

    async def _commanded(self, interaction: discord.Interaction) -> None:
        if reads.is_typed(interaction):
            ask = reads.read_command(interaction)
        elif (person := reads.read_person(interaction)) is not None:
            await self._ask_what(interaction, *person)
            return
        else:
            ask = reads.read_menu(interaction)
        if ask is not None:
            await self._responded(ask)

    async def _ask_what(self, interaction: discord.Interaction, account: str, name: str) -> None:
        """Who is to be given a task is known; which one is asked."""
        language = interaction.locale.value
        shown, field = label(name or account, NAMED), Field("task", word("assign_task", language), required=True)
        form = Form(word("assign", language, name=shown), f"{SAY}{account}:{shown}", (field,))
        name = await Carried(form.action).written(self._sessions)
        await self.answers.open(str(interaction.id), interaction.token, modal(form, name))

    async def _submitted(self, interaction: discord.Interaction) -> None:
        name = reads.submitted(interaction)
        if name:
            carried = await Carried.read(name, self._sessions)
            await self._responded(reads.read_submit(interaction, carried))

    async def _responded(self, ask: Ask, part: str = "") -> None:
        await self.answers.respond(ask, self._reply(ask), part)

    async def _reply(self, ask: Ask) -> Reply:
        return (await self._outcome(ask)).reply

    async def _said(self, ask: Ask) -> None:
        outcome = await self._outcome(ask)
        if outcome.reply:
            await self.answers.say(ask, outcome.reply)

    async def _outcome(self, ask: Ask) -> Outcome:
        """What came of it; a failure is said too, when the database has not come back for a minute."""
        outcome = await self._tried(ask)
        for wait in WAITS:
            if outcome.status != AWAY:
                break
            _log.warning("wish.waits", key=ask.incoming.key, seconds=wait)
            await asyncio.sleep(wait)
            outcome = await self._tried(ask)
        return outcome

    async def _tried(self, ask: Ask) -> Outcome:
        incoming = ask.incoming
        try:
            outcome = await self._assistant.handle(await self._with_names(incoming))
        except Exception as error:  # noqa: BLE001 (whatever it was, the person waits)
            _log.exception("wish.failed", key=ask.incoming.key, error=type(error).__name__)
            return Outcome(refused("unavailable", ask.incoming.author.locale), status=500)
        return replace(outcome, reply=self._told(outcome.reply)) if outcome.reply.code == HELP else outcome

    def _told(self, reply: Reply) -> Reply:
        """Help says as well what reaches us."""
        return replace(reply, parts=(*reply.parts, "\n", word(self._hears, reply.language)))

    async def _with_names(self, incoming: Incoming) -> Incoming:
        """The same, with names beside those whom the text or a form's people have by their ids alone."""
        if self._people is None:
            return incoming
        guild, form = incoming.address.workspace, incoming.form
        if form is not None and form.get("people"):
            form = form | {"people": await self._people.named(guild, form["people"])}
        return replace(incoming, text=await self._people.named(guild, incoming.text), form=form)

    async def _complete(self, interaction: discord.Interaction) -> None:
        incoming, kind, typed = reads.read_typing(interaction)
        found: list[tuple[str, str]] = []
        if kind:
            try:
                async with asyncio.timeout(SUGGEST_S):
                    found = list(await self._assistant.suggest(incoming, kind, typed))
            except Exception as error:  # noqa: BLE001 (no completion is better than Discord's error in the field)
                _log.warning("suggestion.failed", error=type(error).__name__)
        await self.answers.complete(str(interaction.id), interaction.token, found)

    def _is_new(self, key: str) -> bool:
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def stop(self) -> None:
        """Let what is being said come to its end."""
        await self.answers.stop(GRACE_S)


def _locale_of(message: discord.Message) -> str | None:
    """The guild's, as a message does not tell the person's."""
    return None if message.guild is None else message.guild.preferred_locale.value
